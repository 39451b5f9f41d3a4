-- Who is there, by the heartbeats of their screens; the machine's time, whatever the business clock says.
CREATE TABLE presence (
  user_id UUID PRIMARY KEY,
  seen_at TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  -- Which conversation they have open.
  conversation_id UUID
);
CREATE INDEX presence_seen ON presence (seen_at);
CREATE INDEX presence_at ON presence (conversation_id) WHERE conversation_id IS NOT NULL;
