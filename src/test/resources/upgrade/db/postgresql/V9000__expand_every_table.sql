-- What a newer version may do at most: one more column in each table, and a table of its own.
DO $$
DECLARE
  each RECORD;
BEGIN
  FOR each IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename <> 'ledger_schema_history' LOOP
    EXECUTE format('ALTER TABLE %I ADD COLUMN of_newer_version VARCHAR NOT NULL DEFAULT ''unknown''', each.tablename);
  END LOOP;
END $$;
CREATE TABLE of_newer_version (number BIGINT NOT NULL PRIMARY KEY);
