-- What is told of invoices and credit notes, besides what is told already.
DO $$
DECLARE
  known TEXT := (SELECT substring(pg_get_constraintdef(oid) FROM 7) FROM pg_constraint WHERE conname = 'notification_kind_check');
BEGIN
  ALTER TABLE notification DROP CONSTRAINT notification_kind_check;
  EXECUTE 'ALTER TABLE notification ADD CONSTRAINT notification_kind_check CHECK (' || known || $kinds$ OR kind = 'booking.invoiceIssued')$kinds$;
END $$;
