-- One UUID names the row: the rotation of data keys finds it by that, and a secret that was sealed anew is still the same.
ALTER TABLE totp
  ADD COLUMN id UUID NOT NULL DEFAULT gen_random_uuid(),
  DROP CONSTRAINT totp_pkey,
  ADD CONSTRAINT totp_pkey PRIMARY KEY (id),
  ADD CONSTRAINT totp_owner UNIQUE (user_id, confirmed);
ALTER TABLE totp ALTER COLUMN id DROP DEFAULT;
