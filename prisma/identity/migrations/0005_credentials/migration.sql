ALTER TYPE session_end ADD VALUE 'PASSWORD_CHANGED';
ALTER TYPE session_end ADD VALUE 'ROLE_CHANGED';
ALTER TYPE email_token_purpose ADD VALUE 'CHANGE_EMAIL';
ALTER TYPE mail_kind ADD VALUE 'LOCKED_OUT';
ALTER TYPE mail_kind ADD VALUE 'PASSWORD_CHANGED';
ALTER TYPE mail_kind ADD VALUE 'EMAIL_CHANGE';
ALTER TYPE mail_kind ADD VALUE 'EMAIL_CHANGED';

-- Partners' machine credentials. Of the secret only its hash stays; secret_sealed, which opens with the idempotency key that
-- made it, goes after ten minutes.
CREATE TABLE api_key (
  id UUID PRIMARY KEY,
  user_id UUID NOT NULL,
  region region NOT NULL,
  name TEXT NOT NULL CHECK (char_length(name) BETWEEN 1 AND 60),
  prefix TEXT NOT NULL UNIQUE CHECK (prefix ~ '^ycyw_(live|test)_[0-9a-z]{8}$'),
  hash BYTEA NOT NULL CHECK (octet_length(hash) = 32),
  scopes TEXT[] NOT NULL CHECK (
    cardinality(scopes) > 0 AND scopes <@ ARRAY['offers:read', 'bookings:read', 'bookings:write', 'customers:read']),
  test BOOLEAN NOT NULL CHECK (test = starts_with(prefix, 'ycyw_test_')),
  cost_per_minute INTEGER CHECK (cost_per_minute >= 1),
  created_at TIMESTAMPTZ(3) NOT NULL,
  last_used_at TIMESTAMPTZ(3),
  expires_at TIMESTAMPTZ(3),
  revoked_at TIMESTAMPTZ(3),
  replaced_by UUID UNIQUE REFERENCES api_key ON DELETE SET NULL,
  idempotency_hash BYTEA NOT NULL CHECK (octet_length(idempotency_hash) = 32),
  fingerprint BYTEA NOT NULL CHECK (octet_length(fingerprint) = 32),
  secret_sealed BYTEA,
  CHECK (replaced_by IS NULL OR expires_at IS NOT NULL OR revoked_at IS NOT NULL),
  CONSTRAINT api_key_once UNIQUE (user_id, idempotency_hash),
  CONSTRAINT api_key_user FOREIGN KEY (user_id, region) REFERENCES "user" (id, region) ON DELETE CASCADE
);
CREATE INDEX api_key_owner ON api_key (user_id, created_at DESC);
CREATE INDEX api_key_revoked_at ON api_key (revoked_at) WHERE revoked_at IS NOT NULL;
CREATE INDEX api_key_expires_at ON api_key (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX api_key_sealed ON api_key (created_at) WHERE secret_sealed IS NOT NULL;

-- Where staff work: their own region unless another is named, all of its agencies where the list is empty.
ALTER TABLE "user"
  ADD COLUMN workplace_region region CHECK (workplace_region IS NULL OR role IN ('AGENT', 'MANAGER')),
  ADD COLUMN workplace_agencies TEXT[] NOT NULL DEFAULT '{}' CHECK (
    workplace_agencies = '{}'
    OR (role IN ('AGENT', 'MANAGER') AND array_to_string(workplace_agencies, ',', '?') ~ '^[A-Z0-9]{3,4}(,[A-Z0-9]{3,4})*$'));
CREATE INDEX user_staff ON "user" (role, id) WHERE role IN ('AGENT', 'MANAGER', 'ADMIN');

-- A key is published from created_at, signs from activate_at until a later one does, and is retired once nothing it signed is good.
ALTER TABLE signing_key ADD COLUMN activate_at TIMESTAMPTZ(3), ALTER COLUMN private_sealed DROP NOT NULL;
UPDATE signing_key SET activate_at = created_at;
ALTER TABLE signing_key ALTER COLUMN activate_at SET NOT NULL,
  ADD CHECK (activate_at >= created_at), ADD CHECK (private_sealed IS NOT NULL OR retired_at IS NOT NULL);

-- What was tried, by keyed hashes of addresses, networks and devices; the shape is rate-limiter-flexible's.
DROP TABLE attempt;
DROP TYPE attempt_kind;
CREATE TABLE attempt (
  key VARCHAR(255) PRIMARY KEY,
  points INTEGER NOT NULL DEFAULT 0,
  expire BIGINT
);
CREATE INDEX attempt_expire ON attempt (expire);

-- The country that the session's network is registered in; no address is kept.
ALTER TABLE session ADD COLUMN country CHAR(2) CHECK (country ~ '^[A-Z]{2}$');

-- An address other than the account's, sealed: where the mail goes, and what its token proves.
ALTER TABLE outgoing_mail ADD COLUMN address BYTEA;
ALTER TABLE email_token ADD COLUMN address BYTEA;
