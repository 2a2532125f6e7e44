CREATE TABLE exports (
  id INTEGER NOT NULL,
  code TEXT NOT NULL,
  made_at TEXT NOT NULL,
  made_by TEXT NOT NULL,
  question TEXT NOT NULL,
  purpose TEXT NOT NULL,
  request TEXT NOT NULL,
  content TEXT NOT NULL,
  content_sha256 TEXT NOT NULL,
  checks TEXT NOT NULL,
  data_version INTEGER NOT NULL,
  as_of DATE NOT NULL,
  program TEXT NOT NULL,
  expires_on DATE NOT NULL,
  CONSTRAINT exports_key PRIMARY KEY (id),
  CONSTRAINT exports_code_once UNIQUE (code),
  CONSTRAINT exports_code_whole CHECK (length(code) = 11),
  CONSTRAINT exports_content_hashed CHECK (length(content_sha256) = 64),
  CONSTRAINT exports_purpose_given CHECK (length(purpose) > 0),
  CONSTRAINT exports_data_version_counted CHECK (data_version >= 0),
  CONSTRAINT exports_expires_later CHECK (expires_on > as_of)
);

CREATE TABLE export_events (
  id INTEGER NOT NULL,
  export INTEGER NOT NULL,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  act TEXT NOT NULL,
  name TEXT DEFAULT '' NOT NULL,
  registration TEXT DEFAULT '' NOT NULL,
  reason TEXT DEFAULT '' NOT NULL,
  detail TEXT DEFAULT '{}' NOT NULL,
  CONSTRAINT export_events_key PRIMARY KEY (id),
  CONSTRAINT export_events_act_allowed CHECK (act IN ('prepare', 'approve', 'send back', 'withdraw', 'file', 'remake')),
  CONSTRAINT export_events_approval_signed CHECK (act <> 'approve' OR (length(name) > 0 AND length(registration) BETWEEN 6 AND 20)),
  CONSTRAINT export_events_reason_given CHECK (act NOT IN ('approve', 'send back', 'withdraw') OR length(reason) > 0),
  CONSTRAINT export_events_export_known FOREIGN KEY(export) REFERENCES exports (id)
);

CREATE INDEX export_events_export ON export_events (export);

CREATE UNIQUE INDEX export_events_once ON export_events (export, act)
WHERE act IN ('prepare', 'approve', 'send back', 'withdraw');

CREATE TABLE public_wordings (
  id INTEGER NOT NULL,
  check_name TEXT NOT NULL,
  part TEXT NOT NULL,
  wording TEXT NOT NULL,
  reason TEXT NOT NULL,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  CONSTRAINT public_wordings_key PRIMARY KEY (id),
  CONSTRAINT public_wordings_part_allowed CHECK (part IN ('words', 'rule', 'reason')),
  CONSTRAINT public_wordings_reason_given CHECK (length(reason) > 0)
);

CREATE TABLE public_looks (
  id INTEGER NOT NULL,
  look TEXT NOT NULL,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  CONSTRAINT public_looks_key PRIMARY KEY (id),
  CONSTRAINT public_looks_size CHECK (length(look) <= 400000)
);

CREATE FUNCTION only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING MESSAGE = replace(replace(TG_TABLE_NAME, 'public_', ''), '_', ' ') || ' are only ever added';
END
$$;

CREATE TRIGGER exports_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON exports
FOR EACH STATEMENT EXECUTE FUNCTION only_added();

CREATE TRIGGER export_events_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON export_events
FOR EACH STATEMENT EXECUTE FUNCTION only_added();

CREATE TRIGGER public_wordings_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON public_wordings
FOR EACH STATEMENT EXECUTE FUNCTION only_added();

CREATE TRIGGER public_looks_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON public_looks
FOR EACH STATEMENT EXECUTE FUNCTION only_added();
