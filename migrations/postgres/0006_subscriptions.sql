-- What people follow. A private chat has its person's id; a chat that moves takes its subscriptions along.
CREATE TABLE user_subscriptions (
    id            TEXT PRIMARY KEY,        -- UUIDv7: in the order they were made
    user_id       BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    chat_id       BIGINT NOT NULL,        -- where notices go
    kind          TEXT NOT NULL,           -- plan | lot | announcement | customer | supplier | search
    subject_key   TEXT NOT NULL,           -- OWS id, root of a plan point, BIN, or a hash of the filter
    plan_number   TEXT,                    -- plan and lot: root record of the plan point, which all attempts share
    filter        TEXT,                    -- search: the filter, JSON
    label         TEXT NOT NULL,           -- what a person knows it by
    paused_at     TIMESTAMPTZ,
    muted_until   TIMESTAMPTZ,
    created_at    TIMESTAMPTZ NOT NULL,
    updated_at    TIMESTAMPTZ NOT NULL,
    UNIQUE (user_id, kind, subject_key)
);
CREATE INDEX user_subscriptions_subject ON user_subscriptions (kind, subject_key);
CREATE INDEX user_subscriptions_plan ON user_subscriptions (plan_number);
CREATE INDEX user_subscriptions_chat ON user_subscriptions (chat_id);

-- A change is told, or found not worth telling, once. A mark on
-- each row and no "told up to here": a row may be committed after one with a later id was told.
ALTER TABLE changes ADD COLUMN told_at TIMESTAMPTZ;
UPDATE changes SET told_at = noticed_at;
CREATE INDEX changes_untold ON changes (id) WHERE told_at IS NULL;

-- More notices at once than a chat should get one by one: one message with pages, made from this.
CREATE TABLE notice_digests (
    id          TEXT PRIMARY KEY,          -- twelve hexadecimal digits: a button holds 64 bytes
    chat_id     BIGINT NOT NULL,
    notices     TEXT NOT NULL,             -- JSON
    total       BIGINT NOT NULL,          -- how many there were, if more than are kept
    created_at  TIMESTAMPTZ NOT NULL
);
CREATE INDEX notice_digests_created ON notice_digests (created_at);

-- What the next words of a person are for, where a button asked for them.
CREATE TABLE dialogues (
    user_id   BIGINT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    expects   TEXT NOT NULL,
    begun_at  TIMESTAMPTZ NOT NULL
);
