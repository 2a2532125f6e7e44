CREATE TABLE accounts (
  id INTEGER NOT NULL,
  username TEXT NOT NULL,
  username_folded TEXT NOT NULL,
  display_name TEXT NOT NULL,
  role TEXT NOT NULL,
  podiatrist INTEGER,
  password TEXT DEFAULT '' NOT NULL,
  totp TEXT DEFAULT '' NOT NULL,
  state TEXT NOT NULL,
  made TEXT NOT NULL,
  version INTEGER DEFAULT '1' NOT NULL,
  CONSTRAINT accounts_key PRIMARY KEY (id),
  CONSTRAINT accounts_username_once UNIQUE (username_folded),
  CONSTRAINT accounts_username_length CHECK (length(username) BETWEEN 1 AND 60),
  CONSTRAINT accounts_display_name_length CHECK (length(display_name) BETWEEN 1 AND 60),
  CONSTRAINT accounts_role_allowed CHECK (role IN ('owner', 'podiatrist', 'marketing', 'front desk', 'auditor')),
  CONSTRAINT accounts_state_allowed CHECK (state IN ('invited', 'active', 'disabled')),
  CONSTRAINT accounts_podiatrist_named CHECK (role <> 'podiatrist' OR podiatrist IS NOT NULL),
  CONSTRAINT accounts_podiatrist_known FOREIGN KEY(podiatrist) REFERENCES podiatrists (id)
);

CREATE TABLE account_links (
  hash TEXT NOT NULL,
  account INTEGER,
  purpose TEXT NOT NULL,
  until TEXT NOT NULL,
  used TEXT,
  CONSTRAINT account_links_key PRIMARY KEY (hash),
  CONSTRAINT account_links_hash_hashed CHECK (length(hash) = 64),
  CONSTRAINT account_links_purpose_allowed CHECK (purpose IN ('first', 'invite', 'reset')),
  CONSTRAINT account_links_whose CHECK ((purpose = 'first') = (account IS NULL)),
  CONSTRAINT account_links_account_known FOREIGN KEY(account) REFERENCES accounts (id)
);

CREATE TABLE sign_ins (
  hash TEXT NOT NULL,
  account INTEGER NOT NULL,
  began TEXT NOT NULL,
  seen TEXT NOT NULL,
  ended TEXT,
  how TEXT NOT NULL,
  CONSTRAINT sign_ins_key PRIMARY KEY (hash),
  CONSTRAINT sign_ins_hash_hashed CHECK (length(hash) = 64),
  CONSTRAINT sign_ins_how_allowed CHECK (how IN ('password', 'oidc')),
  CONSTRAINT sign_ins_account_known FOREIGN KEY(account) REFERENCES accounts (id)
);

CREATE INDEX sign_ins_account ON sign_ins (account);

CREATE TABLE sign_in_tries (
  name_hash TEXT NOT NULL,
  failures INTEGER NOT NULL,
  until TEXT NOT NULL,
  CONSTRAINT sign_in_tries_key PRIMARY KEY (name_hash),
  CONSTRAINT sign_in_tries_name_hash_hashed CHECK (length(name_hash) = 64),
  CONSTRAINT sign_in_tries_counted CHECK (failures > 0)
);

CREATE TABLE recovery_codes (
  account INTEGER NOT NULL,
  hash TEXT NOT NULL,
  used TEXT,
  CONSTRAINT recovery_codes_key PRIMARY KEY (account, hash),
  CONSTRAINT recovery_codes_hash_hashed CHECK (length(hash) = 64),
  CONSTRAINT recovery_codes_account_known FOREIGN KEY(account) REFERENCES accounts (id)
);

CREATE TABLE used_codes (
  account INTEGER NOT NULL,
  step INTEGER NOT NULL,
  CONSTRAINT used_codes_key PRIMARY KEY (account),
  CONSTRAINT used_codes_account_known FOREIGN KEY(account) REFERENCES accounts (id)
);

CREATE TABLE account_identities (
  account INTEGER NOT NULL,
  issuer TEXT NOT NULL,
  subject TEXT NOT NULL,
  CONSTRAINT account_identities_key PRIMARY KEY (issuer, subject),
  CONSTRAINT account_identities_account_known FOREIGN KEY(account) REFERENCES accounts (id)
);
