CREATE TYPE call_state AS ENUM ('PROPOSED', 'RINGING', 'CONNECTING', 'ACTIVE', 'ENDED', 'DECLINED', 'MISSED', 'FAILED');
CREATE TYPE call_media AS ENUM ('AUDIO', 'VIDEO', 'SCREEN');
CREATE TYPE call_signal_kind AS ENUM ('OFFER', 'ANSWER', 'CANDIDATE', 'HANG_UP');

CREATE TABLE call (
  id UUID PRIMARY KEY,
  conversation_id UUID NOT NULL,
  region TEXT NOT NULL,
  media call_media NOT NULL,
  state call_state NOT NULL DEFAULT 'PROPOSED',
  -- The one member of staff in it; the other side is the conversation's customer.
  agent_id UUID NOT NULL,
  proposed_by party NOT NULL CHECK (proposed_by <> 'SYSTEM'),
  client_id TEXT NOT NULL CHECK (char_length(client_id) BETWEEN 1 AND 100),
  -- Which device of the other side took it.
  answer_client_id TEXT CHECK (char_length(answer_client_id) BETWEEN 1 AND 100),
  proposed_at TIMESTAMPTZ(3) NOT NULL,
  started_at TIMESTAMPTZ(3),
  ended_at TIMESTAMPTZ(3),
  ended_by party CHECK (ended_by <> 'SYSTEM'),
  duration_seconds INTEGER CHECK (duration_seconds >= 0),
  -- The machine's time, whatever the business clock says: since when it is in its state, and when each side was last heard of.
  state_since TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  heard_at TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  customer_connected BOOLEAN NOT NULL DEFAULT false,
  agent_connected BOOLEAN NOT NULL DEFAULT false,
  CONSTRAINT call_region UNIQUE (id, region),
  CONSTRAINT call_of_conversation FOREIGN KEY (conversation_id, region) REFERENCES conversation (id, region),
  CONSTRAINT call_proposed_once UNIQUE (conversation_id, proposed_by, client_id),
  CONSTRAINT call_over CHECK ((state IN ('ENDED', 'DECLINED', 'MISSED', 'FAILED')) = (ended_at IS NOT NULL)),
  CONSTRAINT call_active CHECK (CASE state WHEN 'ACTIVE' THEN started_at IS NOT NULL WHEN 'ENDED' THEN true ELSE started_at IS NULL END),
  CONSTRAINT call_lasted CHECK ((duration_seconds IS NOT NULL) = (started_at IS NOT NULL AND ended_at IS NOT NULL))
);
CREATE UNIQUE INDEX call_one_open ON call (conversation_id) WHERE state IN ('PROPOSED', 'RINGING', 'CONNECTING', 'ACTIVE');
CREATE UNIQUE INDEX call_one_open_of_agent ON call (agent_id) WHERE state IN ('PROPOSED', 'RINGING', 'CONNECTING', 'ACTIVE');
CREATE INDEX call_by_agent ON call (agent_id);

-- How the two browsers find each other: sealed, and without its payload once the call is over.
CREATE TABLE call_signal (
  conversation_id UUID NOT NULL,
  sequence INTEGER NOT NULL CHECK (sequence > 0),
  call_id UUID NOT NULL,
  region TEXT NOT NULL,
  party party NOT NULL CHECK (party <> 'SYSTEM'),
  kind call_signal_kind NOT NULL,
  payload BYTEA CHECK (octet_length(payload) BETWEEN 31 AND 30 + 16384),
  PRIMARY KEY (conversation_id, sequence),
  CONSTRAINT call_signal_of_call FOREIGN KEY (call_id, region) REFERENCES call (id, region)
);
CREATE INDEX call_signal_by_call ON call_signal (call_id, party);

-- A call that is over is shown by a message of nobody, once.
ALTER TABLE message
  ADD COLUMN call_id UUID,
  ADD CONSTRAINT message_of_call FOREIGN KEY (call_id, region) REFERENCES call (id, region),
  DROP CONSTRAINT message_shows_one_thing,
  DROP CONSTRAINT message_of_nobody_shows,
  ADD CONSTRAINT message_shows_one_thing CHECK (num_nonnulls(settlement_id, charge_id, call_id) <= 1),
  ADD CONSTRAINT message_of_nobody_shows CHECK (num_nonnulls(settlement_id, charge_id, call_id) = 0 OR (party = 'SYSTEM' AND body IS NULL));
CREATE UNIQUE INDEX message_call ON message (call_id) WHERE call_id IS NOT NULL;
