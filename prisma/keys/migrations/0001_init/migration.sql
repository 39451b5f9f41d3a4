-- The key that one person's data is sealed with, wrapped by a regional key; kept apart from all data, and from its backups.
-- An erased key leaves its owner behind, so that nothing late can be sealed for somebody who is gone.
CREATE TABLE personal_key (
  owner UUID NOT NULL,
  version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 65535),
  region TEXT NOT NULL CHECK (region IN ('EU', 'UK', 'US')),
  -- Which of the regional keys wraps it.
  ring_version INTEGER NOT NULL CHECK (ring_version >= 1),
  wrapped BYTEA,
  created_at TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  erased_at TIMESTAMPTZ(3),
  PRIMARY KEY (owner, version),
  CHECK ((wrapped IS NULL) = (erased_at IS NOT NULL))
);
CREATE INDEX personal_key_ring_version ON personal_key (ring_version) WHERE wrapped IS NOT NULL;
