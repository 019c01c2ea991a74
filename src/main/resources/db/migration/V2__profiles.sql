-- What the rows of a batch looked like when they landed: one row a column, and one with the table's own facts.
CREATE TABLE profiles (
  batch       VARCHAR NOT NULL,
  position    INTEGER NOT NULL,
  column_name VARCHAR NOT NULL,
  flow        VARCHAR NOT NULL,
  profile     VARCHAR NOT NULL,
  noted       TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  PRIMARY KEY (batch, position)
);
CREATE INDEX profiles_by_flow ON profiles (flow, noted);
