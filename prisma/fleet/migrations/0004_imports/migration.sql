-- One file from another system, as far as it has come.
CREATE TABLE fleet_import (
  id uuid PRIMARY KEY,
  owner uuid NOT NULL,
  region text NOT NULL CHECK (region IN ('EU', 'UK', 'US')),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  format text NOT NULL CHECK (format IN ('CSV', 'JSON_LINES')),
  fingerprint text NOT NULL CHECK (fingerprint ~ '^[0-9a-f]{64}$'),
  -- How a line is read: {separator, columns} of a CSV, {fields} of JSON lines.
  reading jsonb NOT NULL,
  agency_code text REFERENCES agency (code),
  state text NOT NULL CHECK (state IN ('RUNNING', 'DONE', 'FAILED')),
  total_lines integer NOT NULL CHECK (total_lines > 0),
  next_line integer NOT NULL CHECK (next_line BETWEEN 1 AND total_lines + 1),
  added integer NOT NULL DEFAULT 0 CHECK (added >= 0),
  changed integer NOT NULL DEFAULT 0 CHECK (changed >= 0),
  unchanged integer NOT NULL DEFAULT 0 CHECK (unchanged >= 0),
  refused integer NOT NULL DEFAULT 0 CHECK (refused >= 0),
  started_at timestamptz(3) NOT NULL,
  CHECK (added + changed + unchanged + refused < next_line),
  CHECK ((state = 'DONE') <= (next_line = total_lines + 1))
);
-- A file is at work once for each who imports it.
CREATE UNIQUE INDEX fleet_import_at_work ON fleet_import (owner, fingerprint) WHERE state = 'RUNNING';
CREATE INDEX fleet_import_by_owner ON fleet_import (owner, id DESC);

-- Which units the file has named, until it is done: none counts twice.
CREATE TABLE imported_plate (
  import_id uuid NOT NULL REFERENCES fleet_import (id) ON DELETE CASCADE,
  country text NOT NULL,
  plate text NOT NULL,
  line integer NOT NULL,
  PRIMARY KEY (import_id, country, plate)
);

-- The reader's language makes the sentence out of code and detail.
CREATE TABLE refused_row (
  import_id uuid NOT NULL REFERENCES fleet_import (id) ON DELETE CASCADE,
  line integer NOT NULL CHECK (line > 0),
  field text,
  code text NOT NULL,
  detail text NOT NULL,
  PRIMARY KEY (import_id, line)
);
