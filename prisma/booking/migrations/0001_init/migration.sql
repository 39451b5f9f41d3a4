CREATE TABLE outbox (
  position BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id UUID NOT NULL UNIQUE,
  type TEXT NOT NULL,
  payload JSONB NOT NULL,
  occurred_at TIMESTAMPTZ(3) NOT NULL,
  published_at TIMESTAMPTZ(3)
);
CREATE INDEX outbox_unpublished ON outbox (position) WHERE published_at IS NULL;
CREATE INDEX outbox_published ON outbox (published_at) WHERE published_at IS NOT NULL;
CREATE TABLE inbox (
  event_id UUID PRIMARY KEY,
  received_at TIMESTAMPTZ(3) NOT NULL
);
CREATE INDEX inbox_received ON inbox (received_at);
-- Events that failed here again and again: noted in the inbox too, until somebody redelivers them.
CREATE TABLE dead_letter (
  event_id UUID PRIMARY KEY,
  type TEXT NOT NULL,
  payload JSONB NOT NULL,
  occurred_at TIMESTAMPTZ(3) NOT NULL,
  failed_at TIMESTAMPTZ(3) NOT NULL,
  error TEXT NOT NULL
);

-- Our own copies of what fleet owns, fed by its events.
CREATE TABLE agency (
  code TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  country CHAR(2) NOT NULL,
  subdivision TEXT,
  region TEXT NOT NULL CHECK (region IN ('EU', 'UK', 'US')),
  time_zone TEXT NOT NULL,
  currency CHAR(3) NOT NULL,
  latitude DOUBLE PRECISION NOT NULL,
  longitude DOUBLE PRECISION NOT NULL,
  opening_hours JSONB NOT NULL,
  active BOOLEAN NOT NULL,
  version INTEGER NOT NULL
);
CREATE INDEX agency_country ON agency (country);
CREATE TABLE vehicle_class (
  acriss CHAR(4) PRIMARY KEY,
  name TEXT NOT NULL,
  version INTEGER NOT NULL
);
CREATE TABLE vehicle (
  id UUID PRIMARY KEY,
  acriss CHAR(4) NOT NULL,
  agency TEXT NOT NULL,
  version INTEGER NOT NULL
);
CREATE INDEX vehicle_agency ON vehicle (agency, acriss);

-- The row that every sale of an agency's class locks first.
CREATE TABLE class_stock (
  agency TEXT NOT NULL,
  acriss CHAR(4) NOT NULL,
  PRIMARY KEY (agency, acriss)
);
-- A step function of time: each row holds from from_at until the next row of its agency and class; one stands at the epoch.
-- The check is the last word on overselling.
CREATE TABLE class_ledger (
  agency TEXT NOT NULL,
  acriss CHAR(4) NOT NULL,
  from_at TIMESTAMPTZ(3) NOT NULL,
  supply INTEGER NOT NULL CHECK (supply >= 0),
  allowance INTEGER NOT NULL DEFAULT 0 CHECK (allowance >= 0),
  sold INTEGER NOT NULL CHECK (sold >= 0),
  PRIMARY KEY (agency, acriss, from_at),
  FOREIGN KEY (agency, acriss) REFERENCES class_stock,
  CONSTRAINT never_oversold CHECK (sold <= supply + allowance)
-- A step is counted up and down many times: room on its page keeps that off the index.
) WITH (fillfactor = 50);

-- What an idempotency key was used for, by whom, and what came of it.
CREATE TABLE request (
  scope TEXT NOT NULL,
  key TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 200),
  fingerprint TEXT NOT NULL,
  result_id UUID NOT NULL,
  created_at TIMESTAMPTZ(3) NOT NULL,
  PRIMARY KEY (scope, key)
);
CREATE INDEX request_created ON request (created_at);

CREATE TABLE quote (
  id UUID PRIMARY KEY,
  journey JSONB NOT NULL,
  price JSONB NOT NULL,
  customer_id UUID,
  expires_at TIMESTAMPTZ(3) NOT NULL,
  created_at TIMESTAMPTZ(3) NOT NULL,
  -- The request that asked for it; none where the server quoted again by itself.
  request_scope TEXT,
  request_key TEXT,
  fingerprint TEXT,
  UNIQUE (request_scope, request_key)
);
CREATE INDEX quote_expires ON quote (expires_at);

CREATE TABLE booking (
  id UUID PRIMARY KEY,
  reference TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL CHECK (state IN ('HELD', 'PENDING_PAYMENT', 'CONFIRMED', 'IN_PROGRESS', 'RETURNED', 'CLOSED', 'EXPIRED', 'CANCELLED', 'NO_SHOW', 'REACCOMMODATION')),
  customer_id UUID,
  -- A quote is booked once.
  quote_id UUID NOT NULL UNIQUE,
  region TEXT NOT NULL CHECK (region IN ('EU', 'UK', 'US')),
  language TEXT NOT NULL,
  pick_up_agency TEXT NOT NULL,
  drop_off_agency TEXT NOT NULL,
  acriss CHAR(4) NOT NULL,
  pick_up_at TIMESTAMPTZ(3) NOT NULL,
  drop_off_at TIMESTAMPTZ(3) NOT NULL,
  -- What the ledger holds for this booking: to_at NULL is without end (a one-way rental), from_at NULL is nothing any more.
  held_from TIMESTAMPTZ(3),
  held_to TIMESTAMPTZ(3),
  earliest_pick_up_at TIMESTAMPTZ(3) NOT NULL,
  journey JSONB NOT NULL,
  price JSONB NOT NULL,
  currency CHAR(3) NOT NULL,
  total_minor BIGINT NOT NULL CHECK (total_minor >= 0),
  vehicle_id UUID REFERENCES vehicle (id),
  held_until TIMESTAMPTZ(3),
  created_at TIMESTAMPTZ(3) NOT NULL,
  CHECK (drop_off_at > pick_up_at),
  CHECK (state NOT IN ('HELD', 'PENDING_PAYMENT') OR held_until IS NOT NULL),
  CHECK (state NOT IN ('IN_PROGRESS', 'RETURNED', 'CLOSED') OR vehicle_id IS NOT NULL)
);
CREATE INDEX booking_customer ON booking (customer_id, id DESC);
CREATE INDEX booking_agency ON booking (pick_up_agency, pick_up_at, id);
CREATE INDEX booking_lapsing ON booking (held_until) WHERE state IN ('HELD', 'PENDING_PAYMENT');
-- One unit is with one renter at a time.
CREATE UNIQUE INDEX booking_vehicle_out ON booking (vehicle_id) WHERE state = 'IN_PROGRESS';

CREATE TABLE driver (
  booking_id UUID PRIMARY KEY REFERENCES booking (id),
  region TEXT NOT NULL,
  given_name TEXT NOT NULL,
  family_name TEXT NOT NULL,
  birth_date DATE NOT NULL,
  licence_number TEXT NOT NULL,
  licence_country CHAR(2) NOT NULL,
  email TEXT NOT NULL,
  phone TEXT
);

CREATE TABLE amendment (
  id UUID PRIMARY KEY,
  booking_id UUID NOT NULL REFERENCES booking (id),
  state TEXT NOT NULL CHECK (state IN ('QUOTED', 'PENDING_PAYMENT', 'APPLIED', 'EXPIRED')),
  -- The booking's price that the difference was computed from: it must still stand when the amendment is applied.
  from_total_minor BIGINT NOT NULL,
  journey JSONB NOT NULL,
  price JSONB NOT NULL,
  difference_minor BIGINT NOT NULL,
  refund_minor BIGINT NOT NULL CHECK (refund_minor >= 0),
  expires_at TIMESTAMPTZ(3) NOT NULL,
  created_at TIMESTAMPTZ(3) NOT NULL
);
CREATE INDEX amendment_booking ON amendment (booking_id);
CREATE UNIQUE INDEX amendment_awaiting ON amendment (booking_id) WHERE state = 'PENDING_PAYMENT';
CREATE INDEX amendment_lapsing ON amendment (expires_at) WHERE state = 'PENDING_PAYMENT';

CREATE TABLE payment (
  id UUID PRIMARY KEY,
  booking_id UUID NOT NULL REFERENCES booking (id),
  amendment_id UUID REFERENCES amendment (id),
  kind TEXT NOT NULL CHECK (kind IN ('RENTAL', 'DEPOSIT', 'CHARGE', 'DESK')),
  state TEXT NOT NULL CHECK (state IN ('REQUIRES_PAYMENT', 'REQUIRES_ACTION', 'AUTHORISED', 'CAPTURED', 'PART_REFUNDED', 'REFUNDED', 'FAILED', 'VOIDED', 'DISPUTED')),
  amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
  captured_minor BIGINT NOT NULL DEFAULT 0,
  refunded_minor BIGINT NOT NULL DEFAULT 0,
  currency CHAR(3) NOT NULL,
  stripe_intent TEXT UNIQUE,
  -- The intent must be voided at Stripe; cleared once it is.
  void_due BOOLEAN NOT NULL DEFAULT false,
  retry_at TIMESTAMPTZ(3),
  created_at TIMESTAMPTZ(3) NOT NULL,
  CHECK (captured_minor IN (0, amount_minor)),
  CHECK (refunded_minor BETWEEN 0 AND captured_minor)
);
CREATE INDEX payment_booking ON payment (booking_id);
CREATE INDEX payment_void_due ON payment (id) WHERE void_due;

CREATE TABLE refund (
  id UUID PRIMARY KEY,
  booking_id UUID NOT NULL REFERENCES booking (id),
  payment_id UUID NOT NULL REFERENCES payment (id),
  amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
  currency CHAR(3) NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('PENDING', 'SUCCEEDED', 'FAILED')),
  reason TEXT NOT NULL,
  stripe_refund TEXT UNIQUE,
  retry_at TIMESTAMPTZ(3),
  created_at TIMESTAMPTZ(3) NOT NULL
);
CREATE INDEX refund_booking ON refund (booking_id);
CREATE INDEX refund_pending ON refund (created_at) WHERE state = 'PENDING';

CREATE TABLE inspection (
  booking_id UUID NOT NULL REFERENCES booking (id),
  kind TEXT NOT NULL CHECK (kind IN ('HAND_OVER', 'TAKE_BACK')),
  vehicle_id UUID NOT NULL REFERENCES vehicle (id),
  odometer_km INTEGER NOT NULL CHECK (odometer_km >= 0),
  fuel_eighths INTEGER NOT NULL CHECK (fuel_eighths BETWEEN 0 AND 8),
  notes TEXT,
  by_user UUID NOT NULL,
  at TIMESTAMPTZ(3) NOT NULL,
  PRIMARY KEY (booking_id, kind)
);

CREATE TABLE stripe_customer (
  customer_id UUID PRIMARY KEY,
  stripe_id TEXT NOT NULL
);
