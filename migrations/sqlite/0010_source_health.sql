-- Whether OWS answers, as the passes over it tell. One row per source; followers are told when the
-- state turns, in the transaction that writes it.
CREATE TABLE source_health (
    source       TEXT PRIMARY KEY,         -- ows
    state        TEXT NOT NULL,            -- ok | down
    since        TEXT NOT NULL,            -- since when it is in this state
    turning_at   TEXT,                     -- first sign of the other state that nothing has contradicted
    complete_at  TEXT,                     -- last complete pass
    failed_at    TEXT,                     -- last pass that failed
    version      INTEGER NOT NULL          -- +1 at every write: who judged by an older row writes nothing
);

-- When a followed supplier was last asked for by itself: the longest not asked goes first.
CREATE TABLE supplier_asks (
    biin      TEXT PRIMARY KEY,
    asked_at  TEXT NOT NULL
);

-- When what a notice tells of happened: how late it was is reckoned from this.
ALTER TABLE outbox ADD COLUMN happened_at TEXT;
