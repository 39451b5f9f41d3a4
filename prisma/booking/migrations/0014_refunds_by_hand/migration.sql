-- The desk gave the money by hand after the card's bank had refused it: news of that refusal, which may come again, is old.
ALTER TABLE refund ADD COLUMN by_hand BOOLEAN NOT NULL DEFAULT false;
