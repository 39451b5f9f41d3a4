-- All three are trusted extensions: the database's owner may create them.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS cube;

CREATE TYPE region AS ENUM ('EU', 'UK', 'US');
CREATE TYPE vehicle_state AS ENUM ('AVAILABLE', 'ASSIGNED', 'OUT', 'RETURNED', 'CLEANING', 'MAINTENANCE', 'IN_TRANSFER', 'DAMAGED', 'RETIRED');

CREATE TABLE agency (
  code text PRIMARY KEY CHECK (code ~ '^[A-Z0-9]{3,4}$'),
  name text NOT NULL CHECK (name <> ''),
  city text NOT NULL CHECK (city <> ''),
  country text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
  subdivision text CHECK (subdivision <> ''),
  region region NOT NULL,
  time_zone text NOT NULL,
  latitude double precision NOT NULL CHECK (latitude BETWEEN -90 AND 90),
  longitude double precision NOT NULL CHECK (longitude BETWEEN -180 AND 180),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  active boolean NOT NULL DEFAULT true,
  sort_name text COLLATE "C" NOT NULL,
  search_words text NOT NULL,
  -- A point on the unit sphere: the chord between two grows with their distance, and cube indexes it.
  position cube NOT NULL GENERATED ALWAYS AS (cube(ARRAY[
    cos(radians(latitude)) * cos(radians(longitude)),
    cos(radians(latitude)) * sin(radians(longitude)),
    sin(radians(latitude))])) STORED,
  version integer NOT NULL DEFAULT 1 CHECK (version > 0),
  updated_at timestamptz(3) NOT NULL
);
CREATE INDEX agency_by_name ON agency (sort_name, code COLLATE "C");
CREATE INDEX agency_by_country ON agency (country, sort_name, code COLLATE "C");
CREATE INDEX agency_by_words ON agency USING gin (search_words gin_trgm_ops);
CREATE INDEX agency_by_position ON agency USING gist (position);

CREATE TABLE opening_hours (
  agency_code text NOT NULL REFERENCES agency (code),
  weekday smallint NOT NULL CHECK (weekday BETWEEN 1 AND 7),
  opens_minute smallint NOT NULL CHECK (opens_minute >= 0),
  closes_minute smallint NOT NULL CHECK (closes_minute <= 1440),
  PRIMARY KEY (agency_code, weekday, opens_minute),
  CHECK (opens_minute < closes_minute),
  EXCLUDE USING gist (agency_code WITH =, weekday WITH =, int4range(opens_minute, closes_minute) WITH &&)
);

CREATE TABLE opening_exception (
  agency_code text NOT NULL REFERENCES agency (code),
  date date NOT NULL,
  opens_minute smallint CHECK (opens_minute >= 0),
  closes_minute smallint CHECK (closes_minute <= 1440),
  PRIMARY KEY (agency_code, date),
  CHECK ((opens_minute IS NULL) = (closes_minute IS NULL)),
  CHECK (opens_minute < closes_minute)
);

CREATE TABLE vehicle_class (
  acriss text PRIMARY KEY CHECK (acriss ~ '^[MNEHCDIJSRFGPULWOX][BCDWVLSTFJXPQZEMRHYNGK][MNCABD][RNDQHIECLSABMFVZUX]$'),
  name_fr text NOT NULL CHECK (name_fr <> ''),
  name_en text NOT NULL CHECK (name_en <> ''),
  example_make text NOT NULL CHECK (example_make <> ''),
  example_model text NOT NULL CHECK (example_model <> ''),
  seats smallint NOT NULL CHECK (seats BETWEEN 1 AND 20),
  doors smallint NOT NULL CHECK (doors BETWEEN 0 AND 7),
  bags smallint NOT NULL CHECK (bags BETWEEN 0 AND 20),
  version integer NOT NULL DEFAULT 1 CHECK (version > 0),
  updated_at timestamptz(3) NOT NULL
);

-- Each country's form of plate is a shuffle of this number: distinct without asking.
CREATE SEQUENCE plate_serial AS integer;

CREATE TABLE vehicle (
  id uuid PRIMARY KEY,
  country text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
  plate text NOT NULL CHECK (plate <> ''),
  make text NOT NULL CHECK (make <> ''),
  model text NOT NULL CHECK (model <> ''),
  year smallint NOT NULL CHECK (year BETWEEN 1990 AND 2100),
  acriss text NOT NULL REFERENCES vehicle_class (acriss),
  agency_code text NOT NULL REFERENCES agency (code),
  state vehicle_state NOT NULL,
  odometer_km integer NOT NULL CHECK (odometer_km >= 0),
  version integer NOT NULL DEFAULT 1 CHECK (version > 0),
  updated_at timestamptz(3) NOT NULL,
  UNIQUE (country, plate)
);
CREATE INDEX vehicle_by_change ON vehicle (updated_at DESC, id DESC);
CREATE INDEX vehicle_by_agency ON vehicle (agency_code, updated_at DESC, id DESC);
CREATE INDEX vehicle_by_class ON vehicle (acriss, updated_at DESC, id DESC);
CREATE INDEX vehicle_by_state ON vehicle (state, updated_at DESC, id DESC);

-- What an idempotency key was used for, and what came of it.
CREATE TABLE idempotency (
  actor uuid NOT NULL,
  key text NOT NULL CHECK (length(key) BETWEEN 1 AND 200),
  fingerprint text NOT NULL,
  result jsonb NOT NULL,
  created_at timestamptz(3) NOT NULL,
  PRIMARY KEY (actor, key)
);

CREATE TABLE outbox (
  position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id uuid NOT NULL UNIQUE,
  type text NOT NULL,
  payload jsonb NOT NULL,
  occurred_at timestamptz(3) NOT NULL,
  published_at timestamptz(3)
);
CREATE INDEX outbox_unpublished ON outbox (position) WHERE published_at IS NULL;
CREATE INDEX outbox_published ON outbox (published_at) WHERE published_at IS NOT NULL;

CREATE TABLE inbox (
  event_id uuid PRIMARY KEY,
  received_at timestamptz(3) NOT NULL
);
CREATE INDEX inbox_received ON inbox (received_at);
-- Events that failed here again and again: noted in the inbox too, until somebody redelivers them.
CREATE TABLE dead_letter (
  event_id uuid PRIMARY KEY,
  type text NOT NULL,
  payload jsonb NOT NULL,
  occurred_at timestamptz(3) NOT NULL,
  failed_at timestamptz(3) NOT NULL,
  error text NOT NULL
);
