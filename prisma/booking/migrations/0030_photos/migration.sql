-- Each upload writes an object of its own: this ends the name of the one that counts. Null where nothing was taken, and where the name has no such end.
ALTER TABLE photo
  ADD COLUMN object TEXT,
  ADD CONSTRAINT photo_object_was_taken CHECK (object IS NULL OR taken_at IS NOT NULL);

-- How often what came was no picture: twice, and nothing more is taken.
ALTER TABLE photo ADD COLUMN refusals SMALLINT NOT NULL DEFAULT 0 CHECK (refusals >= 0);

-- What is kept as evidence, the oldest first, for the sweep that ends it.
CREATE INDEX photo_kept ON photo (created_at) WHERE sealed_key IS NOT NULL;
CREATE INDEX inspection_noted ON inspection (at) WHERE notes IS NOT NULL;
CREATE INDEX delivery_kept ON delivery (window_from);
