-- Evaluations as they were shown, to be made again. Texts, not JSON columns: they are compared byte by byte.
CREATE TABLE risk_evaluations (
    id               TEXT PRIMARY KEY,     -- UUIDv7
    lot_id           INTEGER NOT NULL,
    created_at       TEXT NOT NULL,
    score            INTEGER NOT NULL,     -- 0 to 100
    level            TEXT NOT NULL,        -- unknown | low | medium | high | critical
    ruleset_version  TEXT NOT NULL,
    ruleset_hash     TEXT NOT NULL,        -- SHA-256 of the rules' sources and thresholds
    as_of            TEXT NOT NULL,        -- the facts were so at this moment
    input            TEXT NOT NULL,        -- JSON: what was known
    report           TEXT NOT NULL         -- JSON: what was said
);
CREATE INDEX risk_evaluations_lot ON risk_evaluations (lot_id, created_at DESC);

-- What is counted over lots, one row a lot; made from goszakup_lots after every pass.
CREATE TABLE risk_lots (
    lot_id              INTEGER PRIMARY KEY,
    customer_bin        TEXT,
    enstru_code         TEXT,
    region              TEXT,              -- first two digits of KATO
    price_key           TEXT,              -- code/unit/year
    amount_tiyn         INTEGER,
    unit_price_tiyn     INTEGER,
    description_length  INTEGER NOT NULL,  -- characters
    status              INTEGER,
    is_direct           BOOLEAN NOT NULL,  -- from a single source
    published_day       INTEGER             -- days since 1970, of Astana
);
CREATE INDEX risk_lots_customer ON risk_lots (customer_bin, enstru_code, published_day);
CREATE INDEX risk_lots_code ON risk_lots (enstru_code);
CREATE INDEX risk_lots_region ON risk_lots (region);
CREATE INDEX risk_lots_price ON risk_lots (price_key, unit_price_tiyn);

-- How the lots of a customer, a code or a region ended.
CREATE TABLE risk_tallies (
    kind       TEXT NOT NULL,              -- customer | code | region
    key        TEXT NOT NULL,
    lots       INTEGER NOT NULL,
    failed     INTEGER NOT NULL,
    cancelled  INTEGER NOT NULL,
    appealed   INTEGER NOT NULL,
    direct     INTEGER NOT NULL,
    PRIMARY KEY (kind, key)
);

-- Quartiles by nearest rank: of prices of one (code/unit/year), of lengths of descriptions (code).
CREATE TABLE risk_spreads (
    kind        TEXT NOT NULL,             -- price | length
    key         TEXT NOT NULL,
    how_many    INTEGER NOT NULL,
    q1          INTEGER NOT NULL,
    median      INTEGER NOT NULL,
    q3          INTEGER NOT NULL,
    PRIMARY KEY (kind, key)
);

-- Lots that changed since the last count.
CREATE INDEX goszakup_lots_updated_at ON goszakup_lots (updated_at, id);
