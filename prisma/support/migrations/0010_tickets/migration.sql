CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- Somebody who wrote to us without an account, by the form or by mail: never a user. The id owns a personal key.
CREATE TABLE contact (
  id UUID PRIMARY KEY,
  region TEXT NOT NULL CHECK (region IN ('EU', 'UK', 'US')),
  -- Thirty bytes are version, nonce and tag; a code point takes up to four.
  name BYTEA NOT NULL CHECK (octet_length(name) BETWEEN 31 AND 30 + 4 * 100),
  email BYTEA NOT NULL CHECK (octet_length(email) BETWEEN 31 AND 30 + 254),
  email_index BYTEA NOT NULL CHECK (octet_length(email_index) = 32),
  language TEXT NOT NULL CHECK (language IN ('fr', 'en')),
  -- When they or we last wrote: what is kept too long is forgotten by it.
  active_at TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT contact_address UNIQUE (email_index, region),
  CONSTRAINT contact_region UNIQUE (id, region)
);
CREATE INDEX contact_active ON contact (active_at);

ALTER TABLE conversation
  ADD COLUMN channel TEXT NOT NULL DEFAULT 'CHAT' CHECK (channel IN ('CHAT', 'FORM', 'EMAIL')),
  ADD COLUMN contact_id UUID,
  ADD CONSTRAINT conversation_of_contact FOREIGN KEY (contact_id, region) REFERENCES contact (id, region),
  ADD CONSTRAINT conversation_contact CHECK (
    CASE WHEN contact_id IS NULL THEN channel <> 'FORM' ELSE contact_id = customer_id AND channel <> 'CHAT' END);
CREATE INDEX conversation_by_contact ON conversation (contact_id) WHERE contact_id IS NOT NULL;

-- The mails of a conversation, theirs and ours, by their Message-ID: an answer finds its thread by it. One that names another owner's
-- finds nothing, and a mail that is delivered again is known.
CREATE TABLE mail_message (
  id UUID PRIMARY KEY,
  conversation_id UUID NOT NULL,
  region TEXT NOT NULL,
  customer_id UUID NOT NULL,
  message_hash BYTEA NOT NULL CHECK (octet_length(message_hash) = 32),
  message_id BYTEA NOT NULL CHECK (octet_length(message_id) BETWEEN 31 AND 30 + 4 * 998),
  CONSTRAINT mail_message_of_conversation FOREIGN KEY (conversation_id, region) REFERENCES conversation (id, region) ON DELETE CASCADE,
  CONSTRAINT mail_message_once UNIQUE (customer_id, message_hash)
);
CREATE INDEX mail_message_in_order ON mail_message (conversation_id, id);

-- What waits to be mailed: an answer of ours, once each, or a whole conversation for whom asked for it. By the machine's time.
CREATE TABLE outgoing_mail (
  id UUID PRIMARY KEY,
  conversation_id UUID NOT NULL,
  region TEXT NOT NULL,
  message_id UUID REFERENCES message (id) ON DELETE CASCADE,
  -- Of a transcript: the request that asked for it, and the zone in which its reader reads times.
  client_id TEXT CHECK (char_length(client_id) BETWEEN 1 AND 100),
  time_zone TEXT CHECK (char_length(time_zone) BETWEEN 1 AND 64),
  state TEXT NOT NULL DEFAULT 'QUEUED' CHECK (state IN ('QUEUED', 'SENT', 'FAILED')),
  attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  due_at TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  created_at TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  CONSTRAINT outgoing_mail_of_conversation FOREIGN KEY (conversation_id, region) REFERENCES conversation (id, region) ON DELETE CASCADE,
  CONSTRAINT outgoing_mail_once UNIQUE (message_id),
  CONSTRAINT outgoing_mail_asked_once UNIQUE (conversation_id, client_id),
  CONSTRAINT outgoing_mail_is CHECK (num_nonnulls(message_id, client_id) = 1 AND (client_id IS NULL) = (time_zone IS NULL))
);
CREATE INDEX outgoing_mail_due ON outgoing_mail (due_at) WHERE state = 'QUEUED';
CREATE INDEX outgoing_mail_failed ON outgoing_mail (conversation_id) WHERE state = 'FAILED';

-- Mails that opened nothing, counted by day and reason; nothing else is kept of them.
CREATE TABLE ignored_mail (
  day DATE NOT NULL,
  reason TEXT NOT NULL CHECK (reason IN ('SENDER', 'AUTOMATIC', 'BOUNCE', 'LIST', 'OURS')),
  count INTEGER NOT NULL DEFAULT 1 CHECK (count > 0),
  PRIMARY KEY (day, reason)
);

-- The help's articles as the repository has them, and by which words they are found.
CREATE TABLE faq_article (
  slug TEXT NOT NULL CHECK (slug ~ '^[a-z0-9-]{1,60}$'),
  language TEXT NOT NULL CHECK (language IN ('fr', 'en')),
  position INTEGER NOT NULL,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  -- How often it was all that somebody wanted to know.
  helped INTEGER NOT NULL DEFAULT 0 CHECK (helped >= 0),
  PRIMARY KEY (slug, language)
);
CREATE TABLE faq_term (
  language TEXT NOT NULL,
  term TEXT NOT NULL,
  slug TEXT NOT NULL,
  weight REAL NOT NULL CHECK (weight > 0),
  PRIMARY KEY (language, term, slug),
  FOREIGN KEY (slug, language) REFERENCES faq_article (slug, language) ON DELETE CASCADE
);
CREATE INDEX faq_term_like ON faq_term USING gin (term gin_trgm_ops);
