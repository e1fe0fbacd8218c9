-- People who write to the bot. Only what the bot needs to answer them: no names, no phones.
CREATE TABLE users (
    id            BIGINT PRIMARY KEY,          -- Telegram's id; the chat id of the private chat
    telegram_lang TEXT,                    -- language_code of the last update that had one
    blocked_at    TIMESTAMPTZ,                    -- set when Telegram says the bot is blocked; cleared on the next update
    created_at    TIMESTAMPTZ NOT NULL,
    seen_at       TIMESTAMPTZ NOT NULL            -- to the day: not written at every update
);

CREATE TABLE user_settings (
    user_id        BIGINT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    lang           TEXT,                   -- ru | kk | en; null: as Telegram says
    digest_minute  BIGINT,                    -- minutes after midnight, UTC+5; null: no digest
    quiet_from     BIGINT,                    -- minutes after midnight, UTC+5; both or none
    quiet_to       BIGINT,
    updated_at     TIMESTAMPTZ NOT NULL
);

-- The lots a person looked at last: context for questions.
CREATE TABLE user_lots (
    user_id  BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    lot_id   BIGINT NOT NULL,
    seen_at  TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (user_id, lot_id)
);
CREATE INDEX user_lots_recent ON user_lots (user_id, seen_at DESC);

-- Words of searches whose pages are still open in chats: a button holds 64 bytes, a query more.
CREATE TABLE search_queries (
    id          TEXT PRIMARY KEY,          -- hash of the words
    words       TEXT NOT NULL,
    used_at     TIMESTAMPTZ NOT NULL
);
CREATE INDEX search_queries_used ON search_queries (used_at);
