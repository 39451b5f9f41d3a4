-- Every edit and deletion is the conversation's next change; 0 stands for none.
ALTER TABLE conversation ADD COLUMN last_revision INTEGER NOT NULL DEFAULT 0 CHECK (last_revision >= 0);
CREATE UNIQUE INDEX message_changes ON message (conversation_id, revision) WHERE revision > 0;

ALTER TABLE message
  ADD COLUMN deleted_at TIMESTAMPTZ(3),
  -- How many it has: most have none, and nobody looks for them.
  ADD COLUMN attachments SMALLINT NOT NULL DEFAULT 0,
  ADD CONSTRAINT message_attachments CHECK (attachments BETWEEN 0 AND 4),
  ADD CONSTRAINT message_deleted CHECK (deleted_at IS NULL OR (body IS NULL AND attachments = 0 AND revision > 0 AND party <> 'SYSTEM'));

-- What a message said before a change; for staff.
CREATE TABLE message_version (
  message_id UUID NOT NULL REFERENCES message (id) ON DELETE CASCADE,
  conversation_id UUID NOT NULL,
  region TEXT NOT NULL,
  -- Of the change that ended it.
  revision INTEGER NOT NULL CHECK (revision > 0),
  -- Null where it had attachments and no words.
  body BYTEA CHECK (octet_length(body) BETWEEN 31 AND 30 + 4 * 1000),
  changed_by UUID NOT NULL,
  changed_at TIMESTAMPTZ(3) NOT NULL,
  PRIMARY KEY (message_id, revision),
  CONSTRAINT message_version_once UNIQUE (conversation_id, revision),
  CONSTRAINT message_version_of_conversation FOREIGN KEY (conversation_id, region) REFERENCES conversation (id, region)
);
CREATE INDEX message_version_changed_by ON message_version (changed_by);

-- An image or PDF that somebody announced for a conversation, and sends with a message once its bytes are there.
CREATE TABLE attachment (
  id UUID PRIMARY KEY,
  conversation_id UUID NOT NULL,
  region TEXT NOT NULL,
  uploaded_by UUID NOT NULL,
  client_id TEXT NOT NULL CHECK (char_length(client_id) BETWEEN 1 AND 100),
  -- Sealed with the customer's key, as the key of its bytes is.
  name BYTEA NOT NULL CHECK (octet_length(name) BETWEEN 31 AND 30 + 4 * 120),
  sealed_key BYTEA NOT NULL,
  -- As announced, then as taken.
  media_type TEXT NOT NULL CHECK (media_type IN ('image/jpeg', 'image/png', 'image/webp', 'application/pdf')),
  bytes INTEGER NOT NULL CHECK (bytes BETWEEN 1 AND 10485760),
  -- Real time, as tokens have it.
  upload_until TIMESTAMPTZ(3) NOT NULL,
  created_at TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  -- How often what came was refused.
  refusals SMALLINT NOT NULL DEFAULT 0,
  -- Null until its bytes are there.
  object TEXT UNIQUE,
  -- Null until it is sent.
  message_id UUID REFERENCES message (id),
  position SMALLINT,
  CONSTRAINT attachment_once UNIQUE (conversation_id, uploaded_by, client_id),
  CONSTRAINT attachment_place UNIQUE (message_id, position),
  CONSTRAINT attachment_of_conversation FOREIGN KEY (conversation_id, region) REFERENCES conversation (id, region),
  CONSTRAINT attachment_sent CHECK ((message_id IS NULL) = (position IS NULL) AND (message_id IS NULL OR object IS NOT NULL)),
  CONSTRAINT attachment_position CHECK (position BETWEEN 0 AND 3)
);
CREATE INDEX attachment_uploader ON attachment (uploaded_by);
CREATE INDEX attachment_waiting ON attachment (created_at) WHERE message_id IS NULL;

-- Objects of the store that belong to nothing, or to nothing yet: deleted there once they are due.
CREATE TABLE discarded_object (
  name TEXT PRIMARY KEY,
  due_at TIMESTAMPTZ(3) NOT NULL DEFAULT now()
);
CREATE INDEX discarded_object_due ON discarded_object (due_at);

-- What the others were told last.
ALTER TABLE presence ADD COLUMN online BOOLEAN NOT NULL DEFAULT true;
CREATE INDEX presence_online ON presence (seen_at) WHERE online;
