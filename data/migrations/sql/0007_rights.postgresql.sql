CREATE TABLE consent_events (
  id INTEGER NOT NULL,
  patient INTEGER NOT NULL,
  state TEXT NOT NULL,
  said_on DATE NOT NULL,
  taken_by TEXT NOT NULL,
  data_version INTEGER NOT NULL,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  CONSTRAINT consent_events_key PRIMARY KEY (id),
  CONSTRAINT consent_events_state_allowed CHECK (state IN ('given', 'withdrawn')),
  CONSTRAINT consent_events_taken_by_given CHECK (length(taken_by) > 0),
  CONSTRAINT consent_events_data_version_counted CHECK (data_version >= 0),
  CONSTRAINT consent_events_patient_known FOREIGN KEY(patient) REFERENCES patients (id)
);

CREATE INDEX consent_events_patient ON consent_events (patient);

CREATE TABLE disposals (
  id INTEGER NOT NULL,
  patient INTEGER NOT NULL,
  how TEXT NOT NULL,
  reason TEXT NOT NULL,
  early_because TEXT DEFAULT '' NOT NULL,
  kept_until DATE,
  proposed_at TEXT NOT NULL,
  proposed_by TEXT NOT NULL,
  outcome TEXT DEFAULT '' NOT NULL,
  closed_at TEXT DEFAULT '' NOT NULL,
  closed_by TEXT DEFAULT '' NOT NULL,
  counts TEXT DEFAULT '{}' NOT NULL,
  CONSTRAINT disposals_key PRIMARY KEY (id),
  CONSTRAINT disposals_how_allowed CHECK (how IN ('de-identify', 'destroy')),
  CONSTRAINT disposals_outcome_allowed CHECK (outcome IN ('', 'done', 'dropped')),
  CONSTRAINT disposals_reason_given CHECK (length(reason) > 0),
  CONSTRAINT disposals_closed CHECK ((outcome = '') = (length(closed_by) = 0)),
  CONSTRAINT disposals_two_people CHECK (outcome <> 'done' OR lower(closed_by) <> lower(proposed_by))
);

CREATE UNIQUE INDEX disposals_one_open ON disposals (patient)
WHERE outcome = '';

CREATE TABLE audit_apart (
  event INTEGER NOT NULL,
  patient INTEGER NOT NULL,
  salt TEXT NOT NULL,
  detail TEXT NOT NULL,
  CONSTRAINT audit_apart_key PRIMARY KEY (event),
  CONSTRAINT audit_apart_salt_long CHECK (length(salt) = 32),
  CONSTRAINT audit_apart_event_known FOREIGN KEY(event) REFERENCES audit_events (id)
);

CREATE INDEX audit_apart_patient ON audit_apart (patient);

CREATE TRIGGER consent_events_no_change BEFORE UPDATE OR TRUNCATE ON consent_events
FOR EACH STATEMENT EXECUTE FUNCTION only_added();

CREATE FUNCTION only_with_the_patient() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM disposals WHERE patient = OLD.patient AND outcome = 'done') THEN
    RAISE EXCEPTION USING MESSAGE = replace(TG_TABLE_NAME, '_', ' ') || ' are only ever added';
  END IF;
  RETURN OLD;
END
$$;

CREATE TRIGGER consent_events_no_delete BEFORE DELETE ON consent_events
FOR EACH ROW EXECUTE FUNCTION only_with_the_patient();

CREATE FUNCTION closed_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.outcome <> '' THEN
    RAISE EXCEPTION 'a disposal that is closed stays';
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER disposals_no_change BEFORE UPDATE OR DELETE ON disposals
FOR EACH ROW EXECUTE FUNCTION closed_stays();

CREATE TRIGGER disposals_no_truncate BEFORE TRUNCATE ON disposals
FOR EACH STATEMENT EXECUTE FUNCTION only_added();

CREATE TRIGGER audit_apart_no_change BEFORE UPDATE OR TRUNCATE ON audit_apart
FOR EACH STATEMENT EXECUTE FUNCTION only_added();

CREATE TRIGGER audit_apart_no_delete BEFORE DELETE ON audit_apart
FOR EACH ROW EXECUTE FUNCTION only_with_the_patient();
