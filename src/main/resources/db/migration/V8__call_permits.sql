-- How the calls that an outside system takes at once are divided among the processes that share this ledger.

-- The row that is locked while permits are divided.
CREATE TABLE call_systems (
  system     VARCHAR NOT NULL PRIMARY KEY,
  call_limit INTEGER NOT NULL
);

CREATE TABLE call_permits (
  system     VARCHAR NOT NULL REFERENCES call_systems (system),
  owner      VARCHAR NOT NULL,
  permits    INTEGER NOT NULL CHECK (permits >= 0),
  held_until TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  PRIMARY KEY (system, owner)
);
