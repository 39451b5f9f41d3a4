-- Every personal record says in which region it lives, and what it references lives there too. A vehicle is nobody's.
ALTER TABLE booking
  -- The partner who booked for a customer of its own.
  ADD COLUMN partner_id UUID,
  -- A test key's: it holds no car and costs nothing.
  ADD COLUMN sandbox BOOLEAN NOT NULL DEFAULT false,
  ADD CONSTRAINT booking_region UNIQUE (id, region),
  ADD CONSTRAINT sandbox_takes_nothing CHECK (NOT sandbox OR (held_from IS NULL AND vehicle_id IS NULL));
CREATE INDEX booking_partner ON booking (partner_id, pick_up_at, id) WHERE partner_id IS NOT NULL;

ALTER TABLE driver
  DROP CONSTRAINT IF EXISTS driver_booking_id_fkey,
  ADD CONSTRAINT driver_booking FOREIGN KEY (booking_id, region) REFERENCES booking (id, region);

ALTER TABLE amendment ADD COLUMN region TEXT;
UPDATE amendment SET region = booking.region FROM booking WHERE booking.id = amendment.booking_id;
ALTER TABLE amendment
  ALTER COLUMN region SET NOT NULL,
  ADD CONSTRAINT amendment_region UNIQUE (id, region),
  DROP CONSTRAINT amendment_booking_id_fkey,
  ADD CONSTRAINT amendment_of_booking FOREIGN KEY (booking_id, region) REFERENCES booking (id, region);

ALTER TABLE payment ADD COLUMN region TEXT;
UPDATE payment SET region = booking.region FROM booking WHERE booking.id = payment.booking_id;
ALTER TABLE payment
  ALTER COLUMN region SET NOT NULL,
  ADD CONSTRAINT payment_region UNIQUE (id, region),
  DROP CONSTRAINT payment_booking_id_fkey,
  DROP CONSTRAINT payment_amendment_id_fkey,
  ADD CONSTRAINT payment_of_booking FOREIGN KEY (booking_id, region) REFERENCES booking (id, region),
  ADD CONSTRAINT payment_of_amendment FOREIGN KEY (amendment_id, region) REFERENCES amendment (id, region);

ALTER TABLE refund ADD COLUMN region TEXT;
UPDATE refund SET region = booking.region FROM booking WHERE booking.id = refund.booking_id;
ALTER TABLE refund
  ALTER COLUMN region SET NOT NULL,
  DROP CONSTRAINT refund_booking_id_fkey,
  DROP CONSTRAINT refund_payment_id_fkey,
  ADD CONSTRAINT refund_of_booking FOREIGN KEY (booking_id, region) REFERENCES booking (id, region),
  ADD CONSTRAINT refund_of_payment FOREIGN KEY (payment_id, region) REFERENCES payment (id, region);

ALTER TABLE inspection ADD COLUMN region TEXT;
UPDATE inspection SET region = booking.region FROM booking WHERE booking.id = inspection.booking_id;
ALTER TABLE inspection
  ALTER COLUMN region SET NOT NULL,
  DROP CONSTRAINT inspection_booking_id_fkey,
  ADD CONSTRAINT inspection_of_booking FOREIGN KEY (booking_id, region) REFERENCES booking (id, region);

-- What nobody's booking tells the region of was asked for in the region that the first processes served.
ALTER TABLE stripe_customer ADD COLUMN region TEXT CHECK (region IN ('EU', 'UK', 'US'));
UPDATE stripe_customer SET region = coalesce((SELECT max(region) FROM booking WHERE booking.customer_id = stripe_customer.customer_id), 'EU');
ALTER TABLE stripe_customer ALTER COLUMN region SET NOT NULL;

ALTER TABLE quote ADD COLUMN region TEXT CHECK (region IN ('EU', 'UK', 'US'));
UPDATE quote SET region = coalesce(
  (SELECT region FROM booking WHERE booking.quote_id = quote.id),
  (SELECT max(region) FROM booking WHERE booking.customer_id = quote.customer_id),
  'EU');
ALTER TABLE quote ALTER COLUMN region SET NOT NULL;

ALTER TABLE request ADD COLUMN region TEXT CHECK (region IN ('EU', 'UK', 'US'));
UPDATE request SET region = coalesce(
  (SELECT region FROM booking WHERE booking.id = request.result_id),
  (SELECT region FROM amendment WHERE amendment.id = request.result_id),
  'EU');
ALTER TABLE request ALTER COLUMN region SET NOT NULL;
