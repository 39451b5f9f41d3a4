-- Each upload writes an object of its own: this ends the name of the one that counts. Null where nothing was taken, and where the name has no such end.
ALTER TABLE photo
  ADD COLUMN object TEXT,
  ADD CONSTRAINT photo_object_was_taken CHECK (object IS NULL OR taken_at IS NOT NULL);

-- How often what came was no picture: twice, and nothing more is taken.
ALTER TABLE photo ADD COLUMN refusals SMALLINT NOT NULL DEFAULT 0 CHECK (refusals >= 0);
