-- Those who answer: in which languages, about what, and how much at once.
CREATE TABLE agent (
  user_id UUID PRIMARY KEY,
  region TEXT NOT NULL CHECK (region IN ('EU', 'UK', 'US')),
  languages TEXT[] NOT NULL CHECK (languages <@ ARRAY['fr', 'en'] AND cardinality(languages) >= 1),
  skills TEXT[] NOT NULL DEFAULT '{}' CHECK (skills <@ ARRAY['BOOKING', 'VEHICLE', 'PAYMENT', 'ACCOUNT', 'OTHER']),
  capacity SMALLINT NOT NULL DEFAULT 3 CHECK (capacity BETWEEN 0 AND 20),
  -- Null: they never said, and take conversations by hand.
  status TEXT CHECK (status IN ('AVAILABLE', 'BUSY', 'AWAY')),
  -- When they were last given a conversation, by the machine's time: of two who are equally laden the other is next.
  given_at TIMESTAMPTZ(3) NOT NULL DEFAULT now()
);
CREATE INDEX agent_by_region ON agent (region, user_id);
CREATE INDEX agent_available ON agent (region) WHERE status = 'AVAILABLE';

ALTER TABLE conversation
  -- Of the request that opened it.
  ADD COLUMN language TEXT NOT NULL DEFAULT 'fr' CHECK (language IN ('fr', 'en')),
  ADD COLUMN topic TEXT NOT NULL DEFAULT 'OTHER' CHECK (topic IN ('BOOKING', 'VEHICLE', 'PAYMENT', 'ACCOUNT', 'OTHER')),
  -- Which of their places it takes with the agent who has it; a place holds one.
  ADD COLUMN agent_slot SMALLINT CHECK (agent_slot >= 1),
  -- When it last left the queue.
  ADD COLUMN assigned_at TIMESTAMPTZ(3),
  -- When its agent last took it or wrote in it, by the machine's time.
  ADD COLUMN agent_heard_at TIMESTAMPTZ(3),
  -- By the machine's time.
  ADD COLUMN snoozed_until TIMESTAMPTZ(3),
  ADD COLUMN resolved_at TIMESTAMPTZ(3),
  -- How many notes it has, for staff who follow it.
  ADD COLUMN note_count INTEGER NOT NULL DEFAULT 0,
  -- What was promised: by which policy, since when, until when. Null for those opened before there were any.
  ADD COLUMN sla_policy TEXT,
  ADD COLUMN sla_since TIMESTAMPTZ(3),
  ADD COLUMN first_response_due_at TIMESTAMPTZ(3),
  ADD COLUMN resolution_due_at TIMESTAMPTZ(3),
  -- The first answer of staff since it was opened or reopened.
  ADD COLUMN answered_at TIMESTAMPTZ(3),
  -- Since when the clock of the resolution stands still.
  ADD COLUMN sla_paused_at TIMESTAMPTZ(3),
  -- How many warnings and breaches its staff were told of, for those who follow it.
  ADD COLUMN sla_told INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN rating SMALLINT CHECK (rating BETWEEN 1 AND 5),
  -- Sealed; thirty bytes are version, nonce and tag.
  ADD COLUMN rating_comment BYTEA CHECK (octet_length(rating_comment) BETWEEN 31 AND 30 + 4 * 1000),
  -- When it was first rated: it may be changed for seven days.
  ADD COLUMN rated_at TIMESTAMPTZ(3);

UPDATE conversation SET agent_slot = held.slot, assigned_at = queued_at, agent_heard_at = now()
FROM (SELECT id, row_number() OVER (PARTITION BY agent_id ORDER BY queued_at, id) AS slot FROM conversation WHERE state = 'ASSIGNED') held
WHERE held.id = conversation.id;
UPDATE conversation SET snoozed_until = now() WHERE state = 'SNOOZED';
UPDATE conversation SET resolved_at = queued_at WHERE state = 'RESOLVED';

ALTER TABLE conversation
  ADD CONSTRAINT conversation_slot CHECK ((state = 'ASSIGNED') = (agent_slot IS NOT NULL)),
  ADD CONSTRAINT conversation_snoozed CHECK ((state = 'SNOOZED') = (snoozed_until IS NOT NULL)),
  ADD CONSTRAINT conversation_resolved CHECK (state <> 'RESOLVED' OR resolved_at IS NOT NULL),
  ADD CONSTRAINT conversation_rated CHECK ((rating IS NULL) = (rated_at IS NULL) AND (rating_comment IS NULL OR rating IS NOT NULL)),
  ADD CONSTRAINT conversation_promised CHECK (num_nonnulls(sla_policy, sla_since, first_response_due_at, resolution_due_at) IN (0, 4));
-- An agent never has more than the places that they were given, whoever gives, in however many processes.
CREATE UNIQUE INDEX conversation_place ON conversation (agent_id, agent_slot) WHERE state = 'ASSIGNED';
CREATE INDEX conversation_queue ON conversation (region, language, queued_at, id) WHERE state = 'QUEUED';
CREATE INDEX conversation_snoozed_until ON conversation (snoozed_until) WHERE state = 'SNOOZED';
CREATE INDEX conversation_resolved_at ON conversation (resolved_at) WHERE state = 'RESOLVED';
CREATE INDEX conversation_assigned_at ON conversation (assigned_at) WHERE assigned_at IS NOT NULL;
CREATE INDEX conversation_created ON conversation (region, created_at);

-- What has to be told of a conversation's clocks, once each.
CREATE TABLE sla_alert (
  conversation_id UUID NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
  clock TEXT NOT NULL CHECK (clock IN ('FIRST_RESPONSE', 'RESOLUTION')),
  level TEXT NOT NULL CHECK (level IN ('WARNING', 'BREACH')),
  -- infinity while its clock stands still.
  at TIMESTAMPTZ(3) NOT NULL,
  PRIMARY KEY (conversation_id, clock, level)
);
CREATE INDEX sla_alert_at ON sla_alert (at);

-- What staff say among themselves; sealed with the customer's key, never shown to them.
CREATE TABLE note (
  id UUID PRIMARY KEY,
  conversation_id UUID NOT NULL,
  region TEXT NOT NULL,
  author_id UUID NOT NULL,
  body BYTEA NOT NULL CHECK (octet_length(body) BETWEEN 31 AND 30 + 4 * 2000),
  client_id TEXT NOT NULL CHECK (char_length(client_id) BETWEEN 1 AND 100),
  written_at TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT note_of_conversation FOREIGN KEY (conversation_id, region) REFERENCES conversation (id, region) ON DELETE CASCADE,
  CONSTRAINT note_written_once UNIQUE (conversation_id, author_id, client_id)
);
CREATE INDEX note_order ON note (conversation_id, written_at, id);

-- Answers kept ready; {customer}, {agent} … are filled where they are used.
CREATE TABLE canned_reply (
  id UUID PRIMARY KEY,
  language TEXT NOT NULL CHECK (language IN ('fr', 'en')),
  title TEXT NOT NULL CHECK (char_length(title) BETWEEN 1 AND 80),
  body TEXT NOT NULL CHECK (char_length(body) BETWEEN 1 AND 1000),
  changed_at TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT canned_reply_once UNIQUE (language, title)
);
