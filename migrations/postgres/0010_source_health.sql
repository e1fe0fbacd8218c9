-- Whether OWS answers, as the passes over it tell. One row per source; followers are told when the
-- state turns, in the transaction that writes it.
CREATE TABLE source_health (
    source       TEXT PRIMARY KEY,         -- ows
    state        TEXT NOT NULL,            -- ok | down
    since        TIMESTAMPTZ NOT NULL,     -- since when it is in this state
    turning_at   TIMESTAMPTZ,              -- first sign of the other state that nothing has contradicted
    complete_at  TIMESTAMPTZ,              -- last complete pass
    failed_at    TIMESTAMPTZ,              -- last pass that failed
    version      BIGINT NOT NULL           -- +1 at every write: who judged by an older row writes nothing
);

-- When a followed supplier was last asked for by itself: the longest not asked goes first.
CREATE TABLE supplier_asks (
    biin      TEXT PRIMARY KEY,
    asked_at  TIMESTAMPTZ NOT NULL
);

-- When what a notice tells of happened: how late it was is reckoned from this.
ALTER TABLE outbox ADD COLUMN happened_at TIMESTAMPTZ;
