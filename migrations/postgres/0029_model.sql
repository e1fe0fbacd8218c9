-- Questions that a model is asked after the turn; gone once what was sent is replaced.
CREATE TABLE thoughts (
    id          TEXT PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,  -- the answer's
    chat_id     BIGINT NOT NULL,
    facts       TEXT NOT NULL,             -- what was counted of the lot at hand
    data        TEXT NOT NULL,             -- what the lot says of itself
    extract     TEXT NOT NULL,             -- HTML of what was sent
    is_again    BOOLEAN NOT NULL,
    owner       TEXT,                      -- who thinks about it
    attempts    BIGINT NOT NULL,
    created_at  TIMESTAMPTZ NOT NULL
);
CREATE INDEX thoughts_waiting ON thoughts (created_at);

-- Tokens of models by day and person; person 0 is everybody. Reserved before a request is sent.
CREATE TABLE token_budgets (
    day         TIMESTAMPTZ NOT NULL,      -- the moment it began in Astana
    user_id     BIGINT NOT NULL,
    used        BIGINT NOT NULL,
    PRIMARY KEY (day, user_id)
);
