-- What an odometer was read as before a manager corrected it: what both have signed stays known.
ALTER TABLE inspection ADD COLUMN misread_km INTEGER CHECK (misread_km >= 0);

-- What the readings say is charged once, whoever says it: after a correction from the kilometre on that was charged before.
DROP INDEX charge_once;
CREATE UNIQUE INDEX charge_once ON charge (booking_id, kind, (coalesce((evidence #>> '{basis,chargedKm}')::integer, 0)))
  WHERE kind IN ('MILEAGE', 'FUEL', 'LATE_RETURN') AND state NOT IN ('WITHDRAWN', 'REFUNDED', 'WAIVED');
