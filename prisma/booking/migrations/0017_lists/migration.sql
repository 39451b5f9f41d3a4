-- What waits, is out or is to leave at an agency, among all that it ever rented.
CREATE INDEX booking_agency_state ON booking (pick_up_agency, state, pick_up_at, id);

-- Nothing is looked for by what stands in these, and ANALYZE unpacks and sorts thirty thousand of each.
ALTER TABLE amendment ALTER COLUMN journey SET STATISTICS 0, ALTER COLUMN price SET STATISTICS 0;
ALTER TABLE booking ALTER COLUMN journey SET STATISTICS 0, ALTER COLUMN price SET STATISTICS 0;
ALTER TABLE driver ALTER COLUMN sealed SET STATISTICS 0;
ALTER TABLE outbox ALTER COLUMN payload SET STATISTICS 0;
ALTER TABLE quote ALTER COLUMN journey SET STATISTICS 0, ALTER COLUMN price SET STATISTICS 0;
ALTER TABLE request ALTER COLUMN answer SET STATISTICS 0;
ALTER TABLE stripe_event ALTER COLUMN facts SET STATISTICS 0;

-- Written no more since 0011.
ALTER TABLE quote DROP COLUMN request_scope, DROP COLUMN request_key, DROP COLUMN fingerprint;
