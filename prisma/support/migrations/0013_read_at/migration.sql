-- When each side read up to where it has.
ALTER TABLE conversation
  ADD COLUMN customer_read_at TIMESTAMPTZ(3),
  ADD COLUMN agent_read_at TIMESTAMPTZ(3);
