-- Official texts that those who run the bot brought in: one edition of each act.
CREATE TABLE law_documents (
    id           TEXT PRIMARY KEY,         -- law-106-VIII | rules-687 | registers-646
    edition      TEXT NOT NULL,            -- the day, YYYY-MM-DD
    imported_at  TIMESTAMPTZ NOT NULL
);

CREATE TABLE law_chunks (
    document  TEXT NOT NULL REFERENCES law_documents (id) ON DELETE CASCADE,
    seq       BIGINT NOT NULL,            -- in the order of the act
    annex     BIGINT,
    article   BIGINT,
    point     TEXT,                        -- 85, 266-1
    text      TEXT NOT NULL,
    PRIMARY KEY (document, seq)
);
CREATE INDEX law_chunks_place ON law_chunks (document, article, point);
