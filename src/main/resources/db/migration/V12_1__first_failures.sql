-- The first rule that a record broke stands in its row: most break one, and a row of another table costs as much
-- again, with an entry of its own in an index.

ALTER TABLE rejects ADD COLUMN first_field VARCHAR;
ALTER TABLE rejects ADD COLUMN first_rule VARCHAR;
ALTER TABLE rejects ADD COLUMN first_required VARCHAR;
ALTER TABLE rejects ADD COLUMN first_got VARCHAR;

ALTER TABLE reject_failures RENAME TO reject_further_failures;
UPDATE rejects SET (first_field, first_rule, first_required, first_got) = (
  SELECT f.field, f.rule, f.required, f.got FROM reject_further_failures f
  WHERE f.number = rejects.number AND f.ordinal = rejects.ordinal AND f.place = 0);
DELETE FROM reject_further_failures WHERE place = 0;

CREATE VIEW reject_failures AS
  SELECT number, ordinal, 0 AS place, first_field AS field, first_rule AS rule, first_required AS required, first_got AS got
  FROM rejects WHERE first_rule IS NOT NULL
  UNION ALL SELECT number, ordinal, place, field, rule, required, got FROM reject_further_failures;
