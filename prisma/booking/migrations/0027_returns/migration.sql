-- What is out and comes back to an agency, the soonest first.
CREATE INDEX booking_returns ON booking (drop_off_agency, drop_off_at, id) WHERE state = 'IN_PROGRESS';
