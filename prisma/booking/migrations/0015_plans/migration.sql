-- What was frozen before there were rate plans: prepaid, by people of the pick-up's country, converted from a list in euro, rounded
-- half up to the minor unit. Rows that the release before still writes are completed, too; the triggers go with the release after.
CREATE FUNCTION complete_plan() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.journey := NEW.journey || jsonb_build_object(
    'ratePlan', 'PREPAID',
    'residence', (SELECT country FROM agency WHERE code = NEW.journey -> 'pickUp' ->> 'agency'),
    'promo', NULL,
    'bookedOn', to_char(coalesce(
      (SELECT created_at FROM booking WHERE id = (to_jsonb(NEW) ->> 'booking_id')::uuid), NEW.created_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD'));
  NEW.price := NEW.price || jsonb_build_object(
    'lines', (
      SELECT coalesce(jsonb_agg(line || '{"rounding": {"rule": "HALF_UP", "stepMinor": 1}}' ORDER BY place), '[]')
      FROM jsonb_array_elements(NEW.price -> 'lines') WITH ORDINALITY AS l (line, place)),
    'exchange', CASE jsonb_typeof(NEW.price -> 'exchange') WHEN 'object' THEN NEW.price -> 'exchange' || '{"home": "EUR", "homeRate": "1"}' END,
    'versions', coalesce(NEW.price -> 'versions', '{}') || '{"plan": "PREPAID"}');
  RETURN NEW;
END $$;
CREATE TRIGGER quote_completed BEFORE INSERT OR UPDATE OF journey, price ON quote
  FOR EACH ROW WHEN (NOT NEW.journey ? 'ratePlan') EXECUTE FUNCTION complete_plan();
CREATE TRIGGER booking_completed BEFORE INSERT OR UPDATE OF journey, price ON booking
  FOR EACH ROW WHEN (NOT NEW.journey ? 'ratePlan') EXECUTE FUNCTION complete_plan();
CREATE TRIGGER amendment_completed BEFORE INSERT OR UPDATE OF journey, price ON amendment
  FOR EACH ROW WHEN (NOT NEW.journey ? 'ratePlan') EXECUTE FUNCTION complete_plan();

UPDATE quote SET journey = journey WHERE NOT journey ? 'ratePlan';
UPDATE booking SET journey = journey WHERE NOT journey ? 'ratePlan';
UPDATE amendment SET journey = journey WHERE NOT journey ? 'ratePlan';
