-- The company that a person's papers are written for: sealed with DATA_KEY; goes with the person.
CREATE TABLE companies (
    user_id     BIGINT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    sealed      TEXT NOT NULL,             -- JSON under XChaCha20-Poly1305, base64
    updated_at  TIMESTAMPTZ NOT NULL
);

-- Papers of people: drafts, and those whose files were made.
CREATE TABLE documents (
    id          TEXT PRIMARY KEY,          -- UUIDv7
    user_id     BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind        TEXT NOT NULL,
    lang        TEXT NOT NULL,             -- ru | kk
    lot_id      BIGINT,                        -- null: about no lot
    is_ready    BOOLEAN NOT NULL,
    sealed      TEXT NOT NULL,             -- answers: JSON under XChaCha20-Poly1305, base64
    updated_at  TIMESTAMPTZ NOT NULL
);
CREATE INDEX documents_user ON documents (user_id, updated_at);
