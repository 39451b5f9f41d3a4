-- What is said is sealed with the customer's key; SQL cannot seal what is there already.
DO $$ BEGIN
  IF EXISTS (SELECT FROM conversation) THEN
    RAISE EXCEPTION 'conversations kept in plain text cannot be sealed here. In a local start: npm run reset';
  END IF;
END $$;

-- Thirty bytes are version, nonce and tag; a code point takes up to four.
ALTER TABLE conversation
  DROP COLUMN subject,
  ADD COLUMN subject BYTEA NOT NULL CHECK (octet_length(subject) BETWEEN 31 AND 30 + 4 * 120);
ALTER TABLE message
  DROP COLUMN body,
  ADD COLUMN body BYTEA CHECK (octet_length(body) BETWEEN 31 AND 30 + 4 * 1000);
