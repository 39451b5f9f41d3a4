-- Partner shops that pay for what renters buy there.
CREATE TABLE merchant (
  id UUID PRIMARY KEY,
  -- The partner who brought it in; null: ourselves.
  partner_id UUID,
  region TEXT NOT NULL CHECK (region IN ('EU', 'UK', 'US')),
  name TEXT NOT NULL,
  url TEXT NOT NULL,
  -- [{category, currency, basisPoints}]: the one that says most of a purchase holds; one says nothing and holds for the rest.
  rates JSONB NOT NULL CHECK (jsonb_typeof(rates) = 'array'),
  return_days INTEGER NOT NULL CHECK (return_days BETWEEN 0 AND 180),
  clawback_days INTEGER NOT NULL CHECK (clawback_days BETWEEN 0 AND 730),
  state TEXT NOT NULL CHECK (state IN ('ACTIVE', 'SUSPENDED')),
  -- What its webhooks are signed with, sealed with a key of its own.
  secret BYTEA NOT NULL,
  former_secret BYTEA,
  former_until TIMESTAMPTZ(3),
  created_at TIMESTAMPTZ(3) NOT NULL,
  CHECK (clawback_days >= return_days),
  CHECK ((former_secret IS NULL) = (former_until IS NULL))
);

-- Every process of ours keeps the merchants in memory, and hears here which one to read again.
CREATE FUNCTION merchant_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('merchant', NEW.id::text);
  RETURN NULL;
END $$;
CREATE TRIGGER merchant_changed AFTER INSERT OR UPDATE ON merchant FOR EACH ROW EXECUTE FUNCTION merchant_changed();

-- A renter's cashback in one currency; nobody's once they are forgotten. Whoever decides by its balances locks it first.
CREATE TABLE cashback_wallet (
  id UUID PRIMARY KEY,
  customer_id UUID,
  region TEXT NOT NULL CHECK (region IN ('EU', 'UK', 'US')),
  currency CHAR(3) NOT NULL,
  language TEXT NOT NULL,
  created_at TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT cashback_wallet_one UNIQUE (customer_id, currency),
  CONSTRAINT cashback_wallet_region UNIQUE (id, region, currency)
);

-- Credits less debits. What is a renter's is never below zero, what they owe never above it.
CREATE TABLE cashback_account (
  id UUID PRIMARY KEY DEFAULT uuidv7(),
  kind TEXT NOT NULL,
  wallet_id UUID,
  merchant_id UUID REFERENCES merchant (id),
  region TEXT NOT NULL,
  currency CHAR(3) NOT NULL,
  balance_minor BIGINT NOT NULL DEFAULT 0,
  CONSTRAINT cashback_account_one UNIQUE NULLS NOT DISTINCT (wallet_id, merchant_id, kind, currency, region),
  CONSTRAINT cashback_account_currency UNIQUE (id, currency, region),
  CONSTRAINT cashback_account_of_wallet FOREIGN KEY (wallet_id, region, currency) REFERENCES cashback_wallet (id, region, currency),
  CONSTRAINT cashback_account_whose CHECK (
    CASE kind
      WHEN 'MERCHANT_RECEIVABLE' THEN merchant_id IS NOT NULL AND wallet_id IS NULL
      WHEN 'COMPANY' THEN merchant_id IS NULL AND wallet_id IS NULL
      ELSE wallet_id IS NOT NULL AND merchant_id IS NULL
    END),
  CONSTRAINT cashback_never_below_zero CHECK (
    CASE kind
      WHEN 'CUSTOMER_PENDING' THEN balance_minor >= 0
      WHEN 'CUSTOMER_AVAILABLE' THEN balance_minor >= 0
      WHEN 'BOOKING_RESERVED' THEN balance_minor >= 0
      WHEN 'SPENT' THEN balance_minor >= 0
      WHEN 'CUSTOMER_DEBT' THEN balance_minor <= 0
      ELSE kind IN ('MERCHANT_RECEIVABLE', 'COMPANY')
    END)
) WITH (fillfactor = 70);

-- Where a renter's purchases at one merchant go: what the merchant knows of the renter is the token.
CREATE TABLE cashback_link (
  token TEXT PRIMARY KEY,
  merchant_id UUID NOT NULL REFERENCES merchant (id),
  wallet_id UUID NOT NULL,
  region TEXT NOT NULL,
  currency CHAR(3) NOT NULL,
  pending_account UUID NOT NULL,
  receivable_account UUID NOT NULL,
  created_at TIMESTAMPTZ(3) NOT NULL,
  UNIQUE (wallet_id, merchant_id),
  FOREIGN KEY (wallet_id, region, currency) REFERENCES cashback_wallet (id, region, currency),
  FOREIGN KEY (pending_account, currency, region) REFERENCES cashback_account (id, currency, region),
  FOREIGN KEY (receivable_account, currency, region) REFERENCES cashback_account (id, currency, region)
);

-- AWAITED: refunded or confirmed by the merchant before it has told of the purchase.
CREATE TABLE cashback_purchase (
  id UUID PRIMARY KEY,
  merchant_id UUID NOT NULL REFERENCES merchant (id),
  -- The merchant's own id of it.
  reference TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('AWAITED', 'PENDING', 'CONFIRMED')),
  wallet_id UUID,
  region TEXT,
  -- What the merchant was paid, and hash of all it told.
  amount_minor BIGINT CHECK (amount_minor > 0),
  currency CHAR(3),
  fingerprint BYTEA,
  -- In the wallet's currency, at a rate that stays.
  cashback_minor BIGINT CHECK (cashback_minor >= 0),
  cashback_currency CHAR(3),
  basis_points INTEGER,
  exchange JSONB,
  refunded_minor BIGINT NOT NULL DEFAULT 0 CHECK (refunded_minor >= 0),
  clawed_minor BIGINT NOT NULL DEFAULT 0 CHECK (clawed_minor >= 0),
  -- From then on it is available.
  due_at TIMESTAMPTZ(3),
  -- Until then a refund takes it back.
  clawback_until TIMESTAMPTZ(3),
  purchased_at TIMESTAMPTZ(3),
  created_at TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT cashback_purchase_once UNIQUE (merchant_id, reference),
  CONSTRAINT cashback_purchase_of_wallet FOREIGN KEY (wallet_id, region, cashback_currency) REFERENCES cashback_wallet (id, region, currency),
  CONSTRAINT cashback_purchase_told CHECK (
    state = 'AWAITED' OR num_nulls(wallet_id, region, amount_minor, currency, fingerprint, cashback_minor, cashback_currency, due_at, clawback_until) = 0),
  CHECK (refunded_minor <= amount_minor),
  CHECK (clawed_minor <= cashback_minor)
);
CREATE INDEX cashback_purchase_due ON cashback_purchase (due_at) WHERE state = 'PENDING';
CREATE INDEX cashback_purchase_wallet ON cashback_purchase (wallet_id, id);
CREATE INDEX cashback_purchase_awaited ON cashback_purchase (created_at) WHERE state = 'AWAITED';

-- amount_minor null: all of the purchase.
CREATE TABLE cashback_purchase_refund (
  purchase_id UUID NOT NULL REFERENCES cashback_purchase (id) ON DELETE CASCADE,
  reference TEXT NOT NULL,
  amount_minor BIGINT CHECK (amount_minor > 0),
  received_at TIMESTAMPTZ(3) NOT NULL,
  PRIMARY KEY (purchase_id, reference)
);

-- Money that a booking takes out of a wallet.
ALTER TABLE payment
  DROP CONSTRAINT payment_kind_check,
  ADD CONSTRAINT payment_kind_check CHECK (kind IN ('RENTAL', 'DEPOSIT', 'CHARGE', 'DESK', 'CASHBACK')),
  ADD COLUMN wallet_id UUID REFERENCES cashback_wallet (id),
  ADD CONSTRAINT cashback_says_whose CHECK ((kind = 'CASHBACK') = (wallet_id IS NOT NULL)),
  ADD CONSTRAINT cashback_is_not_stripes CHECK (kind <> 'CASHBACK' OR stripe_intent IS NULL);
CREATE INDEX payment_wallet ON payment (wallet_id, id) WHERE wallet_id IS NOT NULL;
CREATE UNIQUE INDEX payment_one_reserved ON payment (booking_id) WHERE kind = 'CASHBACK' AND state = 'AUTHORISED';

-- One row debits one account and credits another of the same currency and region, so that every currency sums to zero by shape.
CREATE TABLE cashback_transfer (
  id UUID PRIMARY KEY DEFAULT uuidv7(),
  kind TEXT NOT NULL CHECK (kind IN ('PURCHASE', 'CONFIRMATION', 'CLAWBACK', 'REPAYMENT', 'RESERVATION', 'RELEASE', 'SPENDING', 'GIVEN_BACK', 'FORFEIT')),
  debit_account UUID NOT NULL,
  credit_account UUID NOT NULL,
  amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
  currency CHAR(3) NOT NULL,
  region TEXT NOT NULL,
  -- What it is for: a purchase, or a payment of a booking.
  purchase_id UUID,
  payment_id UUID,
  at TIMESTAMPTZ(3) NOT NULL,
  CHECK (debit_account <> credit_account),
  FOREIGN KEY (debit_account, currency, region) REFERENCES cashback_account (id, currency, region),
  FOREIGN KEY (credit_account, currency, region) REFERENCES cashback_account (id, currency, region)
);
CREATE INDEX cashback_transfer_at ON cashback_transfer USING brin (at);

-- Balances move with the transfers, in their statement; the accounts are locked in one order. By index, whatever the tables' size was at the first plan.
CREATE FUNCTION cashback_move() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  PERFORM FROM cashback_account WHERE id IN (SELECT debit_account FROM moved UNION SELECT credit_account FROM moved) ORDER BY id FOR NO KEY UPDATE;
  UPDATE cashback_account SET balance_minor = balance_minor + sum.minor
  FROM (
    SELECT account, sum(minor) AS minor
    FROM (SELECT credit_account AS account, amount_minor AS minor FROM moved UNION ALL SELECT debit_account, -amount_minor FROM moved) entry
    GROUP BY account) sum
  WHERE cashback_account.id = sum.account;
  RETURN NULL;
END $$;
CREATE TRIGGER cashback_move AFTER INSERT ON cashback_transfer REFERENCING NEW TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION cashback_move();

CREATE FUNCTION cashback_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the cashback ledger only grows: % of % is another transfer', TG_OP, TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER cashback_transfer_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON cashback_transfer FOR EACH STATEMENT EXECUTE FUNCTION cashback_stays();
CREATE TRIGGER cashback_balance_stays BEFORE UPDATE ON cashback_account FOR EACH STATEMENT
  WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION cashback_stays();
CREATE TRIGGER cashback_account_stays BEFORE DELETE OR TRUNCATE ON cashback_account FOR EACH STATEMENT EXECUTE FUNCTION cashback_stays();
CREATE TRIGGER cashback_account_begins BEFORE INSERT ON cashback_account FOR EACH ROW
  WHEN (NEW.balance_minor <> 0) EXECUTE FUNCTION cashback_stays();
