"""Alembic's entry: the connection, already inside one transaction, is handed over by `data.upgrade`."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
context.run_migrations()
