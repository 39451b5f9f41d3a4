-- The language that a message was written in, as it was found or said when it was sent; null where nobody wrote it.
ALTER TABLE message ADD COLUMN language TEXT CONSTRAINT message_language_known CHECK (language IN ('fr', 'en'));

-- What a translator made of a message, once for each of its revisions and languages.
CREATE TABLE translation (
  message_id UUID NOT NULL REFERENCES message ON DELETE CASCADE,
  revision INTEGER NOT NULL,
  language TEXT NOT NULL CONSTRAINT translation_language_known CHECK (language IN ('fr', 'en')),
  -- While one asks for it, until when the others leave it to them; the machine's time.
  claimed_until TIMESTAMPTZ(3),
  engine TEXT,
  -- Sealed with the customer's key; null where it was in that language already.
  body BYTEA,
  PRIMARY KEY (message_id, revision, language),
  CONSTRAINT translation_claimed_or_made CHECK ((claimed_until IS NULL) = (engine IS NOT NULL)),
  CONSTRAINT translation_body_made CHECK (body IS NULL OR engine IS NOT NULL)
);
