-- Who did what to what, in the order in which identity heard of it. Each hash covers the entry and the hash before it, under a
-- key that no database holds: whoever can write here cannot make a chain that holds.
CREATE TABLE audit_entry (
  position BIGINT PRIMARY KEY CHECK (position >= 1),
  at TIMESTAMPTZ(3) NOT NULL,
  actor_id UUID,
  actor_role TEXT,
  action TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject_id TEXT,
  detail JSONB NOT NULL,
  region region NOT NULL,
  previous_hash BYTEA NOT NULL CHECK (octet_length(previous_hash) = 32),
  hash BYTEA NOT NULL CHECK (octet_length(hash) = 32)
);
CREATE INDEX audit_entry_actor ON audit_entry (actor_id, position);
CREATE INDEX audit_entry_subject ON audit_entry (subject_id, position);
CREATE INDEX audit_entry_action ON audit_entry (action text_pattern_ops, position);
CREATE INDEX audit_entry_at ON audit_entry (at);

-- Where the chain ends, so that the newest entries are missed when they go; `seal` is keyed, too.
CREATE TABLE audit_head (
  id BOOLEAN PRIMARY KEY DEFAULT true CHECK (id),
  position BIGINT NOT NULL,
  hash BYTEA NOT NULL,
  seal BYTEA NOT NULL
);

CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON audit_entry FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_entry_stays BEFORE TRUNCATE ON audit_entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_head_stays BEFORE DELETE ON audit_head FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_head_is_kept BEFORE TRUNCATE ON audit_head FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_head_moves_on BEFORE UPDATE ON audit_head FOR EACH ROW
  WHEN (NEW.position <= OLD.position) EXECUTE FUNCTION refuse_change();
