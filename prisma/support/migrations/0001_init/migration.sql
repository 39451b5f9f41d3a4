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

CREATE TYPE conversation_state AS ENUM ('QUEUED', 'ASSIGNED', 'SNOOZED', 'RESOLVED', 'CLOSED');
CREATE TYPE party AS ENUM ('CUSTOMER', 'AGENT', 'SYSTEM');

-- This domain's copy of what booking says in booking.changed.
CREATE TABLE booking (
  id UUID PRIMARY KEY,
  reference TEXT NOT NULL UNIQUE,
  customer_id UUID,
  agency TEXT NOT NULL,
  state TEXT NOT NULL,
  changed_at TIMESTAMPTZ(3) NOT NULL
);

CREATE TABLE conversation (
  id UUID PRIMARY KEY,
  region TEXT NOT NULL CHECK (region IN ('EU', 'UK', 'US')),
  subject TEXT NOT NULL CHECK (char_length(subject) BETWEEN 1 AND 120),
  state conversation_state NOT NULL,
  customer_id UUID NOT NULL,
  agent_id UUID,
  booking_id UUID REFERENCES booking (id),
  client_id TEXT NOT NULL CHECK (char_length(client_id) BETWEEN 1 AND 100),
  last_sequence INTEGER NOT NULL DEFAULT 0 CHECK (last_sequence >= 0),
  customer_read_up_to INTEGER NOT NULL DEFAULT 0,
  agent_read_up_to INTEGER NOT NULL DEFAULT 0,
  created_at TIMESTAMPTZ(3) NOT NULL,
  -- When it last began to wait: the queue's order.
  queued_at TIMESTAMPTZ(3) NOT NULL,
  closed_at TIMESTAMPTZ(3),
  -- The machine's time, whatever the business clock says: what a listener that was cut off looks back by.
  touched_at TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  CONSTRAINT conversation_client UNIQUE (customer_id, client_id),
  CONSTRAINT conversation_agent CHECK (CASE state WHEN 'QUEUED' THEN agent_id IS NULL WHEN 'ASSIGNED' THEN agent_id IS NOT NULL ELSE true END),
  CONSTRAINT conversation_closed CHECK ((state = 'CLOSED') = (closed_at IS NOT NULL)),
  CONSTRAINT conversation_read CHECK (customer_read_up_to BETWEEN 0 AND last_sequence AND agent_read_up_to BETWEEN 0 AND last_sequence)
);
CREATE INDEX conversation_open ON conversation ((state <> 'QUEUED'), queued_at, id) WHERE state IN ('QUEUED', 'ASSIGNED', 'SNOOZED');
CREATE INDEX conversation_by_state ON conversation (state, queued_at, id);
CREATE INDEX conversation_by_agent ON conversation (agent_id, queued_at, id) WHERE agent_id IS NOT NULL;
CREATE INDEX conversation_by_customer ON conversation (customer_id, created_at DESC, id DESC);
CREATE INDEX conversation_by_booking ON conversation (booking_id, created_at DESC, id DESC) WHERE booking_id IS NOT NULL;
CREATE INDEX conversation_touched ON conversation (touched_at);

CREATE TABLE message (
  id UUID PRIMARY KEY,
  conversation_id UUID NOT NULL REFERENCES conversation (id),
  sequence INTEGER NOT NULL CHECK (sequence > 0),
  party party NOT NULL,
  author_id UUID,
  body TEXT CHECK (char_length(body) BETWEEN 1 AND 1000 AND body ~ '\S'),
  client_id TEXT NOT NULL CHECK (char_length(client_id) BETWEEN 1 AND 100),
  revision INTEGER NOT NULL DEFAULT 0 CHECK (revision >= 0),
  sent_at TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT message_order UNIQUE (conversation_id, sequence),
  CONSTRAINT message_sent_once UNIQUE NULLS NOT DISTINCT (conversation_id, author_id, client_id),
  CONSTRAINT message_author CHECK ((party = 'SYSTEM') = (author_id IS NULL))
);
