-- The registers of unfair participants as OWS lists them. Ids of OWS are positions in its index and
-- move: an entry is known by supplier, register and start. Rows stay when an entry leaves.
CREATE TABLE rnu_entries (
    biin               TEXT NOT NULL,       -- BIN of the supplier, or IIN
    system_id          BIGINT NOT NULL,    -- 1 Mitwork, 2 Samruk, 3 Goszakup; 0 where OWS does not say
    start_at           TIMESTAMPTZ NOT NULL,       -- when it was entered; 1970-01-01 where OWS does not say
    end_at             TIMESTAMPTZ,                -- as OWS says
    until_at           TIMESTAMPTZ,                -- end_at, else 24 months after the start
    name_ru            TEXT,
    name_kk            TEXT,
    customer_bin       TEXT,
    customer_name_ru   TEXT,
    customer_name_kk   TEXT,
    reason_id          BIGINT,             -- refReasonId
    court_decision     TEXT,
    court_decision_at  TIMESTAMPTZ,
    first_seen_at      TIMESTAMPTZ NOT NULL,
    expired_at         TIMESTAMPTZ,                -- when we noticed that its term had run out
    gone_at            TIMESTAMPTZ,                -- when we noticed that it had left the register
    PRIMARY KEY (biin, system_id, start_at)
);
CREATE INDEX rnu_entries_ending ON rnu_entries (until_at) WHERE gone_at IS NULL AND expired_at IS NULL;

-- What a supplier's report shows besides.
ALTER TABLE subjects ADD COLUMN head_name TEXT;
ALTER TABLE subjects ADD COLUMN marks JSONB NOT NULL DEFAULT '[]';
