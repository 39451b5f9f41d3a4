-- A car that is brought to its renter, or fetched from them.
CREATE TABLE delivery (
  id UUID PRIMARY KEY,
  booking_id UUID NOT NULL,
  region TEXT NOT NULL,
  leg TEXT NOT NULL CHECK (leg IN ('DELIVERY', 'COLLECTION')),
  agency TEXT NOT NULL,
  window_from TIMESTAMPTZ(3) NOT NULL,
  window_to TIMESTAMPTZ(3) NOT NULL,
  owner UUID NOT NULL,
  -- Address, point and what the renter told the driver, with the owner's key.
  sealed BYTEA NOT NULL,
  -- How often all carriers may be gone through: once, and once more each time that the desk says so.
  rounds INTEGER NOT NULL DEFAULT 1 CHECK (rounds >= 1),
  code_refusals INTEGER NOT NULL DEFAULT 0 CHECK (code_refusals BETWEEN 0 AND 3),
  code_refused_at TIMESTAMPTZ(3),
  proof_at TIMESTAMPTZ(3),
  -- Where it was, with the owner's key.
  proof_sealed BYTEA,
  created_at TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT delivery_region UNIQUE (id, region),
  CONSTRAINT delivery_once_a_leg UNIQUE (booking_id, leg),
  CONSTRAINT delivery_window CHECK (window_from < window_to),
  CONSTRAINT delivery_proof CHECK (proof_sealed IS NULL OR proof_at IS NOT NULL),
  CONSTRAINT delivery_of_booking FOREIGN KEY (booking_id, region) REFERENCES booking (id, region)
);
CREATE INDEX delivery_agency ON delivery (agency, window_from, id);

-- Who was asked to do it, one carrier after the other; the state of the current one is the delivery's.
CREATE TABLE delivery_attempt (
  -- The carrier knows it by this id, which makes a repeated request harmless.
  id UUID PRIMARY KEY,
  delivery_id UUID NOT NULL,
  region TEXT NOT NULL,
  number INTEGER NOT NULL CHECK (number >= 1),
  current BOOLEAN NOT NULL DEFAULT true,
  -- Null until one is chosen.
  carrier TEXT,
  state TEXT NOT NULL CHECK (state IN ('PLANNED', 'REQUESTED', 'ACCEPTED', 'EN_ROUTE', 'ARRIVED', 'DELIVERED', 'FAILED', 'CANCELLED')),
  reason TEXT,
  since TIMESTAMPTZ(3) NOT NULL,
  -- When the carrier is known to have the request.
  asked_at TIMESTAMPTZ(3),
  tries INTEGER NOT NULL DEFAULT 0,
  -- When something is to be done: ask, look, give up, or call back what has failed or was cancelled.
  due_at TIMESTAMPTZ(3),
  -- Whoever does it has until then, in the database's own time.
  retry_at TIMESTAMPTZ(3),
  eta_at TIMESTAMPTZ(3),
  latitude DOUBLE PRECISION,
  longitude DOUBLE PRECISION,
  position_at TIMESTAMPTZ(3),
  -- When we wrote it.
  moved_at TIMESTAMPTZ(3),
  trail JSONB,
  CONSTRAINT delivery_attempt_number UNIQUE (delivery_id, number),
  CONSTRAINT delivery_attempt_of FOREIGN KEY (delivery_id, region) REFERENCES delivery (id, region) ON DELETE CASCADE,
  CONSTRAINT delivery_attempt_carried CHECK (carrier IS NOT NULL OR state IN ('PLANNED', 'FAILED', 'CANCELLED')),
  -- Where the car drives is nobody's business once it is over.
  CONSTRAINT delivery_attempt_seen_on_its_way CHECK (state IN ('EN_ROUTE', 'ARRIVED') OR (latitude IS NULL AND longitude IS NULL AND trail IS NULL)),
  CONSTRAINT delivery_attempt_at_one_place CHECK ((latitude IS NULL) = (longitude IS NULL) AND (latitude IS NULL) = (position_at IS NULL)),
  CONSTRAINT delivery_attempt_delivered CHECK (state <> 'DELIVERED' OR due_at IS NULL)
);
CREATE UNIQUE INDEX delivery_attempt_current ON delivery_attempt (delivery_id) WHERE current;
CREATE INDEX delivery_attempt_due ON delivery_attempt (due_at) WHERE due_at IS NOT NULL;
