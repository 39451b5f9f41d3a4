-- What an odometer was read as before a manager corrected it: what both have signed stays known.
ALTER TABLE inspection ADD COLUMN misread_km INTEGER CHECK (misread_km >= 0);

-- What the readings say is charged once, whoever says it: after a correction from the kilometre on that was charged before.
DROP INDEX charge_once;
CREATE UNIQUE INDEX charge_once ON charge (booking_id, kind, (coalesce((evidence #>> '{basis,chargedKm}')::integer, 0)))
  WHERE kind IN ('MILEAGE', 'FUEL', 'LATE_RETURN') AND state NOT IN ('WITHDRAWN', 'REFUNDED', 'WAIVED');

-- What a partner shop has paid of what it owes, under its bank's reference, which is booked once.
ALTER TABLE cashback_transfer
  DROP CONSTRAINT cashback_transfer_kind_check,
  ADD CONSTRAINT cashback_transfer_kind_check CHECK (
    kind IN ('PURCHASE', 'CONFIRMATION', 'CLAWBACK', 'REPAYMENT', 'RESERVATION', 'RELEASE', 'SPENDING', 'GIVEN_BACK', 'FORFEIT', 'MERCHANT_PAYMENT')),
  ADD COLUMN reference TEXT,
  ADD CONSTRAINT merchant_payment_says_which CHECK ((kind = 'MERCHANT_PAYMENT') = (reference IS NOT NULL));
CREATE UNIQUE INDEX merchant_payment_once ON cashback_transfer (credit_account, reference) WHERE kind = 'MERCHANT_PAYMENT';
