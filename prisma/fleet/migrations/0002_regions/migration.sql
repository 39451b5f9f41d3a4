-- Whose keys these are is a personal record, and says its region. Those there are answer repetitions of the last days: forgotten.
DELETE FROM idempotency;
ALTER TABLE idempotency ADD COLUMN region text NOT NULL CHECK (region IN ('EU', 'UK', 'US'));
