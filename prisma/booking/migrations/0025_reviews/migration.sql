-- What a renter says of a rental. What was written is sealed with the author's key, published or not, and goes with it; the rating stays.
CREATE TABLE review (
  id UUID PRIMARY KEY,
  booking_id UUID NOT NULL UNIQUE,
  region TEXT NOT NULL,
  -- Whose key: the customer's, or where no customer booked, the booking's own.
  owner UUID NOT NULL,
  -- Of the pick-up.
  agency TEXT NOT NULL,
  acriss CHAR(4) NOT NULL,
  -- Month of the pick-up, e.g. 2026-07.
  rented_in TEXT NOT NULL CHECK (rented_in ~ '^\d{4}-\d\d$'),
  language TEXT NOT NULL,
  rating SMALLINT NOT NULL CHECK (rating BETWEEN 1 AND 5),
  -- {title, body, author}; NULL once withdrawn or forgotten.
  sealed BYTEA CHECK (octet_length(sealed) > 30),
  sealed_answer BYTEA CHECK (octet_length(sealed_answer) > 30),
  state TEXT NOT NULL CHECK (state IN ('PENDING', 'PUBLISHED', 'REJECTED', 'WITHDRAWN')),
  rejection TEXT CHECK (rejection IN ('PERSONAL_DATA', 'ABUSIVE', 'ADVERTISING', 'NOT_THE_RENTAL', 'UNLAWFUL')),
  -- Another one each time its author writes it anew: what was read is what is decided on.
  revision INTEGER NOT NULL DEFAULT 1,
  created_at TIMESTAMPTZ(3) NOT NULL,
  published_at TIMESTAMPTZ(3),
  answered_at TIMESTAMPTZ(3),
  CONSTRAINT review_of_booking FOREIGN KEY (booking_id, region) REFERENCES booking (id, region),
  CONSTRAINT review_says_why CHECK ((state = 'REJECTED') = (rejection IS NOT NULL)),
  CONSTRAINT review_said CHECK (CASE state WHEN 'WITHDRAWN' THEN sealed IS NULL WHEN 'PUBLISHED' THEN published_at IS NOT NULL ELSE sealed IS NOT NULL END),
  CONSTRAINT review_answered CHECK (sealed_answer IS NULL OR (state = 'PUBLISHED' AND sealed IS NOT NULL AND answered_at IS NOT NULL))
);
CREATE INDEX review_of_agency ON review (agency, published_at DESC, id DESC) WHERE state = 'PUBLISHED' AND sealed IS NOT NULL;
CREATE INDEX review_of_class ON review (acriss, published_at DESC, id DESC) WHERE state = 'PUBLISHED' AND sealed IS NOT NULL;
CREATE INDEX review_pending ON review (created_at, id) WHERE state = 'PENDING';
CREATE INDEX review_unanswered ON review (published_at, id) WHERE state = 'PUBLISHED' AND sealed IS NOT NULL AND sealed_answer IS NULL;

-- How often each rating stands published, whoever writes the reviews: what an average is made of.
CREATE TABLE review_tally (
  agency TEXT NOT NULL,
  acriss CHAR(4) NOT NULL,
  rating SMALLINT NOT NULL CHECK (rating BETWEEN 1 AND 5),
  count INTEGER NOT NULL CHECK (count >= 0),
  PRIMARY KEY (agency, acriss, rating)
);

CREATE FUNCTION tally_review() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND OLD.state = 'PUBLISHED' THEN
    UPDATE review_tally SET count = count - 1 WHERE agency = OLD.agency AND acriss = OLD.acriss AND rating = OLD.rating;
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.state = 'PUBLISHED' THEN
    INSERT INTO review_tally (agency, acriss, rating, count) VALUES (NEW.agency, NEW.acriss, NEW.rating, 1)
    ON CONFLICT (agency, acriss, rating) DO UPDATE SET count = review_tally.count + 1;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER review_tallied AFTER INSERT OR DELETE OR UPDATE OF state, rating, agency, acriss ON review
  FOR EACH ROW EXECUTE FUNCTION tally_review();

-- Renters who have been asked for a review: once.
CREATE TABLE review_ask (
  booking_id UUID PRIMARY KEY,
  region TEXT NOT NULL,
  asked_at TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT review_ask_of_booking FOREIGN KEY (booking_id, region) REFERENCES booking (id, region)
);
-- Who came back some days ago; next to nothing for who comes back now.
CREATE INDEX inspection_at ON inspection USING brin (at);
