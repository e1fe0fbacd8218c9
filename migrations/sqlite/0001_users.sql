-- People who write to the bot. Only what the bot needs to answer them: no names, no phones.
CREATE TABLE users (
    id            INTEGER PRIMARY KEY,          -- Telegram's id; the chat id of the private chat
    telegram_lang TEXT,                    -- language_code of the last update that had one
    blocked_at    TEXT,                    -- set when Telegram says the bot is blocked; cleared on the next update
    created_at    TEXT NOT NULL,
    seen_at       TEXT NOT NULL            -- to the day: not written at every update
);

CREATE TABLE user_settings (
    user_id        INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    lang           TEXT,                   -- ru | kk | en; null: as Telegram says
    digest_minute  INTEGER,                    -- minutes after midnight, UTC+5; null: no digest
    quiet_from     INTEGER,                    -- minutes after midnight, UTC+5; both or none
    quiet_to       INTEGER,
    updated_at     TEXT NOT NULL
);

-- The lots a person looked at last: context for questions.
CREATE TABLE user_lots (
    user_id  INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    lot_id   INTEGER NOT NULL,
    seen_at  TEXT NOT NULL,
    PRIMARY KEY (user_id, lot_id)
);
CREATE INDEX user_lots_recent ON user_lots (user_id, seen_at DESC);

-- Words of searches whose pages are still open in chats: a button holds 64 bytes, a query more.
CREATE TABLE search_queries (
    id          TEXT PRIMARY KEY,          -- hash of the words
    words       TEXT NOT NULL,
    used_at     TEXT NOT NULL
);
CREATE INDEX search_queries_used ON search_queries (used_at);
