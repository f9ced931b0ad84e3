-- Remove everything that is in the schema, also what a backup does not know: a later migration's tables.
SET client_min_messages = warning;
DO $$
DECLARE
  thing record;
BEGIN
  FOR thing IN
    SELECT format('DROP %s IF EXISTS %I.%I CASCADE', kind, current_schema(), relname) AS statement
    FROM pg_class
    JOIN (VALUES ('v', 'VIEW'), ('m', 'MATERIALIZED VIEW'), ('r', 'TABLE'), ('p', 'TABLE'), ('S', 'SEQUENCE'))
      AS kinds (relkind, kind) ON kinds.relkind = pg_class.relkind::text
    WHERE relnamespace = current_schema()::regnamespace
    UNION ALL
    SELECT format('DROP ROUTINE IF EXISTS %s CASCADE', oid::regprocedure)
    FROM pg_proc WHERE pronamespace = current_schema()::regnamespace
    UNION ALL
    SELECT format('DROP TYPE IF EXISTS %I.%I CASCADE', current_schema(), typname)
    FROM pg_type WHERE typnamespace = current_schema()::regnamespace AND typtype IN ('e', 'd')
  LOOP
    EXECUTE thing.statement;
  END LOOP;
END
$$;
