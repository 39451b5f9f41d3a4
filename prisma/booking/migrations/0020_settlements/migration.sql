-- What we offer a renter whose class we cannot give: another class at no cost, or a lesser one and the difference back.
CREATE TABLE settlement (
  id UUID PRIMARY KEY,
  booking_id UUID NOT NULL,
  region TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('REFUND_DIFFERENCE', 'REACCOMMODATION')),
  state TEXT NOT NULL CHECK (state IN ('AWAITING_APPROVAL', 'OFFERED', 'ACCEPTED', 'DECLINED', 'EXPIRED')),
  -- What the ledger holds for it while it is open.
  agency TEXT NOT NULL,
  acriss CHAR(4) NOT NULL,
  held_from TIMESTAMPTZ(3) NOT NULL,
  held_to TIMESTAMPTZ(3),
  -- The booking's total that the difference was computed from: it must still stand when it is accepted.
  from_total_minor BIGINT NOT NULL,
  -- The booking's price once it is accepted.
  price JSONB NOT NULL,
  currency CHAR(3) NOT NULL,
  -- By how much the booking then costs less, what of it goes back, and what had been paid.
  difference_minor BIGINT NOT NULL,
  refund_minor BIGINT NOT NULL,
  kept_minor BIGINT NOT NULL,
  -- Where it was offered, in support.
  conversation_id UUID,
  offered_by UUID NOT NULL,
  approved_by UUID,
  -- Null while nobody has told the renter of it.
  offered_at TIMESTAMPTZ(3),
  expires_at TIMESTAMPTZ(3) NOT NULL,
  ended_at TIMESTAMPTZ(3),
  created_at TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT settlement_region UNIQUE (id, region),
  CONSTRAINT settlement_of_booking FOREIGN KEY (booking_id, region) REFERENCES booking (id, region),
  CONSTRAINT settlement_holds_some_time CHECK (held_to IS NULL OR held_to > held_from),
  CONSTRAINT settlement_gives_back_what_is_kept CHECK (refund_minor BETWEEN 0 AND least(difference_minor, kept_minor)),
  CONSTRAINT settlement_keeps_the_price CHECK (difference_minor = 0 OR (kind = 'REFUND_DIFFERENCE' AND difference_minor < from_total_minor)),
  CONSTRAINT settlement_of_two_people CHECK (approved_by <> offered_by),
  CONSTRAINT settlement_is_told CHECK (CASE state WHEN 'AWAITING_APPROVAL' THEN offered_at IS NULL WHEN 'OFFERED' THEN offered_at IS NOT NULL WHEN 'ACCEPTED' THEN offered_at IS NOT NULL ELSE true END),
  CONSTRAINT settlement_ends CHECK ((state IN ('AWAITING_APPROVAL', 'OFFERED')) = (ended_at IS NULL))
);
CREATE INDEX settlement_booking ON settlement (booking_id);
CREATE UNIQUE INDEX settlement_one_open ON settlement (booking_id) WHERE state IN ('AWAITING_APPROVAL', 'OFFERED');
CREATE INDEX settlement_lapsing ON settlement (expires_at) WHERE state IN ('AWAITING_APPROVAL', 'OFFERED');
CREATE INDEX settlement_holding ON settlement (agency, acriss) WHERE state IN ('AWAITING_APPROVAL', 'OFFERED');
CREATE INDEX settlement_to_approve ON settlement (id) WHERE state = 'AWAITING_APPROVAL';
ALTER TABLE settlement ALTER COLUMN price SET STATISTICS 0;
