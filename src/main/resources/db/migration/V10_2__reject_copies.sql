-- How far the rejects of each batch have been copied to a place outside.
CREATE TABLE reject_copies (
  target  VARCHAR NOT NULL,
  number  BIGINT NOT NULL,
  ordinal BIGINT NOT NULL,
  noted   TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  PRIMARY KEY (target, number)
);
