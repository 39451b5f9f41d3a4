-- Sessions and API keys whose person was deleted, until no token of theirs is good any more: the router asks for them by id.
CREATE TABLE ended_id (
  id UUID PRIMARY KEY,
  ended_at TIMESTAMPTZ(3) NOT NULL
);
CREATE INDEX ended_id_at ON ended_id (ended_at);
