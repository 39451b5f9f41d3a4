-- Whose a booking is never changes: booking says it once, in booking.booked, and nothing here read the rest.
ALTER TABLE booking
  DROP COLUMN agency,
  DROP COLUMN state,
  DROP COLUMN changed_at;
