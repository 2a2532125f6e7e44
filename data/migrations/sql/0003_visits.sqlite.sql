ALTER TABLE sessions ADD COLUMN notes TEXT DEFAULT '' NOT NULL;

ALTER TABLE readings ADD COLUMN instrument TEXT DEFAULT '' NOT NULL;

CREATE TABLE session_drafts (
  episode INTEGER NOT NULL,
  actor TEXT NOT NULL,
  content TEXT NOT NULL,
  at TEXT NOT NULL,
  version INTEGER NOT NULL,
  CONSTRAINT session_drafts_key PRIMARY KEY (episode),
  CONSTRAINT session_drafts_version_counted CHECK (version >= 1),
  CONSTRAINT session_drafts_episode_known FOREIGN KEY(episode) REFERENCES episodes (id)
) STRICT;

CREATE TABLE review_invitations (
  id INTEGER NOT NULL,
  token TEXT NOT NULL,
  episode INTEGER NOT NULL,
  measures TEXT NOT NULL,
  side TEXT NOT NULL,
  pin TEXT NOT NULL,
  made_at TEXT NOT NULL,
  made_by TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  given_at TEXT,
  CONSTRAINT review_invitations_key PRIMARY KEY (id),
  CONSTRAINT review_invitations_token_once UNIQUE (token),
  CONSTRAINT review_invitations_token_hashed CHECK (length(token) = 64),
  CONSTRAINT review_invitations_side_allowed CHECK (side IN ('left', 'right', 'both')),
  CONSTRAINT review_invitations_episode_known FOREIGN KEY(episode) REFERENCES episodes (id)
) STRICT;

CREATE INDEX review_invitations_episode ON review_invitations (episode);

CREATE INDEX audit_events_record ON audit_events (record_table, record);

CREATE INDEX audit_events_action ON audit_events (action);
