CREATE TABLE batch_changes (
  id INTEGER NOT NULL,
  batch INTEGER NOT NULL,
  record_table TEXT NOT NULL,
  record INTEGER NOT NULL,
  field TEXT NOT NULL,
  "old" TEXT NOT NULL,
  "new" TEXT NOT NULL,
  CONSTRAINT batch_changes_key PRIMARY KEY (id),
  CONSTRAINT batch_changes_batch_known FOREIGN KEY(batch) REFERENCES import_batches (id)
);

CREATE INDEX batch_changes_batch ON batch_changes (batch);

ALTER TABLE import_batches ADD COLUMN withdrawn_at TEXT;

ALTER TABLE import_batches ADD COLUMN withdrawn_by TEXT;

ALTER TABLE import_batches ADD COLUMN withdrawn_because TEXT;

DROP INDEX import_batches_file_once;

CREATE UNIQUE INDEX import_batches_file_once ON import_batches (sha256) WHERE withdrawn_at IS NULL;

ALTER TABLE audit_events ADD COLUMN seal TEXT DEFAULT '' NOT NULL;
