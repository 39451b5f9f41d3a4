-- What says who a person is stands in one column, sealed with the person's own key; SQL cannot seal what is there already.
DO $$ BEGIN
  IF EXISTS (SELECT FROM "user") OR EXISTS (SELECT FROM registration) THEN
    RAISE EXCEPTION 'accounts kept in plain text cannot be sealed here. In a local start: npm run reset';
  END IF;
END $$;

ALTER TABLE "user"
  DROP COLUMN email, DROP COLUMN given_name, DROP COLUMN family_name, DROP COLUMN birth_date, DROP COLUMN phone,
  ADD COLUMN profile BYTEA NOT NULL,
  -- A keyed hash of the address in lower case: it can be found, and not read.
  ADD COLUMN email_index BYTEA NOT NULL CONSTRAINT user_email UNIQUE CHECK (octet_length(email_index) = 32),
  -- What points to a person names the region too, so that nothing can point into another.
  ADD CONSTRAINT user_region UNIQUE (id, region);

ALTER TABLE registration
  DROP COLUMN email, DROP COLUMN given_name, DROP COLUMN family_name, DROP COLUMN birth_date,
  ADD COLUMN profile BYTEA NOT NULL,
  ADD COLUMN email_index BYTEA NOT NULL CHECK (octet_length(email_index) = 32),
  ADD CONSTRAINT registration_region UNIQUE (id, region);
CREATE INDEX registration_email ON registration (email_index, created_at DESC);

ALTER TABLE session
  DROP CONSTRAINT session_user_id_fkey,
  ADD CONSTRAINT session_of_user FOREIGN KEY (user_id, region) REFERENCES "user" (id, region) ON DELETE CASCADE,
  ADD CONSTRAINT session_region UNIQUE (id, region);
ALTER TABLE refresh_token
  ADD COLUMN region region NOT NULL,
  DROP CONSTRAINT refresh_token_session_id_fkey,
  ADD CONSTRAINT refresh_token_session FOREIGN KEY (session_id, region) REFERENCES session (id, region) ON DELETE CASCADE;
ALTER TABLE email_token
  ADD COLUMN region region NOT NULL,
  DROP CONSTRAINT email_token_user_id_fkey,
  DROP CONSTRAINT email_token_registration_id_fkey,
  ADD CONSTRAINT email_token_user FOREIGN KEY (user_id, region) REFERENCES "user" (id, region) ON DELETE CASCADE,
  ADD CONSTRAINT email_token_registration FOREIGN KEY (registration_id, region) REFERENCES registration (id, region) ON DELETE CASCADE;
ALTER TABLE outgoing_mail
  ADD COLUMN region region NOT NULL,
  DROP CONSTRAINT outgoing_mail_user_id_fkey,
  DROP CONSTRAINT outgoing_mail_registration_id_fkey,
  ADD CONSTRAINT outgoing_mail_user FOREIGN KEY (user_id, region) REFERENCES "user" (id, region) ON DELETE CASCADE,
  ADD CONSTRAINT outgoing_mail_registration FOREIGN KEY (registration_id, region) REFERENCES registration (id, region) ON DELETE CASCADE;
