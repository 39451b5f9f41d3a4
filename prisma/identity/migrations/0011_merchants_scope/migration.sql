-- Partners onboard their shops by keys that may.
ALTER TABLE api_key DROP CONSTRAINT api_key_scopes_check, ADD CONSTRAINT api_key_scopes_check CHECK (
  cardinality(scopes) > 0 AND scopes <@ ARRAY['offers:read', 'bookings:read', 'bookings:write', 'customers:read', 'merchants:write']);
