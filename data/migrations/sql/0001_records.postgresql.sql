CREATE TABLE facts (
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  CONSTRAINT facts_key PRIMARY KEY (name)
);

CREATE TABLE measures (
  id INTEGER NOT NULL,
  name TEXT NOT NULL,
  low DOUBLE PRECISION NOT NULL,
  high DOUBLE PRECISION NOT NULL,
  CONSTRAINT measures_key PRIMARY KEY (id),
  CONSTRAINT measures_name_once UNIQUE (name),
  CONSTRAINT measures_scale_once UNIQUE (id, low, high),
  CONSTRAINT measures_scale_upwards CHECK (low < high)
);

CREATE TABLE methods (
  id INTEGER NOT NULL,
  name TEXT NOT NULL,
  CONSTRAINT methods_key PRIMARY KEY (id),
  CONSTRAINT methods_name_once UNIQUE (name)
);

CREATE TABLE phases (
  id INTEGER NOT NULL,
  name TEXT NOT NULL,
  CONSTRAINT phases_key PRIMARY KEY (id),
  CONSTRAINT phases_name_once UNIQUE (name)
);

CREATE TABLE sides (
  id INTEGER NOT NULL,
  name TEXT NOT NULL,
  CONSTRAINT sides_key PRIMARY KEY (id),
  CONSTRAINT sides_name_once UNIQUE (name)
);

CREATE TABLE conditions (
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  CONSTRAINT conditions_key PRIMARY KEY (id)
);

CREATE TABLE import_batches (
  id INTEGER NOT NULL,
  file TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  importer TEXT NOT NULL,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  rows_read INTEGER NOT NULL,
  rows_stored INTEGER NOT NULL,
  rows_already_there INTEGER NOT NULL,
  rows_rejected INTEGER NOT NULL,
  rows_blank INTEGER NOT NULL,
  new_patients INTEGER NOT NULL,
  new_episodes INTEGER NOT NULL,
  new_sessions INTEGER NOT NULL,
  new_readings INTEGER NOT NULL,
  header TEXT NOT NULL,
  CONSTRAINT import_batches_key PRIMARY KEY (id),
  CONSTRAINT import_batches_account_adds_up CHECK (rows_read = rows_stored + rows_already_there + rows_rejected)
);

CREATE UNIQUE INDEX import_batches_file_once ON import_batches (sha256);

CREATE TABLE clinics (
  id INTEGER NOT NULL,
  name TEXT NOT NULL,
  batch INTEGER,
  CONSTRAINT clinics_key PRIMARY KEY (id),
  CONSTRAINT clinics_name_once UNIQUE (name),
  CONSTRAINT clinics_name_given CHECK (length(name) > 0),
  CONSTRAINT clinics_batch_known FOREIGN KEY(batch) REFERENCES import_batches (id)
);

CREATE TABLE podiatrists (
  id INTEGER NOT NULL,
  name TEXT NOT NULL,
  batch INTEGER,
  CONSTRAINT podiatrists_key PRIMARY KEY (id),
  CONSTRAINT podiatrists_name_once UNIQUE (name),
  CONSTRAINT podiatrists_name_given CHECK (length(name) > 0),
  CONSTRAINT podiatrists_batch_known FOREIGN KEY(batch) REFERENCES import_batches (id)
);

CREATE TABLE rejected_rows (
  batch INTEGER NOT NULL,
  row_number INTEGER NOT NULL,
  cells TEXT NOT NULL,
  CONSTRAINT rejected_rows_key PRIMARY KEY (batch, row_number),
  CONSTRAINT rejected_rows_batch_known FOREIGN KEY(batch) REFERENCES import_batches (id)
);

CREATE TABLE row_problems (
  batch INTEGER NOT NULL,
  place INTEGER NOT NULL,
  row_number INTEGER NOT NULL,
  field TEXT NOT NULL,
  value TEXT NOT NULL,
  code TEXT NOT NULL,
  message TEXT NOT NULL,
  severity TEXT NOT NULL,
  CONSTRAINT row_problems_key PRIMARY KEY (batch, place),
  CONSTRAINT row_problems_severity_allowed CHECK (severity IN ('reject', 'flag')),
  CONSTRAINT row_problems_batch_known FOREIGN KEY(batch) REFERENCES import_batches (id)
);

CREATE TABLE audit_events (
  id INTEGER NOT NULL,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  record_table TEXT NOT NULL,
  record INTEGER,
  reason TEXT DEFAULT '' NOT NULL,
  detail TEXT DEFAULT '' NOT NULL,
  CONSTRAINT audit_events_key PRIMARY KEY (id)
);

CREATE TABLE patients (
  id INTEGER NOT NULL,
  reference TEXT NOT NULL,
  display_name TEXT DEFAULT '' NOT NULL,
  birth_year INTEGER,
  sex TEXT DEFAULT 'unknown' NOT NULL,
  batch INTEGER,
  version INTEGER DEFAULT '1' NOT NULL,
  CONSTRAINT patients_key PRIMARY KEY (id),
  CONSTRAINT patients_reference_once UNIQUE (reference),
  CONSTRAINT patients_reference_given CHECK (length(reference) > 0),
  CONSTRAINT patients_birth_year_in_range CHECK (birth_year BETWEEN 1900 AND 2200),
  CONSTRAINT patients_sex_allowed CHECK (sex IN ('female', 'male', 'other', 'unknown')),
  CONSTRAINT patients_batch_known FOREIGN KEY(batch) REFERENCES import_batches (id)
);

CREATE TABLE episodes (
  id INTEGER NOT NULL,
  patient INTEGER NOT NULL,
  condition TEXT NOT NULL,
  side TEXT NOT NULL,
  course INTEGER NOT NULL,
  clinic INTEGER,
  podiatrist INTEGER,
  started DATE NOT NULL,
  ended DATE,
  ended_how TEXT DEFAULT '' NOT NULL,
  duration_weeks DOUBLE PRECISION,
  batch INTEGER,
  version INTEGER DEFAULT '1' NOT NULL,
  CONSTRAINT episodes_key PRIMARY KEY (id),
  CONSTRAINT episodes_once UNIQUE (patient, condition, side, course),
  CONSTRAINT episodes_side_allowed CHECK (side IN ('left', 'right', 'both')),
  CONSTRAINT episodes_ended_how_allowed CHECK (ended_how IN ('', 'discharged', 'lost', 'referred', 'other')),
  CONSTRAINT episodes_course_counted CHECK (course >= 1),
  CONSTRAINT episodes_end_after_start CHECK (ended >= started),
  CONSTRAINT episodes_duration_weeks_in_range CHECK (duration_weeks BETWEEN 0 AND 5200),
  CONSTRAINT episodes_patient_known FOREIGN KEY(patient) REFERENCES patients (id),
  CONSTRAINT episodes_condition_known FOREIGN KEY(condition) REFERENCES conditions (id),
  CONSTRAINT episodes_clinic_known FOREIGN KEY(clinic) REFERENCES clinics (id),
  CONSTRAINT episodes_podiatrist_known FOREIGN KEY(podiatrist) REFERENCES podiatrists (id),
  CONSTRAINT episodes_batch_known FOREIGN KEY(batch) REFERENCES import_batches (id)
);

CREATE TABLE sessions (
  id INTEGER NOT NULL,
  episode INTEGER NOT NULL,
  number INTEGER NOT NULL,
  number_given BOOLEAN NOT NULL,
  day DATE NOT NULL,
  sequence INTEGER NOT NULL,
  clinic INTEGER,
  podiatrist INTEGER,
  muscles TEXT DEFAULT '[]' NOT NULL,
  bilateral BOOLEAN,
  needle_diameter_mm DOUBLE PRECISION,
  needle_length_mm DOUBLE PRECISION,
  needle_material TEXT DEFAULT '' NOT NULL,
  insertions INTEGER,
  depth_mm DOUBLE PRECISION,
  response_sought TEXT DEFAULT '' NOT NULL,
  twitch TEXT DEFAULT '' NOT NULL,
  twitch_count INTEGER,
  technique TEXT DEFAULT '' NOT NULL,
  stimulation TEXT DEFAULT '' NOT NULL,
  stimulation_hz DOUBLE PRECISION,
  stimulation_minutes DOUBLE PRECISION,
  retention_minutes DOUBLE PRECISION,
  planned_sessions INTEGER,
  co_interventions TEXT DEFAULT '[]' NOT NULL,
  soreness DOUBLE PRECISION,
  consent_on DATE,
  consent_version TEXT DEFAULT '' NOT NULL,
  contraindications_screened BOOLEAN,
  adverse_asked BOOLEAN,
  batch INTEGER,
  version INTEGER DEFAULT '1' NOT NULL,
  CONSTRAINT sessions_key PRIMARY KEY (id),
  CONSTRAINT sessions_once UNIQUE (episode, day, sequence),
  CONSTRAINT sessions_number_once UNIQUE (episode, number),
  CONSTRAINT sessions_of_episode UNIQUE (id, episode),
  CONSTRAINT sessions_number_counted CHECK (number >= 1),
  CONSTRAINT sessions_sequence_counted CHECK (sequence >= 1),
  CONSTRAINT sessions_needle_diameter_mm_in_range CHECK (needle_diameter_mm BETWEEN 0 AND 10),
  CONSTRAINT sessions_needle_length_mm_in_range CHECK (needle_length_mm BETWEEN 0 AND 300),
  CONSTRAINT sessions_insertions_in_range CHECK (insertions BETWEEN 0 AND 1000),
  CONSTRAINT sessions_depth_mm_in_range CHECK (depth_mm BETWEEN 0 AND 300),
  CONSTRAINT sessions_twitch_count_in_range CHECK (twitch_count BETWEEN 0 AND 1000),
  CONSTRAINT sessions_stimulation_hz_in_range CHECK (stimulation_hz BETWEEN 0 AND 10000),
  CONSTRAINT sessions_stimulation_minutes_in_range CHECK (stimulation_minutes BETWEEN 0 AND 1440),
  CONSTRAINT sessions_retention_minutes_in_range CHECK (retention_minutes BETWEEN 0 AND 1440),
  CONSTRAINT sessions_planned_sessions_in_range CHECK (planned_sessions BETWEEN 0 AND 1000),
  CONSTRAINT sessions_soreness_in_range CHECK (soreness BETWEEN 0 AND 10),
  CONSTRAINT sessions_episode_known FOREIGN KEY(episode) REFERENCES episodes (id),
  CONSTRAINT sessions_clinic_known FOREIGN KEY(clinic) REFERENCES clinics (id),
  CONSTRAINT sessions_podiatrist_known FOREIGN KEY(podiatrist) REFERENCES podiatrists (id),
  CONSTRAINT sessions_batch_known FOREIGN KEY(batch) REFERENCES import_batches (id)
);

CREATE TABLE readings (
  id INTEGER NOT NULL,
  episode INTEGER NOT NULL,
  session INTEGER,
  measure INTEGER NOT NULL,
  method INTEGER NOT NULL,
  side INTEGER NOT NULL,
  phase INTEGER NOT NULL,
  day DATE NOT NULL,
  value DOUBLE PRECISION NOT NULL,
  scale_low DOUBLE PRECISION NOT NULL,
  scale_high DOUBLE PRECISION NOT NULL,
  rater TEXT DEFAULT '' NOT NULL,
  batch INTEGER,
  version INTEGER DEFAULT '1' NOT NULL,
  CONSTRAINT readings_key PRIMARY KEY (id),
  CONSTRAINT readings_measure_known FOREIGN KEY(measure, scale_low, scale_high) REFERENCES measures (id, low, high) ON UPDATE CASCADE,
  CONSTRAINT readings_session_of_episode FOREIGN KEY(session, episode) REFERENCES sessions (id, episode),
  CONSTRAINT readings_value_in_range CHECK (value BETWEEN scale_low AND scale_high),
  CONSTRAINT readings_side_in_range CHECK (side BETWEEN 1 AND 3),
  CONSTRAINT readings_phase_in_range CHECK (phase BETWEEN 1 AND 3),
  CONSTRAINT readings_session_unless_review CHECK ((phase = 3) = (session IS NULL)),
  CONSTRAINT readings_episode_known FOREIGN KEY(episode) REFERENCES episodes (id),
  CONSTRAINT readings_method_known FOREIGN KEY(method) REFERENCES methods (id),
  CONSTRAINT readings_batch_known FOREIGN KEY(batch) REFERENCES import_batches (id)
);

CREATE UNIQUE INDEX readings_once ON readings (episode, coalesce(session, 0), measure, method, side, phase, day);

CREATE TABLE adverse_events (
  id INTEGER NOT NULL,
  session INTEGER NOT NULL,
  term TEXT NOT NULL,
  severity TEXT NOT NULL,
  onset TEXT NOT NULL,
  action TEXT NOT NULL,
  batch INTEGER,
  version INTEGER DEFAULT '1' NOT NULL,
  CONSTRAINT adverse_events_key PRIMARY KEY (id),
  CONSTRAINT adverse_events_once UNIQUE (session, term),
  CONSTRAINT adverse_events_severity_allowed CHECK (severity IN ('mild', 'significant', 'serious')),
  CONSTRAINT adverse_events_onset_allowed CHECK (onset IN ('', 'during', 'within_24h', 'later')),
  CONSTRAINT adverse_events_term_given CHECK (length(term) > 0),
  CONSTRAINT adverse_events_session_known FOREIGN KEY(session) REFERENCES sessions (id),
  CONSTRAINT adverse_events_batch_known FOREIGN KEY(batch) REFERENCES import_batches (id)
);

CREATE VIEW readings_plain AS
SELECT readings.id, patients.reference AS patient, episodes.condition, readings.episode, sessions.number AS session_number,
       measures.name AS measure, methods.name AS method, sides.name AS side, phases.name AS phase,
       readings.day, readings.value, readings.rater, readings.batch
FROM readings
JOIN episodes ON episodes.id = readings.episode
JOIN patients ON patients.id = episodes.patient
JOIN measures ON measures.id = readings.measure
JOIN methods ON methods.id = readings.method
JOIN sides ON sides.id = readings.side
JOIN phases ON phases.id = readings.phase
LEFT JOIN sessions ON sessions.id = readings.session;

CREATE FUNCTION audit_events_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit events are only ever added';
END
$$;

CREATE TRIGGER audit_events_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_events
FOR EACH STATEMENT EXECUTE FUNCTION audit_events_only_added();

INSERT INTO phases (id, name) VALUES (1, 'before'), (2, 'after'), (3, 'review');

INSERT INTO sides (id, name) VALUES (1, 'left'), (2, 'right'), (3, 'both');

INSERT INTO methods (id, name) VALUES (1, '');

INSERT INTO facts (name, value) VALUES ('data_version', '0'), ('last_ids', '{}');
