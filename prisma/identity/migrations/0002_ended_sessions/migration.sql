-- The router asks every few seconds which sessions ended lately.
CREATE INDEX session_ended_at ON session (ended_at) WHERE ended_at IS NOT NULL;
