-- Which batch has in hand what follows a cursor. No other begins there (I2, I3): where several processes read one
-- source, the row decides between them.
CREATE TABLE cursor_claims (
  flow  VARCHAR NOT NULL,
  name  VARCHAR NOT NULL,
  batch VARCHAR NOT NULL REFERENCES batches (batch),
  PRIMARY KEY (flow, name)
);
