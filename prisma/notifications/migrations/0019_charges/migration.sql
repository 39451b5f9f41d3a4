-- What is told of charges and of a deposit let go, besides what is told already.
DO $$
DECLARE
  known TEXT := (SELECT substring(pg_get_constraintdef(oid) FROM 7) FROM pg_constraint WHERE conname = 'notification_kind_check');
BEGIN
  ALTER TABLE notification DROP CONSTRAINT notification_kind_check;
  EXECUTE 'ALTER TABLE notification ADD CONSTRAINT notification_kind_check CHECK (' || known || $kinds$ OR kind IN (
    'booking.chargeAnnounced', 'booking.chargeDisputed', 'booking.chargeResolved', 'booking.chargesCollected', 'booking.chargesFailed',
    'booking.depositReleased'))$kinds$;
END $$;
