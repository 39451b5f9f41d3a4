ALTER TABLE booking
  -- The card that was saved while booking, for charges without its holder there: Stripe's own ids.
  ADD COLUMN stripe_customer TEXT,
  ADD COLUMN stripe_payment_method TEXT,
  -- Saves the card of a booking that is paid at hand-over.
  ADD COLUMN setup_intent TEXT UNIQUE;
CREATE INDEX booking_coming ON booking (pick_up_at) WHERE state = 'CONFIRMED' AND NOT sandbox;
CREATE INDEX booking_returned ON booking (id) WHERE state = 'RETURNED';

ALTER TABLE payment
  -- Asked for without the renter there; with no intent yet, Stripe has still to be asked.
  ADD COLUMN off_session BOOLEAN NOT NULL DEFAULT false,
  -- When the card's bank lets an authorisation die.
  ADD COLUMN capture_before TIMESTAMPTZ(3),
  -- The deposit that this one takes the place of once its card is authorised.
  ADD COLUMN renews UUID,
  ADD COLUMN desk_method TEXT CHECK (desk_method IN ('TERMINAL', 'CASH')),
  ADD COLUMN desk_reference TEXT,
  ADD CONSTRAINT desk_says_how CHECK ((kind = 'DESK') = (desk_method IS NOT NULL)),
  ADD CONSTRAINT desk_is_not_stripes CHECK (kind <> 'DESK' OR stripe_intent IS NULL),
  ADD CONSTRAINT only_deposits_renew CHECK (renews IS NULL OR kind = 'DEPOSIT');
-- One deposit for a booking, and one more while it takes the other's place; one open payment for the rental and for each change.
CREATE UNIQUE INDEX payment_one_open ON payment (booking_id, kind, amendment_id, (renews IS NULL)) NULLS NOT DISTINCT
  WHERE kind IN ('RENTAL', 'DEPOSIT') AND NOT void_due AND state IN ('REQUIRES_PAYMENT', 'REQUIRES_ACTION', 'FAILED', 'AUTHORISED');
CREATE INDEX payment_to_ask ON payment (retry_at) WHERE off_session AND stripe_intent IS NULL AND state = 'REQUIRES_PAYMENT';
CREATE INDEX payment_running_out ON payment (capture_before) WHERE kind = 'DEPOSIT' AND state = 'AUTHORISED' AND NOT void_due;
