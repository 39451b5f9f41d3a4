-- What a code takes off, for whom, and how often. What counts up is locked with its row, and its CHECK has the last word.
CREATE TABLE promotion (
  id UUID PRIMARY KEY,
  code TEXT NOT NULL UNIQUE CHECK (code ~ '^[A-Z0-9][A-Z0-9-]{2,22}[A-Z0-9]$'),
  -- {fr, en}
  name JSONB NOT NULL,
  -- A share of the rental, e.g. 0.10, or an amount of `currency`.
  rate TEXT CHECK (rate ~ '^0\.\d{1,6}$'),
  minor BIGINT CHECK (minor > 0),
  -- Of minor, budget_minor and given_minor.
  currency CHAR(3) NOT NULL,
  -- NULL: any.
  countries TEXT[] CHECK (cardinality(countries) > 0),
  plans TEXT[] CHECK (cardinality(plans) > 0),
  -- ACRISS patterns.
  classes TEXT[] CHECK (cardinality(classes) > 0),
  min_days INTEGER CHECK (min_days BETWEEN 1 AND 365),
  -- Dates of booking and of pick-up at the pick-up agency, both included.
  booked_from DATE,
  booked_to DATE CHECK (booked_from <= booked_to),
  pick_up_from DATE,
  pick_up_to DATE CHECK (pick_up_from <= pick_up_to),
  audience TEXT NOT NULL CHECK (audience IN ('EVERYBODY', 'NEW_CUSTOMERS', 'RETURNING', 'PARTNERS', 'PERSONAL')),
  customer_id UUID,
  region TEXT CHECK (region IN ('EU', 'UK', 'US')),
  uses_limit INTEGER CHECK (uses_limit > 0),
  uses_each INTEGER CHECK (uses_each BETWEEN 1 AND 100),
  budget_minor BIGINT CHECK (budget_minor > 0),
  used INTEGER NOT NULL DEFAULT 0,
  given_minor BIGINT NOT NULL DEFAULT 0 CHECK (given_minor >= 0),
  ended_at TIMESTAMPTZ(3),
  created_at TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT promotion_one_amount CHECK ((rate IS NULL) <> (minor IS NULL)),
  CONSTRAINT promotion_personal CHECK ((audience = 'PERSONAL') = (customer_id IS NOT NULL) AND (customer_id IS NULL) = (region IS NULL)),
  CONSTRAINT promotion_once_new CHECK (audience <> 'NEW_CUSTOMERS' OR uses_each = 1),
  CONSTRAINT promotion_never_overused CHECK (used >= 0 AND used <= uses_limit),
  CONSTRAINT promotion_never_overspent CHECK (given_minor <= budget_minor)
);
CREATE INDEX promotion_customer ON promotion (customer_id) WHERE customer_id IS NOT NULL;

-- A booking's use of a promotion; released_at: it counts no more, its hold has lapsed or it was cancelled before it stood.
CREATE TABLE promotion_use (
  booking_id UUID PRIMARY KEY,
  region TEXT NOT NULL,
  promotion_id UUID NOT NULL REFERENCES promotion (id),
  given_minor BIGINT NOT NULL CHECK (given_minor >= 0),
  claimed_at TIMESTAMPTZ(3) NOT NULL,
  released_at TIMESTAMPTZ(3),
  CONSTRAINT promotion_use_of_booking FOREIGN KEY (booking_id, region) REFERENCES booking (id, region) ON DELETE CASCADE
);

-- Who used it, as keyed hashes, where uses are counted by renter: one of the places 1 … uses_each for each mark, none once released.
CREATE TABLE promotion_mark (
  booking_id UUID NOT NULL REFERENCES promotion_use (booking_id) ON DELETE CASCADE,
  mark BYTEA NOT NULL CHECK (octet_length(mark) = 32),
  promotion_id UUID NOT NULL REFERENCES promotion (id),
  place INTEGER CHECK (place > 0),
  PRIMARY KEY (booking_id, mark),
  CONSTRAINT promotion_place UNIQUE (promotion_id, mark, place)
);

-- The codes that stood in data/promotions.json until now are in people's hands.
INSERT INTO promotion (id, code, name, rate, minor, currency, countries, plans, classes, min_days, booked_from, booked_to, pick_up_from, pick_up_to, audience, created_at)
VALUES
  ('019a9000-0000-7000-8000-000000000001', 'WELCOME10', '{"fr": "Bienvenue : 10 % de remise", "en": "Welcome: 10 % off"}',
    '0.10', NULL, 'EUR', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'EVERYBODY', '2026-01-01T00:00:00Z'),
  ('019a9000-0000-7000-8000-000000000002', 'WEEK15', '{"fr": "Une semaine ou plus : 15 % de remise", "en": "A week or longer: 15 % off"}',
    '0.15', NULL, 'EUR', NULL, '{PREPAID,FLEX}', NULL, 7, NULL, NULL, '2026-01-01', '2027-12-31', 'EVERYBODY', '2026-01-01T00:00:00Z'),
  ('019a9000-0000-7000-8000-000000000003', 'SUMMER25', '{"fr": "Été : 25 € de remise", "en": "Summer: €25 off"}',
    NULL, 2500, 'EUR', '{FR,DE,ES,IT,PT}', NULL, '{E***,C***,I***}', 5, '2026-03-01', '2026-08-31', '2026-06-15', '2026-09-15', 'EVERYBODY', '2026-01-01T00:00:00Z');
