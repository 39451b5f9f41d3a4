-- What Stripe told, stored before it is worked on: who means which object of ours, nothing of the card or its holder.
CREATE TABLE stripe_event (
  id TEXT PRIMARY KEY,
  type TEXT NOT NULL,
  object_id TEXT NOT NULL,
  facts JSONB NOT NULL,
  created TIMESTAMPTZ(3) NOT NULL,
  received_at TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  -- FAILED: tried and not done; without due_at no more by itself.
  state TEXT NOT NULL DEFAULT 'RECEIVED' CHECK (state IN ('RECEIVED', 'PROCESSED', 'FAILED')),
  attempts INTEGER NOT NULL DEFAULT 0,
  due_at TIMESTAMPTZ(3)
);
CREATE INDEX stripe_event_due ON stripe_event (due_at) WHERE state <> 'PROCESSED';
CREATE INDEX stripe_event_received ON stripe_event USING brin (received_at);

-- The first answer to a key: what was made, or else the answer itself. Quotes' keys stand here too; quote.request_scope,
-- request_key and fingerprint are written no more and go with the release after.
ALTER TABLE request
  ALTER COLUMN result_id DROP NOT NULL,
  ADD COLUMN answer JSONB,
  ADD CONSTRAINT request_answered CHECK ((result_id IS NULL) = (answer IS NOT NULL));
