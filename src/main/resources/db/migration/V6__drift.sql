-- How fields came otherwise than their contract says, and what a person has decided about it.

CREATE TABLE drift_proposals (
  contract         VARCHAR NOT NULL,
  field_key        CHAR(64) NOT NULL,
  field            VARCHAR NOT NULL,
  kind             VARCHAR NOT NULL,
  column_name      VARCHAR NOT NULL,
  column_type      VARCHAR,
  likeness         DOUBLE PRECISION NOT NULL,
  policy           VARCHAR NOT NULL,
  contract_version VARCHAR NOT NULL,
  contract_columns CHAR(64) NOT NULL,
  examples         VARCHAR NOT NULL,
  state            VARCHAR NOT NULL,
  first_seen       TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  last_seen        TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  PRIMARY KEY (contract, field_key)
);

-- One row for each batch a drift was seen in, however often that batch is landed again.
CREATE TABLE drift_sights (
  contract  VARCHAR NOT NULL,
  field_key CHAR(64) NOT NULL,
  batch     VARCHAR NOT NULL,
  flow      VARCHAR NOT NULL,
  records   BIGINT NOT NULL,
  noted     TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  PRIMARY KEY (contract, field_key, batch)
);

-- By what a column is known again under another name: hashes and shapes of values, not the values.
CREATE TABLE column_sketches (
  contract    VARCHAR NOT NULL,
  column_name VARCHAR NOT NULL,
  share       DOUBLE PRECISION NOT NULL,
  sketch      VARCHAR NOT NULL,
  noted       TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  PRIMARY KEY (contract, column_name)
);
