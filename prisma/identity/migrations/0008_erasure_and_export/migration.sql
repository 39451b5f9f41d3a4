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
