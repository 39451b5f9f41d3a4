ALTER TABLE notification DROP CONSTRAINT notification_kind_check, ADD CONSTRAINT notification_kind_check
  CHECK (kind IN ('booking.confirmed', 'booking.cancelled', 'booking.reaccommodation', 'booking.depositAction', 'booking.holdLost',
    'support.message', 'identity.dataExport.ready'));
