CREATE TABLE consent_events (
  id INTEGER NOT NULL,
  patient INTEGER NOT NULL,
  state TEXT NOT NULL,
  said_on TEXT NOT NULL,
  taken_by TEXT NOT NULL,
  data_version INTEGER NOT NULL,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  CONSTRAINT consent_events_key PRIMARY KEY (id),
  CONSTRAINT consent_events_state_allowed CHECK (state IN ('given', 'withdrawn')),
  CONSTRAINT consent_events_taken_by_given CHECK (length(taken_by) > 0),
  CONSTRAINT consent_events_data_version_counted CHECK (data_version >= 0),
  CONSTRAINT consent_events_said_on_real_day CHECK (said_on IS date(said_on, '+0 days')),
  CONSTRAINT consent_events_patient_known FOREIGN KEY(patient) REFERENCES patients (id)
) STRICT;

CREATE INDEX consent_events_patient ON consent_events (patient);

CREATE TABLE disposals (
  id INTEGER NOT NULL,
  patient INTEGER NOT NULL,
  how TEXT NOT NULL,
  reason TEXT NOT NULL,
  early_because TEXT DEFAULT '' NOT NULL,
  kept_until TEXT,
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
  CONSTRAINT disposals_two_people CHECK (outcome <> 'done' OR lower(closed_by) <> lower(proposed_by)),
  CONSTRAINT disposals_kept_until_real_day CHECK (kept_until IS date(kept_until, '+0 days'))
) STRICT;

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
) STRICT;

CREATE INDEX audit_apart_patient ON audit_apart (patient);

CREATE TRIGGER consent_events_no_update BEFORE UPDATE ON consent_events
BEGIN
  SELECT RAISE(ABORT, 'consents are only ever added');
END;

CREATE TRIGGER consent_events_no_delete BEFORE DELETE ON consent_events
WHEN NOT EXISTS (SELECT 1 FROM disposals WHERE patient = OLD.patient AND outcome = 'done')
BEGIN
  SELECT RAISE(ABORT, 'consents are only ever added');
END;

CREATE TRIGGER consent_events_no_replace BEFORE INSERT ON consent_events
WHEN EXISTS (SELECT 1 FROM consent_events WHERE id = NEW.id)
BEGIN
  SELECT RAISE(ABORT, 'consents are only ever added');
END;

CREATE TRIGGER disposals_no_update BEFORE UPDATE ON disposals
WHEN OLD.outcome <> ''
BEGIN
  SELECT RAISE(ABORT, 'a disposal that is closed stays');
END;

CREATE TRIGGER disposals_no_delete BEFORE DELETE ON disposals
BEGIN
  SELECT RAISE(ABORT, 'a disposal that is closed stays');
END;

CREATE TRIGGER disposals_no_replace BEFORE INSERT ON disposals
WHEN EXISTS (SELECT 1 FROM disposals WHERE id = NEW.id)
BEGIN
  SELECT RAISE(ABORT, 'a disposal that is closed stays');
END;

CREATE TRIGGER audit_apart_no_update BEFORE UPDATE ON audit_apart
BEGIN
  SELECT RAISE(ABORT, 'audit details are only ever added');
END;

CREATE TRIGGER audit_apart_no_delete BEFORE DELETE ON audit_apart
WHEN NOT EXISTS (SELECT 1 FROM disposals WHERE patient = OLD.patient AND outcome = 'done')
BEGIN
  SELECT RAISE(ABORT, 'audit details are only ever added');
END;

CREATE TRIGGER audit_apart_no_replace BEFORE INSERT ON audit_apart
WHEN EXISTS (SELECT 1 FROM audit_apart WHERE event = NEW.event)
BEGIN
  SELECT RAISE(ABORT, 'audit details are only ever added');
END;
