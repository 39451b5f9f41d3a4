-- What was to be given back of money that was disputed then: it goes back should the dispute be won.
ALTER TABLE payment
  ADD COLUMN owed_minor BIGINT NOT NULL DEFAULT 0,
  ADD CONSTRAINT payment_owed CHECK (owed_minor >= 0 AND refunded_minor + owed_minor <= captured_minor);
