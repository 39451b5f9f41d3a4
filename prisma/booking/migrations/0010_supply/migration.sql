-- What fleet says of a unit, and what of it stands in the ledger.
ALTER TABLE vehicle
  -- [{from, to}], instants; to null is without end.
  ADD COLUMN absences JSONB NOT NULL DEFAULT '[]',
  -- Where and when the unit is counted as supply: [{agency, acriss, from, to}]. NULL: at its agency, always.
  ADD COLUMN counted JSONB,
  -- Where a one-way rental took it, until fleet says the same.
  ADD COLUMN moved_to TEXT,
  -- When it can go out again after a one-way rental.
  ADD COLUMN ready_at TIMESTAMPTZ(3);

-- Capacity may shrink below what is sold, a sale may never exceed capacity: what is missing is written down by whatever shrinks it,
-- and a sale, which writes `sold` alone, breaks the equation where there is no room.
ALTER TABLE class_ledger
  ADD COLUMN shortfall INTEGER NOT NULL DEFAULT 0,
  DROP CONSTRAINT never_oversold,
  ADD CONSTRAINT never_oversold CHECK (shortfall = greatest(0, sold - supply - allowance));
CREATE INDEX class_ledger_short ON class_ledger (agency, acriss, from_at) WHERE shortfall > 0;

CREATE INDEX booking_reaccommodation ON booking (created_at, id) WHERE state = 'REACCOMMODATION';
CREATE INDEX booking_overdue ON booking (held_to) WHERE state = 'IN_PROGRESS';
CREATE INDEX booking_vehicle ON booking (vehicle_id, held_to) WHERE vehicle_id IS NOT NULL;
