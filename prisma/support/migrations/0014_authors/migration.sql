-- By whom: what an erasure gives another name.
CREATE INDEX message_author ON message (author_id);
CREATE INDEX note_author ON note (author_id);
