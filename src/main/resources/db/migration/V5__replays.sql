-- What people decide about rejects. One replay batch runs records of one other batch again, under their ordinals.

CREATE TABLE reject_edits (
  number  BIGINT NOT NULL,
  ordinal BIGINT NOT NULL,
  edited  BYTEA NOT NULL,
  actor   VARCHAR NOT NULL,
  noted   TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  PRIMARY KEY (number, ordinal)
);

CREATE TABLE reject_replays (
  batch   VARCHAR NOT NULL REFERENCES batches (batch),
  ordinal BIGINT NOT NULL,
  number  BIGINT NOT NULL,
  actor   VARCHAR NOT NULL,
  noted   TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  PRIMARY KEY (batch, ordinal),
  UNIQUE (number, ordinal)
);

CREATE TABLE reject_drops (
  number  BIGINT NOT NULL,
  ordinal BIGINT NOT NULL,
  reason  VARCHAR NOT NULL,
  actor   VARCHAR NOT NULL,
  noted   TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  PRIMARY KEY (number, ordinal)
);
