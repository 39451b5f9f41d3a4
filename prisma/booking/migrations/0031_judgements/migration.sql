-- What was handed over stays due until its carrier, where it is one that is asked, knows that the code was right.
ALTER TABLE delivery_attempt DROP CONSTRAINT delivery_attempt_delivered;
