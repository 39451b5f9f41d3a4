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

CREATE TYPE channel AS ENUM ('IN_APP', 'EMAIL', 'SMS', 'PUSH', 'WEBHOOK');
CREATE TYPE delivery_state AS ENUM ('QUEUED', 'SENT', 'DELIVERED', 'FAILED', 'SUPPRESSED');

-- What is told to whom: ids, references and amounts only. The words are made when somebody reads it.
CREATE TABLE notification (
  position BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id UUID NOT NULL UNIQUE,
  -- NULL: a guest, who is told by e-mail alone.
  customer_id UUID,
  kind TEXT NOT NULL CHECK (kind IN ('booking.confirmed', 'booking.cancelled', 'support.message')),
  data JSONB NOT NULL,
  -- At most one unread notification of a customer carries the same key.
  collapse_key TEXT,
  created_at TIMESTAMPTZ(3) NOT NULL,
  read_at TIMESTAMPTZ(3)
);
CREATE UNIQUE INDEX notification_unread_once ON notification (customer_id, collapse_key) WHERE read_at IS NULL AND collapse_key IS NOT NULL;
CREATE INDEX notification_by_customer ON notification (customer_id, position DESC) WHERE customer_id IS NOT NULL;
CREATE INDEX notification_unread ON notification (customer_id, position DESC) WHERE customer_id IS NOT NULL AND read_at IS NULL;

CREATE TABLE delivery (
  id UUID PRIMARY KEY,
  notification_id UUID NOT NULL REFERENCES notification (id) ON DELETE CASCADE,
  channel channel NOT NULL,
  state delivery_state NOT NULL,
  at TIMESTAMPTZ(3) NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  -- The machine's time: when it may be tried next; a worker that claims it moves this ahead by its lease.
  due_at TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  CONSTRAINT delivery_once UNIQUE (notification_id, channel)
);
CREATE INDEX delivery_due ON delivery (due_at) WHERE state = 'QUEUED';
