-- What a rental costs after its return: each charge one line, with what it was computed from.
CREATE TABLE charge (
  id UUID PRIMARY KEY,
  booking_id UUID NOT NULL,
  region TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('MILEAGE', 'FUEL', 'LATE_RETURN', 'CLEANING', 'DAMAGE', 'FINE', 'TOLL')),
  state TEXT NOT NULL CHECK (state IN ('ANNOUNCED', 'DISPUTED', 'DUE', 'COLLECTING', 'COLLECTED', 'FAILED', 'WAIVED', 'WITHDRAWN', 'REFUNDED')),
  -- As one of a price's lines; at less where a dispute has reduced it.
  line JSONB NOT NULL,
  amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
  announced_minor BIGINT NOT NULL,
  currency CHAR(3) NOT NULL,
  -- Readings, photos and the figures of the rule.
  evidence JSONB NOT NULL,
  -- What people wrote about it, and what they answered: sealed.
  owner UUID,
  details BYTEA,
  answer BYTEA,
  -- Null where the readings said it by themselves.
  announced_by UUID,
  announced_at TIMESTAMPTZ(3) NOT NULL,
  disputable_until TIMESTAMPTZ(3) NOT NULL,
  payment_id UUID,
  CONSTRAINT charge_region UNIQUE (id, region),
  CONSTRAINT charge_of_booking FOREIGN KEY (booking_id, region) REFERENCES booking (id, region),
  CONSTRAINT charge_of_payment FOREIGN KEY (payment_id, region) REFERENCES payment (id, region),
  CONSTRAINT charge_never_more CHECK (amount_minor <= announced_minor),
  CONSTRAINT charge_is_its_line CHECK (amount_minor = (line ->> 'grossMinor')::bigint),
  CONSTRAINT charge_is_paid_by CHECK ((state IN ('COLLECTING', 'COLLECTED', 'FAILED', 'REFUNDED')) = (payment_id IS NOT NULL)),
  CONSTRAINT charge_is_sealed CHECK (owner IS NOT NULL OR (details IS NULL AND answer IS NULL))
);
CREATE INDEX charge_booking ON charge (booking_id);
CREATE INDEX charge_payment ON charge (payment_id) WHERE payment_id IS NOT NULL;
CREATE INDEX charge_window ON charge (disputable_until) WHERE state = 'ANNOUNCED';
CREATE INDEX charge_due ON charge (booking_id) WHERE state = 'DUE';
CREATE INDEX charge_open ON charge (booking_id) WHERE state IN ('ANNOUNCED', 'DISPUTED', 'DUE', 'COLLECTING', 'FAILED');
-- What the readings say is charged once, whoever says it.
CREATE UNIQUE INDEX charge_once ON charge (booking_id, kind) WHERE kind IN ('MILEAGE', 'FUEL', 'LATE_RETURN') AND state <> 'WITHDRAWN';

CREATE TABLE charge_dispute (
  charge_id UUID PRIMARY KEY,
  region TEXT NOT NULL,
  owner UUID,
  reason BYTEA,
  photo_ids UUID[] NOT NULL,
  at TIMESTAMPTZ(3) NOT NULL,
  outcome TEXT CHECK (outcome IN ('UPHELD', 'REDUCED', 'WAIVED')),
  resolved_by UUID,
  resolved_at TIMESTAMPTZ(3),
  CONSTRAINT dispute_of_charge FOREIGN KEY (charge_id, region) REFERENCES charge (id, region),
  CONSTRAINT dispute_is_sealed CHECK ((owner IS NULL) = (reason IS NULL)),
  CONSTRAINT dispute_is_resolved CHECK ((outcome IS NULL) = (resolved_at IS NULL) AND (outcome IS NULL OR resolved_by IS NOT NULL))
);

-- A charge is in its booking's currency, and paid by its booking's payments of charges alone.
CREATE FUNCTION charge_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM booking WHERE id = NEW.booking_id AND currency = NEW.currency) THEN
    RAISE EXCEPTION 'charge_currency' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.payment_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM payment WHERE id = NEW.payment_id AND booking_id = NEW.booking_id AND kind = 'CHARGE') THEN
    RAISE EXCEPTION 'charge_payment_kind' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER charge_fits BEFORE INSERT OR UPDATE OF currency, payment_id ON charge FOR EACH ROW EXECUTE FUNCTION charge_fits();

-- The charges of a booking are asked for one payment at a time.
CREATE UNIQUE INDEX payment_one_charge ON payment (booking_id)
  WHERE kind = 'CHARGE' AND NOT void_due AND state IN ('REQUIRES_PAYMENT', 'REQUIRES_ACTION', 'FAILED', 'AUTHORISED');
