-- Days on which an agency keeps other hours, and whether a car may come back while its desk is closed.
ALTER TABLE agency
  ADD COLUMN exceptions JSONB NOT NULL DEFAULT '[]',
  ADD COLUMN out_of_hours_return BOOLEAN NOT NULL DEFAULT true;

-- The transaction that last changed a row, or the ledger of a stock: what is kept in memory is told by it what is stale, whoever wrote.
ALTER TABLE agency ADD COLUMN changed_in BIGINT NOT NULL DEFAULT 0;
CREATE INDEX agency_changed ON agency (changed_in);
ALTER TABLE class_stock ADD COLUMN changed_in BIGINT NOT NULL DEFAULT 0;
CREATE INDEX class_stock_changed ON class_stock (changed_in);

CREATE FUNCTION mark_agency() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.changed_in := pg_current_xact_id()::text::bigint;
  RETURN NEW;
END $$;
CREATE TRIGGER agency_marked BEFORE INSERT OR UPDATE ON agency FOR EACH ROW EXECUTE FUNCTION mark_agency();

CREATE FUNCTION mark_stocks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE class_stock s SET changed_in = pg_current_xact_id()::text::bigint
  FROM (SELECT DISTINCT agency, acriss FROM changed) c
  WHERE s.agency = c.agency AND s.acriss = c.acriss AND s.changed_in <> pg_current_xact_id()::text::bigint;
  RETURN NULL;
END $$;
CREATE TRIGGER ledger_inserted AFTER INSERT ON class_ledger
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION mark_stocks();
CREATE TRIGGER ledger_updated AFTER UPDATE ON class_ledger
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION mark_stocks();
CREATE TRIGGER ledger_deleted AFTER DELETE ON class_ledger
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION mark_stocks();
