-- People who are to be forgotten once nothing of theirs is open any more. Done: the person's id goes, so that nothing leads
-- from them to the pseudonym that their bookings carry.
CREATE TABLE erasure (
  deletion_id UUID PRIMARY KEY,
  user_id UUID,
  asked_at TIMESTAMPTZ(3) NOT NULL,
  done_at TIMESTAMPTZ(3),
  CHECK ((user_id IS NULL) = (done_at IS NOT NULL))
);
CREATE INDEX erasure_pending ON erasure (asked_at) WHERE done_at IS NULL;
CREATE INDEX IF NOT EXISTS quote_customer ON quote (customer_id) WHERE customer_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS inspection_by_user ON inspection (by_user);
