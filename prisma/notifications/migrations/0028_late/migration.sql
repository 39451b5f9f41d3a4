-- Who has a conversation is told that a promise in it is broken.
ALTER TABLE notification DROP CONSTRAINT notification_kind_check, ADD CONSTRAINT notification_kind_check CHECK (kind IN (
  'booking.confirmed', 'booking.reaccommodation', 'booking.cancelled', 'booking.depositAction', 'booking.holdLost',
  'booking.deliveryEnRoute', 'booking.deliveryReplanned', 'booking.deliveryArrived', 'booking.deliveryDone', 'booking.deliveryFailed',
  'booking.settlementOffered', 'booking.settlementAccepted', 'booking.settlementExpired',
  'booking.chargeAnnounced', 'booking.chargeDisputed', 'booking.chargeResolved', 'booking.chargesCollected', 'booking.chargesFailed',
  'booking.depositReleased',
  'booking.invoiceIssued',
  'booking.cashbackPending', 'booking.cashbackConfirmed', 'booking.cashbackClawedBack',
  'booking.reviewAsked', 'booking.reviewPublished', 'booking.reviewAnswered', 'booking.reviewRejected',
  'support.message', 'support.callMissed', 'support.slaBreached',
  'identity.dataExport.ready'));
