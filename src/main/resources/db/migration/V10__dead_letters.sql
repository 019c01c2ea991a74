-- Where records were refused, what came of replays, what was removed, and which batches replace others.

ALTER TABLE rejects ADD COLUMN step VARCHAR;

-- Bytes of the raw records that are kept of a batch: summed up to know how full the store is.
ALTER TABLE reject_batches ADD COLUMN raw_bytes BIGINT DEFAULT 0 NOT NULL;
UPDATE reject_batches SET raw_bytes = (SELECT COALESCE(SUM(OCTET_LENGTH(r.raw)), 0) FROM rejects r WHERE r.number = reject_batches.number);

-- Written when the batch of the replay is committed.
ALTER TABLE reject_replays ADD COLUMN outcome VARCHAR;
ALTER TABLE reject_replays ADD COLUMN ended TIMESTAMP(6) WITH TIME ZONE;
UPDATE reject_replays SET
  ended = (SELECT a.committed FROM batches a WHERE a.batch = reject_replays.batch),
  outcome = CASE
    WHEN EXISTS (SELECT 1 FROM reject_batches b JOIN rejects r ON r.number = b.number WHERE b.batch = reject_replays.batch AND r.ordinal = reject_replays.ordinal) THEN 'REFUSED'
    WHEN EXISTS (SELECT 1 FROM batches a WHERE a.batch = reject_replays.batch AND a.filtered + a.deduplicated = 0) THEN 'LANDED'
    ELSE 'ACCEPTED' END
  WHERE EXISTS (SELECT 1 FROM batches a WHERE a.batch = reject_replays.batch AND a.state = 'COMMITTED');

ALTER TABLE batches ADD COLUMN last_failed TIMESTAMP(6) WITH TIME ZONE;

-- The batch whose rows took the place of this one's.
ALTER TABLE batches ADD COLUMN replaced_by VARCHAR;

-- Who alone takes up the batch while it is unfinished; null is its flow.
ALTER TABLE batches ADD COLUMN only_for VARCHAR;

CREATE TABLE batch_replacements (
  batch    VARCHAR NOT NULL REFERENCES batches (batch),
  replaced VARCHAR NOT NULL REFERENCES batches (batch),
  PRIMARY KEY (batch, replaced)
);
