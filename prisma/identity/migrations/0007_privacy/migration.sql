CREATE TYPE privacy_purpose AS ENUM ('MARKETING', 'PERSONALISATION', 'SALE_OR_SHARING');
CREATE TYPE privacy_source AS ENUM ('DEFAULT', 'PERSON', 'GPC');

-- What was chosen, when and by what: the newest row of a purpose is in force, the others are the evidence.
CREATE TABLE privacy_choice (
  position BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id UUID NOT NULL,
  region region NOT NULL,
  purpose privacy_purpose NOT NULL,
  granted BOOLEAN NOT NULL,
  source privacy_source NOT NULL,
  at TIMESTAMPTZ(3) NOT NULL,
  FOREIGN KEY (user_id, region) REFERENCES "user" (id, region) ON DELETE CASCADE,
  CONSTRAINT gpc_only_opts_out CHECK (source <> 'GPC' OR (purpose = 'SALE_OR_SHARING' AND NOT granted))
);
CREATE INDEX privacy_choice_of_user ON privacy_choice (user_id, purpose, position DESC);
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'only ever added to'; END $$;
CREATE TRIGGER privacy_choice_append_only BEFORE UPDATE ON privacy_choice FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Opting out is what US law gives; in Europe nothing is allowed before it is granted.
INSERT INTO privacy_choice (user_id, region, purpose, granted, source, at)
SELECT id, region, purpose, purpose = 'SALE_OR_SHARING' AND region = 'US', 'DEFAULT', created_at
FROM "user", unnest(enum_range(NULL::privacy_purpose)) AS purpose ORDER BY created_at, id;

-- Whether the browser that asked for the account opted out of sale and sharing.
ALTER TABLE registration ADD COLUMN gpc BOOLEAN NOT NULL DEFAULT false;
