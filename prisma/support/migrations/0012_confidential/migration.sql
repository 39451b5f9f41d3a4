-- A confidential conversation is read by devices alone: nothing of it is written here but ciphertext.
ALTER TABLE conversation
  ADD COLUMN confidential BOOLEAN NOT NULL DEFAULT false,
  DROP CONSTRAINT conversation_is_about,
  ADD CONSTRAINT conversation_is_about CHECK (confidential OR subject IS NOT NULL OR booking_id IS NOT NULL),
  ADD CONSTRAINT confidential_without_subject CHECK (NOT confidential OR subject IS NULL);
ALTER TABLE message
  ADD COLUMN ciphertext BYTEA,
  ADD CONSTRAINT message_in_the_clear_or_not CHECK (num_nonnulls(body, ciphertext) <= 1),
  ADD CONSTRAINT message_of_nobody_open CHECK (ciphertext IS NULL OR party <> 'SYSTEM');

-- A browser with keys of its own. Its public keys, signed by itself, never change.
CREATE TABLE device (
  user_id UUID NOT NULL,
  device_id TEXT NOT NULL CONSTRAINT device_named CHECK (device_id ~ '^[A-Z0-9]{8,32}$'),
  keys TEXT NOT NULL CONSTRAINT device_keys_short CHECK (octet_length(keys) <= 4096),
  -- Of what was sent to it, and up to which it has it.
  last_sequence INTEGER NOT NULL DEFAULT 0,
  read_up_to INTEGER NOT NULL DEFAULT 0,
  created_at TIMESTAMPTZ(3) NOT NULL,
  PRIMARY KEY (user_id, device_id),
  CONSTRAINT device_reads_what_came CHECK (read_up_to BETWEEN 0 AND last_sequence),
  CONSTRAINT device_box_full CHECK (last_sequence - read_up_to <= 1000)
);

-- Given to one asker each; the row stays without the key, so that none is ever given twice.
CREATE TABLE one_time_key (
  user_id UUID NOT NULL,
  device_id TEXT NOT NULL,
  key_id TEXT NOT NULL CONSTRAINT one_time_key_named CHECK (key_id ~ '^[A-Za-z0-9+/_-]{1,32}$'),
  key TEXT CONSTRAINT one_time_key_short CHECK (octet_length(key) <= 1024),
  PRIMARY KEY (user_id, device_id, key_id),
  FOREIGN KEY (user_id, device_id) REFERENCES device ON DELETE CASCADE
);
CREATE INDEX one_time_key_left ON one_time_key (user_id, device_id, key_id) WHERE key IS NOT NULL;

-- The devices that take part in a confidential conversation, or ask the customer's to.
CREATE TABLE conversation_device (
  conversation_id UUID NOT NULL,
  region TEXT NOT NULL,
  user_id UUID NOT NULL,
  device_id TEXT NOT NULL,
  party party NOT NULL,
  asked_at TIMESTAMPTZ(3) NOT NULL,
  admitted_at TIMESTAMPTZ(3),
  PRIMARY KEY (conversation_id, user_id, device_id),
  FOREIGN KEY (conversation_id, region) REFERENCES conversation (id, region) ON DELETE CASCADE,
  FOREIGN KEY (user_id, device_id) REFERENCES device ON DELETE CASCADE,
  CONSTRAINT conversation_device_of_somebody CHECK (party <> 'SYSTEM')
);
CREATE INDEX conversation_device_of ON conversation_device (user_id, device_id);
-- The customer reads it on the one device that opened it.
CREATE UNIQUE INDEX conversation_device_of_customer ON conversation_device (conversation_id) WHERE party = 'CUSTOMER';

-- What devices tell each other, encrypted for the one; kept until it has it.
CREATE TABLE device_message (
  user_id UUID NOT NULL,
  device_id TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  sender_id UUID NOT NULL,
  client_id TEXT NOT NULL,
  content TEXT NOT NULL CONSTRAINT device_message_short CHECK (octet_length(content) <= 65536),
  sent_at TIMESTAMPTZ(3) NOT NULL,
  PRIMARY KEY (user_id, device_id, sequence),
  CONSTRAINT device_message_sent_once UNIQUE (user_id, device_id, sender_id, client_id),
  FOREIGN KEY (user_id, device_id) REFERENCES device ON DELETE CASCADE
);
