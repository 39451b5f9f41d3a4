-- A message of nobody shows a thing of booking's: its words are made by whoever shows it.
ALTER TABLE message
  ADD COLUMN settlement_id UUID,
  ADD COLUMN charge_id UUID,
  ADD CONSTRAINT message_shows_one_thing CHECK (num_nonnulls(settlement_id, charge_id) <= 1),
  ADD CONSTRAINT message_of_nobody_shows CHECK (num_nonnulls(settlement_id, charge_id) = 0 OR (party = 'SYSTEM' AND body IS NULL));
CREATE INDEX message_settlement ON message (settlement_id) WHERE settlement_id IS NOT NULL;
CREATE INDEX message_charge ON message (charge_id) WHERE charge_id IS NOT NULL;

-- Nobody wrote the subject of what we opened ourselves: it is about its booking.
ALTER TABLE conversation
  ALTER COLUMN subject DROP NOT NULL,
  -- How often what it shows has changed: followers read it again.
  ADD COLUMN shown_changes INTEGER NOT NULL DEFAULT 0,
  ADD CONSTRAINT conversation_is_about CHECK (subject IS NOT NULL OR booking_id IS NOT NULL);
