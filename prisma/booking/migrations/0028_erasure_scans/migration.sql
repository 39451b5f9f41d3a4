-- By whom the erasure of a person looks for what was written of charges and settlements.
CREATE INDEX charge_owner ON charge (owner) WHERE owner IS NOT NULL;
CREATE INDEX charge_announced_by ON charge (announced_by) WHERE announced_by IS NOT NULL;
CREATE INDEX dispute_owner ON charge_dispute (owner) WHERE owner IS NOT NULL;
CREATE INDEX dispute_resolved_by ON charge_dispute (resolved_by) WHERE resolved_by IS NOT NULL;
CREATE INDEX settlement_offered_by ON settlement (offered_by);
CREATE INDEX settlement_approved_by ON settlement (approved_by) WHERE approved_by IS NOT NULL;
