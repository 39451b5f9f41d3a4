-- The next number of each legal entity's documents of a kind and year, and the date of its newest. Whoever issues locks it until their documents stand.
CREATE TABLE billing_series (
  entity TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('INVOICE', 'CREDIT_NOTE')),
  year INTEGER NOT NULL,
  next BIGINT NOT NULL CHECK (next >= 1),
  last_on DATE NOT NULL,
  PRIMARY KEY (entity, kind, year)
);

CREATE TABLE billing_document (
  id UUID PRIMARY KEY,
  booking_id UUID NOT NULL,
  region TEXT NOT NULL,
  -- The payment whose charges it is of; null: of the rental itself.
  payment_id UUID,
  -- Which of its booking's: two workers that reckon the same booking would make the same.
  ordinal INTEGER NOT NULL CHECK (ordinal >= 1),
  kind TEXT NOT NULL,
  -- What a credit note takes back, or the credit note that an invoice undoes because its money did not go back.
  refers_to UUID REFERENCES billing_document (id),
  entity TEXT NOT NULL,
  year INTEGER NOT NULL,
  serial BIGINT NOT NULL CHECK (serial >= 1),
  -- The number before it must be there: a gap does not commit.
  previous BIGINT GENERATED ALWAYS AS (nullif(serial - 1, 0)) STORED,
  number TEXT NOT NULL UNIQUE,
  agency TEXT NOT NULL,
  currency CHAR(3) NOT NULL,
  net_minor BIGINT NOT NULL,
  tax_minor BIGINT NOT NULL,
  gross_minor BIGINT NOT NULL CHECK (gross_minor > 0),
  content JSONB NOT NULL,
  language TEXT NOT NULL CHECK (language IN ('fr', 'en')),
  -- Who it is made out to, sealed with their key; both go when they are forgotten.
  buyer BYTEA,
  buyer_owner UUID,
  issued_on DATE NOT NULL,
  issued_at TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT billing_adds_up CHECK (gross_minor = net_minor + tax_minor),
  CONSTRAINT billing_credits_something CHECK (kind <> 'CREDIT_NOTE' OR refers_to IS NOT NULL),
  CONSTRAINT billing_buyer CHECK ((buyer IS NULL) = (buyer_owner IS NULL)),
  CONSTRAINT billing_of_booking FOREIGN KEY (booking_id, region) REFERENCES booking (id, region),
  CONSTRAINT billing_of_payment FOREIGN KEY (payment_id, region) REFERENCES payment (id, region),
  CONSTRAINT billing_in_series FOREIGN KEY (entity, kind, year) REFERENCES billing_series (entity, kind, year),
  CONSTRAINT billing_no_double UNIQUE (entity, kind, year, serial),
  CONSTRAINT billing_no_gap FOREIGN KEY (entity, kind, year, previous) REFERENCES billing_document (entity, kind, year, serial),
  UNIQUE (booking_id, ordinal)
);
-- What is supplied is invoiced once.
CREATE UNIQUE INDEX billing_once ON billing_document (booking_id, payment_id) NULLS NOT DISTINCT WHERE kind = 'INVOICE' AND refers_to IS NULL;
CREATE INDEX billing_entity ON billing_document (entity, issued_on, id);
CREATE INDEX billing_owner ON billing_document (buyer_owner) WHERE buyer_owner IS NOT NULL;
ALTER TABLE billing_document ALTER COLUMN content SET STATISTICS 0, ALTER COLUMN buyer SET STATISTICS 0;

-- What was issued stays as it was: only the buyer is sealed anew, or forgotten.
CREATE FUNCTION billing_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF to_jsonb(NEW) - ARRAY['buyer', 'buyer_owner', 'previous'] = to_jsonb(OLD) - ARRAY['buyer', 'buyer_owner', 'previous']
      AND (NEW.buyer IS NULL OR (OLD.buyer IS NOT NULL AND NEW.buyer_owner = OLD.buyer_owner)) THEN RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION 'a document that was issued is not changed: issue a credit note' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER billing_document_frozen BEFORE UPDATE OR DELETE ON billing_document FOR EACH ROW EXECUTE FUNCTION billing_is_frozen();
CREATE TRIGGER billing_document_kept BEFORE TRUNCATE ON billing_document FOR EACH STATEMENT EXECUTE FUNCTION billing_is_frozen();

-- Bookings whose documents may no longer say what the books say. Rows are only added, so that nobody waits for the worker, which
-- removes those that it has seen: what is noted meanwhile stays for its next look.
CREATE TABLE billing_due (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  booking_id UUID NOT NULL,
  due_at TIMESTAMPTZ(3) NOT NULL DEFAULT now()
);
CREATE INDEX billing_due_at ON billing_due (due_at, id);

-- The conditions stand on the triggers: what a booking or payment goes through before its end calls no function.
CREATE FUNCTION billing_due_of_booking() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO billing_due (booking_id) VALUES (NEW.id);
  RETURN NULL;
END $$;
CREATE TRIGGER booking_billing_due AFTER UPDATE OF state ON booking FOR EACH ROW
  WHEN (NEW.state IN ('RETURNED', 'CANCELLED', 'NO_SHOW') AND OLD.state <> NEW.state AND NOT NEW.sandbox) EXECUTE FUNCTION billing_due_of_booking();
CREATE FUNCTION billing_due_of_payment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO billing_due (booking_id) VALUES (NEW.booking_id);
  RETURN NULL;
END $$;
CREATE TRIGGER payment_billing_due AFTER UPDATE OF state, captured_minor, refunded_minor, owed_minor ON payment FOR EACH ROW
  WHEN (NEW.kind <> 'DEPOSIT' AND (NEW.refunded_minor <> OLD.refunded_minor OR NEW.owed_minor <> OLD.owed_minor
    OR (NEW.state = 'DISPUTED') <> (OLD.state = 'DISPUTED') OR (NEW.kind = 'CHARGE' AND NEW.captured_minor <> OLD.captured_minor)))
  EXECUTE FUNCTION billing_due_of_payment();

INSERT INTO billing_due (booking_id)
SELECT id FROM booking WHERE state IN ('RETURNED', 'CLOSED', 'CANCELLED', 'NO_SHOW') AND NOT sandbox ORDER BY id;
