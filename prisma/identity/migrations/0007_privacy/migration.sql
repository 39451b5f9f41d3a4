CREATE TYPE privacy_purpose AS ENUM ('MARKETING', 'PERSONALISATION', 'SALE_OR_SHARING');
CREATE TYPE privacy_source AS ENUM ('DEFAULT', 'PERSON', 'GPC');

-- What was chosen, when and by what: the newest row of a purpose is in force, the others are the evidence.
CREATE TABLE privacy_choice (
  position BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id UUID NOT NULL,
  region region NOT NULL,
  purpose privacy_purpose NOT NULL,
  granted BOOLEAN NOT NULL,
  source privacy_source NOT NULL,
  at TIMESTAMPTZ(3) NOT NULL,
  FOREIGN KEY (user_id, region) REFERENCES "user" (id, region) ON DELETE CASCADE,
  CONSTRAINT gpc_only_opts_out CHECK (source <> 'GPC' OR (purpose = 'SALE_OR_SHARING' AND NOT granted))
);
CREATE INDEX privacy_choice_of_user ON privacy_choice (user_id, purpose, position DESC);
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'only ever added to'; END $$;
CREATE TRIGGER privacy_choice_append_only BEFORE UPDATE ON privacy_choice FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Opting out is what US law gives; in Europe nothing is allowed before it is granted.
INSERT INTO privacy_choice (user_id, region, purpose, granted, source, at)
SELECT id, region, purpose, purpose = 'SALE_OR_SHARING' AND region = 'US', 'DEFAULT', created_at
FROM "user", unnest(enum_range(NULL::privacy_purpose)) AS purpose ORDER BY created_at, id;

-- Whether the browser that asked for the account opted out of sale and sharing.
ALTER TABLE registration ADD COLUMN gpc BOOLEAN NOT NULL DEFAULT false;

ALTER TYPE session_end ADD VALUE IF NOT EXISTS 'ACCOUNT_DELETED';
CREATE TYPE job_state AS ENUM ('QUEUED', 'RUNNING', 'DONE', 'FAILED');

-- A person who goes. The id, random, is all that one needs to ask how far it is. Once done, nothing leads to the person.
CREATE TABLE account_deletion (
  id UUID PRIMARY KEY,
  user_id UUID UNIQUE,
  region region NOT NULL,
  state job_state NOT NULL,
  erased_in TEXT[] NOT NULL DEFAULT '{}',
  -- Where the last mail goes, sealed with a key that this deletion owns and that goes with it.
  mail_sealed BYTEA,
  mail_attempts INTEGER NOT NULL DEFAULT 0 CHECK (mail_attempts >= 0),
  -- When the mail may be tried next; a worker that takes it moves this ahead by its lease.
  mail_due_at TIMESTAMPTZ(3) NOT NULL,
  created_at TIMESTAMPTZ(3) NOT NULL,
  finished_at TIMESTAMPTZ(3),
  CHECK ((state = 'DONE') = (finished_at IS NOT NULL)),
  CHECK ((state = 'DONE') = (user_id IS NULL))
);
CREATE INDEX account_deletion_under_way ON account_deletion (created_at) WHERE state <> 'DONE';
CREATE INDEX account_deletion_mail ON account_deletion (mail_due_at) WHERE state = 'DONE' AND mail_sealed IS NOT NULL;

-- One archive of everything held on a person; archive is sealed with that person's key.
CREATE TABLE data_export (
  id UUID PRIMARY KEY,
  user_id UUID NOT NULL,
  region region NOT NULL,
  state job_state NOT NULL,
  archive BYTEA,
  attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  -- When it may be tried next; a worker that takes it moves this ahead by its lease.
  due_at TIMESTAMPTZ(3) NOT NULL,
  created_at TIMESTAMPTZ(3) NOT NULL,
  expires_at TIMESTAMPTZ(3),
  FOREIGN KEY (user_id, region) REFERENCES "user" (id, region) ON DELETE CASCADE,
  CHECK ((state = 'DONE') = (archive IS NOT NULL)),
  CHECK ((state = 'DONE') = (expires_at IS NOT NULL))
);
-- One under way at a time.
CREATE UNIQUE INDEX data_export_under_way ON data_export (user_id) WHERE state IN ('QUEUED', 'RUNNING');
CREATE INDEX data_export_due ON data_export (due_at) WHERE state IN ('QUEUED', 'RUNNING');
CREATE INDEX data_export_expires ON data_export (expires_at) WHERE expires_at IS NOT NULL;
