-- What points to a person names the region too.
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_constraint WHERE conname = 'user_region') THEN
    ALTER TABLE "user" ADD CONSTRAINT user_region UNIQUE (id, region);
  END IF;
END $$;

CREATE TYPE passkey_purpose AS ENUM ('SIGN_IN', 'ENROL', 'STEP_UP');
ALTER TYPE attempt_kind ADD VALUE 'SECOND_FACTOR';
ALTER TYPE mail_kind ADD VALUE 'TOTP_ADDED';
ALTER TYPE mail_kind ADD VALUE 'TOTP_REMOVED';
ALTER TYPE mail_kind ADD VALUE 'PASSKEY_ADDED';
ALTER TYPE mail_kind ADD VALUE 'PASSKEY_REMOVED';
ALTER TYPE mail_kind ADD VALUE 'RECOVERY_CODE_USED';

ALTER TABLE session
  -- A second factor was proven in this session: only then do staff have their rights.
  ADD COLUMN factor BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN stepped_up_at TIMESTAMPTZ(3);

-- One that holds and one that waits for its first code, at most.
CREATE TABLE totp (
  user_id UUID NOT NULL,
  region region NOT NULL,
  confirmed BOOLEAN NOT NULL DEFAULT false,
  secret_sealed BYTEA NOT NULL,
  -- The latest 30 s step whose code was taken: no step is good twice.
  last_step BIGINT NOT NULL DEFAULT 0 CHECK (last_step >= 0),
  created_at TIMESTAMPTZ(3) NOT NULL,
  PRIMARY KEY (user_id, confirmed),
  CONSTRAINT totp_user FOREIGN KEY (user_id, region) REFERENCES "user" (id, region) ON DELETE CASCADE
);

CREATE TABLE passkey (
  id UUID PRIMARY KEY,
  user_id UUID NOT NULL,
  region region NOT NULL,
  credential_id BYTEA NOT NULL UNIQUE CHECK (octet_length(credential_id) BETWEEN 1 AND 1023),
  public_key BYTEA NOT NULL,
  counter BIGINT NOT NULL CHECK (counter >= 0),
  transports TEXT[] NOT NULL,
  name TEXT NOT NULL CHECK (char_length(name) BETWEEN 1 AND 60),
  created_at TIMESTAMPTZ(3) NOT NULL,
  last_used_at TIMESTAMPTZ(3),
  CONSTRAINT passkey_user FOREIGN KEY (user_id, region) REFERENCES "user" (id, region) ON DELETE CASCADE
);
CREATE INDEX passkey_owner ON passkey (user_id);

CREATE TABLE recovery_code (
  user_id UUID NOT NULL,
  region region NOT NULL,
  hash BYTEA NOT NULL CHECK (octet_length(hash) = 32),
  used_at TIMESTAMPTZ(3),
  PRIMARY KEY (user_id, hash),
  CONSTRAINT recovery_code_user FOREIGN KEY (user_id, region) REFERENCES "user" (id, region) ON DELETE CASCADE
);

-- Somebody whose password was right and who owes a second factor; id is the hash of what they were given.
CREATE TABLE sign_in_challenge (
  id BYTEA PRIMARY KEY CHECK (octet_length(id) = 32),
  user_id UUID NOT NULL,
  region region NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  expires_at TIMESTAMPTZ(3) NOT NULL,
  used_at TIMESTAMPTZ(3),
  CONSTRAINT sign_in_challenge_user FOREIGN KEY (user_id, region) REFERENCES "user" (id, region) ON DELETE CASCADE
);
CREATE INDEX sign_in_challenge_owner ON sign_in_challenge (user_id);
CREATE INDEX sign_in_challenge_expires_at ON sign_in_challenge (expires_at);

-- What a browser was asked to sign; nobody's yet where it is to say who signs in.
CREATE TABLE passkey_ceremony (
  id BYTEA PRIMARY KEY CHECK (octet_length(id) = 32),
  purpose passkey_purpose NOT NULL,
  user_id UUID,
  region region,
  challenge TEXT NOT NULL,
  expires_at TIMESTAMPTZ(3) NOT NULL,
  used_at TIMESTAMPTZ(3),
  CHECK ((purpose = 'SIGN_IN') = (user_id IS NULL)),
  CHECK ((user_id IS NULL) = (region IS NULL)),
  CONSTRAINT passkey_ceremony_user FOREIGN KEY (user_id, region) REFERENCES "user" (id, region) ON DELETE CASCADE
);
CREATE INDEX passkey_ceremony_owner ON passkey_ceremony (user_id);
CREATE INDEX passkey_ceremony_expires_at ON passkey_ceremony (expires_at);
