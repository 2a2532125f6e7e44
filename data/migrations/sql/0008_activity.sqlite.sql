CREATE INDEX audit_events_actor ON audit_events (actor, action, id);

CREATE TRIGGER audit_events_only_next BEFORE INSERT ON audit_events
WHEN NEW.id <= (SELECT max(id) FROM audit_events)
BEGIN
  SELECT RAISE(ABORT, 'audit events are only ever added');
END;
