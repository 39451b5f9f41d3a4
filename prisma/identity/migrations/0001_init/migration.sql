CREATE TYPE region AS ENUM ('EU', 'UK', 'US');
CREATE TYPE role AS ENUM ('CUSTOMER', 'AGENT', 'MANAGER', 'ADMIN', 'PARTNER');
CREATE TYPE session_end AS ENUM ('SIGNED_OUT', 'TOKEN_REUSED', 'PASSWORD_RESET');
CREATE TYPE email_token_purpose AS ENUM ('VERIFY_EMAIL', 'RESET_PASSWORD');
CREATE TYPE mail_kind AS ENUM ('REGISTRATION', 'PASSWORD_RESET');
CREATE TYPE attempt_kind AS ENUM ('SIGN_IN', 'MAIL');

-- A row exists only once the address is proven; until then there is a registration.
CREATE TABLE "user" (
  id UUID PRIMARY KEY,
  region region NOT NULL,
  role role NOT NULL DEFAULT 'CUSTOMER',
  email TEXT NOT NULL CHECK (email ~ '^[^[:space:]@]+@[^[:space:]@]+$' AND char_length(email) <= 254),
  email_verified_at TIMESTAMPTZ(3) NOT NULL,
  password_hash TEXT CHECK (password_hash LIKE '$argon2id$%'),
  given_name TEXT NOT NULL CHECK (char_length(given_name) BETWEEN 1 AND 100),
  family_name TEXT NOT NULL CHECK (char_length(family_name) BETWEEN 1 AND 100),
  birth_date DATE CHECK (birth_date >= '1900-01-01'),
  phone TEXT CHECK (char_length(phone) BETWEEN 3 AND 32),
  country CHAR(2) NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
  locale TEXT NOT NULL CHECK (char_length(locale) BETWEEN 2 AND 35),
  currency CHAR(3) NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  version INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1),
  created_at TIMESTAMPTZ(3) NOT NULL,
  updated_at TIMESTAMPTZ(3) NOT NULL
);
CREATE UNIQUE INDEX user_email ON "user" (lower(email));

-- Any number may wait for one address: each mail proves its own, so nobody can slip a password under somebody else's proof.
CREATE TABLE registration (
  id UUID PRIMARY KEY,
  region region NOT NULL,
  email TEXT NOT NULL CHECK (email ~ '^[^[:space:]@]+@[^[:space:]@]+$' AND char_length(email) <= 254),
  password_hash TEXT NOT NULL CHECK (password_hash LIKE '$argon2id$%'),
  given_name TEXT NOT NULL CHECK (char_length(given_name) BETWEEN 1 AND 100),
  family_name TEXT NOT NULL CHECK (char_length(family_name) BETWEEN 1 AND 100),
  birth_date DATE CHECK (birth_date >= '1900-01-01'),
  country CHAR(2) NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
  locale TEXT NOT NULL CHECK (char_length(locale) BETWEEN 2 AND 35),
  currency CHAR(3) NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  created_at TIMESTAMPTZ(3) NOT NULL
);
CREATE INDEX registration_email ON registration (lower(email), created_at DESC);
CREATE INDEX registration_created_at ON registration (created_at);

CREATE TABLE session (
  id UUID PRIMARY KEY,
  user_id UUID NOT NULL REFERENCES "user" ON DELETE CASCADE,
  region region NOT NULL,
  device TEXT NOT NULL CHECK (char_length(device) <= 60),
  created_at TIMESTAMPTZ(3) NOT NULL,
  last_seen_at TIMESTAMPTZ(3) NOT NULL,
  ended_at TIMESTAMPTZ(3),
  end_reason session_end,
  CHECK ((ended_at IS NULL) = (end_reason IS NULL))
);
CREATE INDEX session_open ON session (user_id) WHERE ended_at IS NULL;
CREATE INDEX session_owner ON session (user_id);
CREATE INDEX session_last_seen_at ON session (last_seen_at);

-- A session is the family: its tokens form one chain. successor_sealed opens only with the token itself.
CREATE TABLE refresh_token (
  id UUID PRIMARY KEY,
  session_id UUID NOT NULL REFERENCES session ON DELETE CASCADE,
  hash BYTEA NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
  created_at TIMESTAMPTZ(3) NOT NULL,
  expires_at TIMESTAMPTZ(3) NOT NULL,
  used_at TIMESTAMPTZ(3),
  successor_id UUID UNIQUE REFERENCES refresh_token ON DELETE SET NULL,
  successor_sealed BYTEA,
  CHECK (successor_id IS NULL OR used_at IS NOT NULL)
);
CREATE UNIQUE INDEX refresh_token_current ON refresh_token (session_id) WHERE used_at IS NULL;
CREATE INDEX refresh_token_session ON refresh_token (session_id);
CREATE INDEX refresh_token_expires_at ON refresh_token (expires_at);

CREATE TABLE email_token (
  id UUID PRIMARY KEY,
  purpose email_token_purpose NOT NULL,
  user_id UUID REFERENCES "user" ON DELETE CASCADE,
  registration_id UUID REFERENCES registration ON DELETE CASCADE,
  hash BYTEA NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
  created_at TIMESTAMPTZ(3) NOT NULL,
  expires_at TIMESTAMPTZ(3) NOT NULL,
  used_at TIMESTAMPTZ(3),
  CHECK (num_nonnulls(user_id, registration_id) = 1)
);
CREATE INDEX email_token_user ON email_token (user_id);
CREATE INDEX email_token_registration ON email_token (registration_id);
CREATE INDEX email_token_expires_at ON email_token (expires_at);

CREATE TABLE signing_key (
  kid TEXT PRIMARY KEY,
  public_jwk JSONB NOT NULL,
  private_sealed BYTEA NOT NULL,
  created_at TIMESTAMPTZ(3) NOT NULL,
  retired_at TIMESTAMPTZ(3)
);

-- Mails still to be sent; a sent one leaves.
CREATE TABLE outgoing_mail (
  id UUID PRIMARY KEY,
  kind mail_kind NOT NULL,
  user_id UUID REFERENCES "user" ON DELETE CASCADE,
  registration_id UUID REFERENCES registration ON DELETE CASCADE,
  created_at TIMESTAMPTZ(3) NOT NULL,
  due_at TIMESTAMPTZ(3) NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  CHECK (num_nonnulls(user_id, registration_id) = 1),
  CHECK ((kind = 'REGISTRATION') = (registration_id IS NOT NULL))
);
CREATE INDEX outgoing_mail_due_at ON outgoing_mail (due_at);
CREATE INDEX outgoing_mail_user ON outgoing_mail (user_id);
CREATE INDEX outgoing_mail_registration ON outgoing_mail (registration_id);

-- What was tried for an address, known or not; address_key is a keyed hash of it.
CREATE TABLE attempt (
  kind attempt_kind NOT NULL,
  address_key BYTEA NOT NULL CHECK (octet_length(address_key) = 32),
  count INTEGER NOT NULL CHECK (count >= 0),
  window_ends_at TIMESTAMPTZ(3) NOT NULL,
  PRIMARY KEY (kind, address_key)
);
CREATE INDEX attempt_window_ends_at ON attempt (window_ends_at);

CREATE TABLE outbox (
  position BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id UUID NOT NULL UNIQUE,
  type TEXT NOT NULL,
  payload JSONB NOT NULL,
  occurred_at TIMESTAMPTZ(3) NOT NULL,
  published_at TIMESTAMPTZ(3)
);
CREATE INDEX outbox_unpublished ON outbox (position) WHERE published_at IS NULL;
CREATE INDEX outbox_published ON outbox (published_at) WHERE published_at IS NOT NULL;
CREATE TABLE inbox (
  event_id UUID PRIMARY KEY,
  received_at TIMESTAMPTZ(3) NOT NULL
);
CREATE INDEX inbox_received ON inbox (received_at);
-- Events that failed here again and again: noted in the inbox too, until somebody redelivers them.
CREATE TABLE dead_letter (
  event_id UUID PRIMARY KEY,
  type TEXT NOT NULL,
  payload JSONB NOT NULL,
  occurred_at TIMESTAMPTZ(3) NOT NULL,
  failed_at TIMESTAMPTZ(3) NOT NULL,
  error TEXT NOT NULL
);
