-- How far each pass over OWS has come.
CREATE TABLE sync_state (
    source        TEXT PRIMARY KEY,        -- lots | announcements | lots_full
    watermark     TEXT,                    -- everything changed up to here is stored; moves after a complete pass only
    checkpoint    INTEGER,                      -- lots_full: pages above this id are stored
    received      INTEGER,                     -- rows of the last pass, stored and set aside
    total         INTEGER,                     -- totalCount of the last pass
    finished_at   TEXT,
    failure       TEXT                     -- why the last pass did not complete; null if it did
);

-- Rows that could not be read: set aside, counted, asked for again by id.
CREATE TABLE sync_errors (
    source      TEXT NOT NULL,
    row_id      TEXT NOT NULL,             -- OWS id, or a hash of the reason where even that is unreadable
    reason      TEXT NOT NULL,
    attempts    INTEGER NOT NULL,
    first_at    TEXT NOT NULL,
    last_at     TEXT NOT NULL,
    resolved_at TEXT,
    PRIMARY KEY (source, row_id)
);
CREATE INDEX sync_errors_open ON sync_errors (source, resolved_at);

-- What changed at the source, written with the change itself: notices are made from these.
CREATE TABLE changes (
    id           TEXT PRIMARY KEY,         -- UUIDv7: in the order they were noticed
    entity       TEXT NOT NULL,            -- lot | announcement
    entity_id    INTEGER NOT NULL,
    field        TEXT NOT NULL,            -- published | status | deadline | amount | ...
    old_value    TEXT,
    new_value    TEXT,
    source_at    TEXT,                     -- lastUpdateDate of the row that brought it
    noticed_at   TEXT NOT NULL
);
CREATE INDEX changes_entity ON changes (entity, entity_id, id);
CREATE INDEX changes_noticed ON changes (noticed_at);
