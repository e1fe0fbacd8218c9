-- Talks: what a person asked and what was answered; goes with the person.
CREATE TABLE threads (
    id          TEXT PRIMARY KEY,          -- <user>:<chat>
    user_id     INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    chat_id     INTEGER NOT NULL,
    created_at  TEXT NOT NULL,
    updated_at  TEXT NOT NULL
);
CREATE INDEX threads_user ON threads (user_id);

CREATE TABLE messages (
    id          TEXT PRIMARY KEY,          -- UUIDv7: in the order they were said
    thread_id   TEXT NOT NULL REFERENCES threads (id) ON DELETE CASCADE,
    user_id     INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    role        TEXT NOT NULL,             -- user | assistant
    text        TEXT NOT NULL,
    lang        TEXT NOT NULL,
    kind        TEXT NOT NULL,             -- question | extract | model | lot | a refusal's code
    sources     TEXT NOT NULL,             -- JSON: ids of the answers it rests on
    tokens      INTEGER NOT NULL,
    score       INTEGER NOT NULL,          -- 0 to 100
    created_at  TEXT NOT NULL,
    deleted_at  TEXT                       -- no longer shown; removed 30 days later
);
CREATE INDEX messages_user ON messages (user_id, created_at);
CREATE INDEX messages_thread ON messages (thread_id);
CREATE INDEX messages_deleted ON messages (deleted_at);

-- What people think of answers.
CREATE TABLE feedback (
    message_id  TEXT PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
    user_id     INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    is_good     BOOLEAN NOT NULL,
    comment     TEXT,
    created_at  TEXT NOT NULL
);
