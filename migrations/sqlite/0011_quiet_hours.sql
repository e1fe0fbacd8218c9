-- When and how somebody is told.
ALTER TABLE user_settings ADD COLUMN notices_mode TEXT NOT NULL DEFAULT 'at_once'; -- at_once | daily
ALTER TABLE user_settings ADD COLUMN urgent_at_night BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE user_settings ADD COLUMN remind_three_days BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE user_settings ADD COLUMN remind_day BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE user_settings ADD COLUMN remind_three_hours BOOLEAN NOT NULL DEFAULT TRUE;

-- Notices that wait for the end of quiet hours or for the daily digest. The chat is the
-- subscription's, which may move; whoever unfollows hears nothing of it any more.
CREATE TABLE held_notices (
    id               TEXT PRIMARY KEY,     -- UUIDv7: in the order they were noticed
    subscription_id  TEXT NOT NULL REFERENCES user_subscriptions (id) ON DELETE CASCADE,
    dedupe_key       TEXT NOT NULL UNIQUE, -- which fact is told to whom, as in the outbox
    notice           TEXT NOT NULL,        -- JSON
    is_urgent        BOOLEAN NOT NULL,
    due_at           TEXT NOT NULL
);
CREATE INDEX held_notices_due ON held_notices (due_at);
CREATE INDEX held_notices_subscription ON held_notices (subscription_id);

-- Which reminders were written: the same one never comes twice, whatever became of its message.
CREATE TABLE reminders (
    dedupe_key  TEXT PRIMARY KEY,          -- remind:<thing>:<deadline>:<step>:<chat>
    told_at     TEXT NOT NULL
);
CREATE INDEX reminders_told ON reminders (told_at);
