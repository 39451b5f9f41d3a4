-- The charge that a refund gives back, whole: documents take its own line back, not a share of what was paid with it.
ALTER TABLE refund
  ADD COLUMN charge_id UUID,
  ADD CONSTRAINT refund_of_charge FOREIGN KEY (charge_id, region) REFERENCES charge (id, region);
CREATE INDEX refund_charge ON refund (charge_id) WHERE charge_id IS NOT NULL;

-- A shop that a partner brings in earns nobody anything before an admin has seen its terms; what it may owe us is bounded.
ALTER TABLE merchant
  ADD COLUMN approved_at TIMESTAMPTZ(3),
  -- [{currency, limitMinor}] as admins set them; other currencies have the usual limit.
  ADD COLUMN limits JSONB NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(limits) = 'array');
UPDATE merchant SET approved_at = created_at;

-- What a shop owes may come to so much. A balance is still moved by transfers alone; a limit is set.
ALTER TABLE cashback_account ADD COLUMN limit_minor BIGINT CHECK (limit_minor >= 0);
DROP TRIGGER cashback_balance_stays ON cashback_account;
UPDATE cashback_account SET limit_minor = greatest(1000000, -balance_minor) WHERE kind = 'MERCHANT_RECEIVABLE';
CREATE TRIGGER cashback_balance_stays BEFORE UPDATE OF id, kind, wallet_id, merchant_id, region, currency, balance_minor ON cashback_account FOR EACH STATEMENT
  WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION cashback_stays();
ALTER TABLE cashback_account
  ADD CONSTRAINT merchant_has_limit CHECK ((kind = 'MERCHANT_RECEIVABLE') = (limit_minor IS NOT NULL)),
  ADD CONSTRAINT merchant_within_limit CHECK (balance_minor >= -limit_minor);
