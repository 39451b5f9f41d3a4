-- What a device has, it has for good: the row stays for a while without its content, so that the same sent again is known again.
ALTER TABLE device_message ALTER COLUMN content DROP NOT NULL;
-- By whom: what an erasure takes away.
CREATE INDEX device_message_sender ON device_message (sender_id);
