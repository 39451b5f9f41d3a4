-- Every personal record says in which region it lives, and what it references lives there too.
ALTER TABLE conversation
  DROP CONSTRAINT conversation_booking_id_fkey,
  ADD CONSTRAINT conversation_region UNIQUE (id, region);

-- A booking is spoken of by its own customer; one that nobody spoke of is said again by booking's next event.
ALTER TABLE booking ADD COLUMN region TEXT CHECK (region IN ('EU', 'UK', 'US'));
UPDATE booking SET region = coalesce(
  (SELECT max(region) FROM conversation WHERE conversation.booking_id = booking.id),
  (SELECT max(region) FROM conversation WHERE conversation.customer_id = booking.customer_id),
  'EU');
ALTER TABLE booking
  ALTER COLUMN region SET NOT NULL,
  ADD CONSTRAINT booking_region UNIQUE (id, region);
ALTER TABLE conversation ADD CONSTRAINT conversation_of_booking FOREIGN KEY (booking_id, region) REFERENCES booking (id, region);

ALTER TABLE message ADD COLUMN region TEXT;
UPDATE message SET region = conversation.region FROM conversation WHERE conversation.id = message.conversation_id;
ALTER TABLE message
  ALTER COLUMN region SET NOT NULL,
  DROP CONSTRAINT IF EXISTS message_conversation_id_fkey,
  ADD CONSTRAINT message_of_conversation FOREIGN KEY (conversation_id, region) REFERENCES conversation (id, region);
