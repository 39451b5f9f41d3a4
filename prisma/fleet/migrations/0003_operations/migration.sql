-- Not trusted, as the other extensions are: a superuser makes it before the first migration.
DO $$ BEGIN
  CREATE EXTENSION IF NOT EXISTS earthdistance;
EXCEPTION WHEN insufficient_privilege THEN
  RAISE EXCEPTION 'as a superuser, in this database: CREATE EXTENSION earthdistance CASCADE';
END $$;

DROP INDEX agency_by_position;
ALTER TABLE agency DROP COLUMN position;
CREATE INDEX agency_by_place ON agency USING gist (ll_to_earth(latitude, longitude));

-- Other names that the place is looked for by: a change of its name must not lose them.
ALTER TABLE agency ADD COLUMN aliases text NOT NULL DEFAULT '';
ALTER TABLE agency ADD COLUMN out_of_hours_return boolean NOT NULL DEFAULT false;

CREATE TYPE absence_kind AS ENUM ('MAINTENANCE', 'DAMAGE', 'TRANSFER');
CREATE TYPE absence_state AS ENUM ('PLANNED', 'UNDER_WAY', 'ENDED', 'CANCELLED');

CREATE TABLE absence (
  id uuid PRIMARY KEY,
  vehicle_id uuid NOT NULL REFERENCES vehicle (id),
  kind absence_kind NOT NULL,
  state absence_state NOT NULL,
  -- Where the unit is missing; a planned absence goes along when a rental ends elsewhere.
  agency_code text NOT NULL REFERENCES agency (code),
  to_agency_code text REFERENCES agency (code),
  starts_at timestamptz(3) NOT NULL,
  ends_at timestamptz(3) CHECK (ends_at >= starts_at),
  reason text CHECK (length(reason) BETWEEN 1 AND 500),
  created_at timestamptz(3) NOT NULL,
  CHECK ((kind = 'TRANSFER') = (to_agency_code IS NOT NULL)),
  EXCLUDE USING gist (vehicle_id WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (state IN ('PLANNED', 'UNDER_WAY'))
);
CREATE UNIQUE INDEX absence_under_way ON absence (vehicle_id) WHERE state = 'UNDER_WAY';
CREATE INDEX absence_to_begin ON absence (starts_at) WHERE state = 'PLANNED';
CREATE INDEX absence_to_end ON absence (ends_at) WHERE state IN ('PLANNED', 'UNDER_WAY');

-- AB-123-CD and AB 123 CD are one plate.
CREATE UNIQUE INDEX vehicle_by_marks ON vehicle (country, translate(plate, ' .·-', ''));
