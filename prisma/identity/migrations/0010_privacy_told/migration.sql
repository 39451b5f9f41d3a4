-- From now on others are told when personalisation is allowed or no longer; here is who allowed it before.
INSERT INTO outbox (id, type, payload, occurred_at)
SELECT gen_random_uuid(), 'identity.privacy.changed',
  jsonb_build_object('userId', user_id, 'region', region, 'personalisation', true,
    'at', to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')), now()
FROM (SELECT DISTINCT ON (user_id) user_id, region, granted, at FROM privacy_choice WHERE purpose = 'PERSONALISATION'
      ORDER BY user_id, position DESC) newest
WHERE granted;
