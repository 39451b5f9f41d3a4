-- Photos and signatures: their bytes lie in the object store under the id, sealed with the key that is sealed here with the owner's.
CREATE TABLE photo (
  id UUID PRIMARY KEY,
  booking_id UUID NOT NULL,
  region TEXT NOT NULL,
  owner UUID NOT NULL,
  purpose TEXT NOT NULL CHECK (purpose IN ('HAND_OVER', 'TAKE_BACK', 'DAMAGE', 'CHARGE', 'DISPUTE',
    'HAND_OVER_SIGNATURE', 'HAND_OVER_AGENT_SIGNATURE', 'TAKE_BACK_SIGNATURE', 'TAKE_BACK_AGENT_SIGNATURE')),
  -- Null for a guest.
  uploaded_by UUID,
  -- What was announced: no more is taken.
  bytes INTEGER NOT NULL CHECK (bytes BETWEEN 1 AND 12582912),
  -- Real time, as tokens have it.
  upload_until TIMESTAMPTZ(3) NOT NULL,
  -- Null: to be deleted from the object store.
  sealed_key BYTEA,
  created_at TIMESTAMPTZ(3) NOT NULL,
  -- Null until the bytes are there.
  taken_at TIMESTAMPTZ(3),
  width INTEGER CHECK (width > 0),
  height INTEGER CHECK (height > 0),
  CONSTRAINT photo_of_booking FOREIGN KEY (booking_id, region) REFERENCES booking (id, region),
  CONSTRAINT photo_taken_has_a_size CHECK ((taken_at IS NULL) = (width IS NULL) AND (width IS NULL) = (height IS NULL))
);
CREATE INDEX photo_booking ON photo (booking_id);
CREATE INDEX photo_owner ON photo (owner);
CREATE INDEX photo_uploader ON photo (uploaded_by) WHERE uploaded_by IS NOT NULL;
CREATE INDEX photo_to_delete ON photo (id) WHERE sealed_key IS NULL;
CREATE INDEX photo_awaited ON photo (created_at) WHERE taken_at IS NULL;

-- What the last inspection found: the next one begins with it.
ALTER TABLE vehicle
  ADD COLUMN odometer_km INTEGER CHECK (odometer_km >= 0),
  ADD COLUMN marks JSONB NOT NULL DEFAULT '[]';

ALTER TABLE inspection
  ADD COLUMN charge_percent INTEGER CHECK (charge_percent BETWEEN 0 AND 100),
  -- All marks on the car at that moment: those known before and those found, each with its id.
  ADD COLUMN marks JSONB NOT NULL DEFAULT '[]',
  -- [{ id, angle }]
  ADD COLUMN photos JSONB NOT NULL DEFAULT '[]',
  ADD COLUMN signature_id UUID REFERENCES photo (id) ON DELETE SET NULL,
  ADD COLUMN agent_signature_id UUID REFERENCES photo (id) ON DELETE SET NULL,
  -- Where the keys were left before the desk looked at the car; null: while it did.
  ADD COLUMN returned_at TIMESTAMPTZ(3),
  ADD COLUMN out_of_hours BOOLEAN NOT NULL DEFAULT false,
  -- The class that was reserved, where a better car went out at no cost.
  ADD COLUMN upgraded_from CHAR(4),
  ADD CONSTRAINT returned_before_looked_at CHECK (returned_at IS NULL OR (kind = 'TAKE_BACK' AND returned_at <= at)),
  ADD CONSTRAINT out_of_hours_is_a_return CHECK (NOT out_of_hours OR returned_at IS NOT NULL),
  ADD CONSTRAINT upgraded_at_hand_over CHECK (upgraded_from IS NULL OR kind = 'HAND_OVER');
-- A signature is used once.
CREATE UNIQUE INDEX inspection_signature ON inspection (signature_id) WHERE signature_id IS NOT NULL;
CREATE UNIQUE INDEX inspection_agent_signature ON inspection (agent_signature_id) WHERE agent_signature_id IS NOT NULL;
