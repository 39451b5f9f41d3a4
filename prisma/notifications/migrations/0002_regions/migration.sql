-- Every personal record says in which region it lives, and what it references lives there too. What was told before is of the
-- region that the first processes served.
ALTER TABLE notification ADD COLUMN region TEXT CHECK (region IN ('EU', 'UK', 'US'));
UPDATE notification SET region = 'EU';
ALTER TABLE notification
  ALTER COLUMN region SET NOT NULL,
  ADD CONSTRAINT notification_region UNIQUE (id, region);

ALTER TABLE delivery ADD COLUMN region TEXT;
UPDATE delivery SET region = notification.region FROM notification WHERE notification.id = delivery.notification_id;
ALTER TABLE delivery
  ALTER COLUMN region SET NOT NULL,
  DROP CONSTRAINT delivery_notification_id_fkey,
  ADD CONSTRAINT delivery_of_notification FOREIGN KEY (notification_id, region) REFERENCES notification (id, region) ON DELETE CASCADE;
