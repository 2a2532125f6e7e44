"""An opened sheet and a mapping into checked rows: columns parsed, then rows, people and file checked."""
