CREATE INDEX audit_events_actor ON audit_events (actor, action, id);
