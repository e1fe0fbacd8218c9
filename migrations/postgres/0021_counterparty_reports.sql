-- What a person's last report on a counterparty said, to tell the next time what changed: sealed with
-- DATA_KEY; goes with the person.
CREATE TABLE counterparty_snapshots (
    user_id   BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    bin       TEXT NOT NULL,
    sealed    TEXT NOT NULL,                 -- JSON under XChaCha20-Poly1305, base64
    taken_at  TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (user_id, bin)
);
