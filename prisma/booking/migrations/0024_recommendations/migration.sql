-- What identity says of whom we may personalise for; no row: nothing is allowed.
CREATE TABLE personalisation (
  user_id UUID PRIMARY KEY,
  region TEXT NOT NULL CHECK (region IN ('EU', 'UK', 'US')),
  granted BOOLEAN NOT NULL,
  -- When it was chosen: an older choice that comes later changes nothing.
  at TIMESTAMPTZ(3) NOT NULL,
  UNIQUE (user_id, region)
);

-- What a consenting renter searched for, once for each trip; classes are the patterns that were asked for, in order, '' where none.
CREATE TABLE renter_search (
  id UUID PRIMARY KEY,
  user_id UUID NOT NULL,
  region TEXT NOT NULL,
  agency TEXT NOT NULL,
  from_date DATE NOT NULL,
  nights INT NOT NULL CHECK (nights BETWEEN 0 AND 366),
  classes TEXT NOT NULL CHECK (length(classes) <= 50),
  at TIMESTAMPTZ(3) NOT NULL,
  -- Goes with the consent that it was kept for.
  FOREIGN KEY (user_id, region) REFERENCES personalisation (user_id, region) ON DELETE CASCADE,
  UNIQUE (user_id, agency, from_date, nights, classes)
);
CREATE INDEX renter_search_newest ON renter_search (user_id, at DESC);
CREATE INDEX renter_search_old ON renter_search (at);

-- How many bookings of a class had something in common: nobody's, for at least five people are behind each figure.
CREATE TABLE taste (
  trait TEXT NOT NULL,
  value TEXT NOT NULL,
  acriss CHAR(4) NOT NULL,
  bookings INT NOT NULL,
  people INT NOT NULL CHECK (people >= 5),
  PRIMARY KEY (trait, value, acriss),
  CHECK (bookings >= people)
);

-- One row: which learning the figures are of.
CREATE TABLE learning (
  singleton BOOLEAN PRIMARY KEY DEFAULT true CHECK (singleton),
  version INT NOT NULL,
  learnt_at TIMESTAMPTZ(3) NOT NULL
);
INSERT INTO learning (version, learnt_at) VALUES (0, '1970-01-01Z');
