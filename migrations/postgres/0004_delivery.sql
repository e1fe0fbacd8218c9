-- Raw updates, stored before they are acknowledged to Telegram. Ids are remembered as a set, never
-- as a maximum: Telegram restarts them at random after a quiet week.
CREATE TABLE inbox (
    id           TEXT PRIMARY KEY,         -- UUIDv7: in the order received
    bot_id       BIGINT NOT NULL,
    update_id    BIGINT NOT NULL,
    chat_id      BIGINT NOT NULL,              -- what orders the update: chat, else person, else 0
    body         TEXT NOT NULL,
    state        TEXT NOT NULL,            -- new | running | done | dead
    owner        TEXT,                     -- instance that runs it
    attempts     BIGINT NOT NULL,
    next_at      TIMESTAMPTZ NOT NULL,
    error        TEXT,
    received_at  TIMESTAMPTZ NOT NULL,
    UNIQUE (bot_id, update_id)
);
CREATE INDEX inbox_waiting ON inbox (chat_id, id) WHERE state IN ('new', 'running');
CREATE INDEX inbox_order ON inbox (id) WHERE state IN ('new', 'running');
CREATE INDEX inbox_dead ON inbox (id) WHERE state = 'dead';

-- Replies and notices on their way out; the key says which fact is told to whom, so that none is told twice.
CREATE TABLE outbox (
    id            TEXT PRIMARY KEY,        -- UUIDv7: in the order written
    dedupe_key    TEXT NOT NULL UNIQUE,
    chat_id       BIGINT NOT NULL,
    class         BIGINT NOT NULL,            -- 0 reply, 1 notice, 2 digest: lower goes first
    method        TEXT NOT NULL,           -- of the Bot API
    payload       TEXT NOT NULL,           -- its parameters, JSON
    state         TEXT NOT NULL,           -- pending | leased | sending | sent | unknown | blocked | dead
    owner         TEXT,
    lease_token   BIGINT NOT NULL,            -- +1 at every claim: a stale owner can't settle
    attempts      BIGINT NOT NULL,            -- refusals that may heal
    unknowns      BIGINT NOT NULL,            -- times nobody knows whether Telegram got it
    not_before    TIMESTAMPTZ NOT NULL,
    message_id    BIGINT,
    error         TEXT,
    created_at    TIMESTAMPTZ NOT NULL,
    settled_at    TIMESTAMPTZ
);
CREATE INDEX outbox_waiting ON outbox (chat_id, id) WHERE state IN ('pending', 'leased', 'sending');
CREATE INDEX outbox_order ON outbox (class, id) WHERE state IN ('pending', 'leased', 'sending');
CREATE INDEX outbox_dead ON outbox (id) WHERE state = 'dead';

-- Who is alive (instance:<id>) and who leads (timetable); token grows at every takeover.
CREATE TABLE leases (
    name        TEXT PRIMARY KEY,
    owner       TEXT NOT NULL,
    token       BIGINT NOT NULL,
    expires_at  TIMESTAMPTZ NOT NULL
);

CREATE TABLE jobs (
    id          TEXT PRIMARY KEY,          -- UUIDv7
    name        TEXT NOT NULL,
    payload     TEXT NOT NULL,
    state       TEXT NOT NULL,             -- ready | running | done | dead
    attempts    BIGINT NOT NULL,
    run_at      TIMESTAMPTZ NOT NULL,
    owner       TEXT,
    error       TEXT,
    created_at  TIMESTAMPTZ NOT NULL,
    settled_at  TIMESTAMPTZ
);
CREATE INDEX jobs_ready ON jobs (run_at) WHERE state IN ('ready', 'running');
CREATE INDEX jobs_dead ON jobs (id) WHERE state = 'dead';

-- A slot of the timetable runs once, whoever wakes up for it.
CREATE TABLE cron_runs (
    job      TEXT NOT NULL,
    slot     BIGINT NOT NULL,                 -- number of the period since 1970
    at       TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (job, slot)
);
