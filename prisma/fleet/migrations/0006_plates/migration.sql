-- A desk types a part of a plate, as it reads it: 123 finds AB-123-CD.
CREATE INDEX vehicle_by_plate ON vehicle USING gin (translate(plate, ' .·-', '') gin_trgm_ops);
