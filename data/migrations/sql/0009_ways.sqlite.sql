CREATE TABLE account_link_ways (
  hash TEXT NOT NULL,
  way TEXT NOT NULL,
  CONSTRAINT account_link_ways_key PRIMARY KEY (hash),
  CONSTRAINT account_link_ways_way_length CHECK (length(way) BETWEEN 1 AND 40),
  CONSTRAINT account_link_ways_link_known FOREIGN KEY(hash) REFERENCES account_links (hash)
) STRICT;

CREATE UNIQUE INDEX account_identities_account ON account_identities (account);
