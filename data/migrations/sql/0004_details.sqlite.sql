ALTER TABLE sessions ADD COLUMN planned_frequency TEXT DEFAULT '' NOT NULL;

ALTER TABLE adverse_events ADD COLUMN duration TEXT DEFAULT '' NOT NULL;

ALTER TABLE adverse_events ADD COLUMN relatedness TEXT DEFAULT '' NOT NULL
  CONSTRAINT adverse_events_relatedness_allowed CHECK (relatedness IN ('', 'unrelated', 'possibly', 'probably', 'certainly'));

ALTER TABLE podiatrists ADD COLUMN background TEXT DEFAULT '' NOT NULL;

DROP VIEW readings_plain;

CREATE VIEW readings_plain AS
SELECT readings.id, patients.reference AS patient, episodes.condition, readings.episode, sessions.number AS session_number,
       measures.name AS measure, methods.name AS method, sides.name AS side, phases.name AS phase,
       readings.day, readings.value, readings.rater, readings.instrument, readings.batch
FROM readings
JOIN episodes ON episodes.id = readings.episode
JOIN patients ON patients.id = episodes.patient
JOIN measures ON measures.id = readings.measure
JOIN methods ON methods.id = readings.method
JOIN sides ON sides.id = readings.side
JOIN phases ON phases.id = readings.phase
LEFT JOIN sessions ON sessions.id = readings.session;
