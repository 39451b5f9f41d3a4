-- Who drives stands in one column, sealed with the owner's key; SQL cannot seal what is there already.
DO $$ BEGIN
  IF EXISTS (SELECT FROM driver) THEN
    RAISE EXCEPTION 'drivers kept in plain text cannot be sealed here. In a local start: npm run reset';
  END IF;
END $$;

ALTER TABLE driver
  DROP COLUMN given_name, DROP COLUMN family_name, DROP COLUMN birth_date, DROP COLUMN licence_number, DROP COLUMN licence_country,
  DROP COLUMN email, DROP COLUMN phone,
  -- Whose key: the customer's, or where no customer booked, the booking's own.
  ADD COLUMN owner UUID NOT NULL,
  ADD COLUMN sealed BYTEA NOT NULL CHECK (octet_length(sealed) > 30);
