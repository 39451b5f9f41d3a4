-- The rotation of data keys that is under way, so that one which was killed goes on where it was.
CREATE TABLE rotation (
  one BOOLEAN PRIMARY KEY DEFAULT true CHECK (one),
  began_at TIMESTAMPTZ(3) NOT NULL DEFAULT now()
);
