-- What a person sells: new lots are scored for them, and the best of a day are told.
CREATE TABLE hot_profiles (
    user_id    BIGINT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    profile    TEXT NOT NULL,              -- searches, sums, time needed: JSON
    day_limit  BIGINT NOT NULL,           -- alerts a day; the rest wait for the digest
    paused_at  TIMESTAMPTZ,
    week       TEXT,                       -- the last weekly line with its proposals, JSON: a button holds 64 bytes
    week_at    TIMESTAMPTZ,                       -- the week up to here was spoken of
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL
);

-- A lot that suited somebody, once for each of them.
CREATE TABLE hot_alerts (
    user_id     BIGINT NOT NULL REFERENCES hot_profiles (user_id) ON DELETE CASCADE,
    lot_id      BIGINT NOT NULL,
    score       BIGINT NOT NULL,          -- 0 to 100
    parts       TEXT NOT NULL,             -- what it is made of, JSON
    found_at    TIMESTAMPTZ NOT NULL,
    sent_at     TIMESTAMPTZ,                      -- null: waits for the digest
    digest_day  BIGINT,                   -- the day of the digest that told of it, UTC+5; null: told by itself
    feedback    TEXT,                      -- up, down, taken
    feedback_at TIMESTAMPTZ,
    PRIMARY KEY (user_id, lot_id)
);
CREATE INDEX hot_alerts_lot ON hot_alerts (lot_id);
CREATE INDEX hot_alerts_sent ON hot_alerts (sent_at);
CREATE INDEX hot_alerts_waiting ON hot_alerts (user_id) WHERE sent_at IS NULL;
CREATE INDEX hot_alerts_digest ON hot_alerts (user_id, digest_day);
