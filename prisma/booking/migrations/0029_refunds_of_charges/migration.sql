-- The charge that a refund gives back, whole: documents take its own line back, not a share of what was paid with it.
ALTER TABLE refund
  ADD COLUMN charge_id UUID,
  ADD CONSTRAINT refund_of_charge FOREIGN KEY (charge_id, region) REFERENCES charge (id, region);
CREATE INDEX refund_charge ON refund (charge_id) WHERE charge_id IS NOT NULL;
