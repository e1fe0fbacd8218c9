-- Money is whole tiyn, without VAT; time is UTC; *_id are OWS ids unless said otherwise.
CREATE TABLE goszakup_lots (
    id                   INTEGER PRIMARY KEY,
    lot_number           TEXT NOT NULL,
    plan_number          TEXT,             -- root record of the plan point: what all attempts share
    announcement_id      INTEGER,
    announcement_number  TEXT,
    name_ru              TEXT,
    name_kk              TEXT,
    description_ru       TEXT,
    description_kk       TEXT,
    status               INTEGER,              -- refLotStatusId
    amount_tiyn          INTEGER,
    quantity_micro       INTEGER,              -- millionths of the unit
    customer_bin         TEXT,
    customer_name_ru     TEXT,
    customer_name_kk     TEXT,
    planned_method_id    INTEGER,
    actual_method_id     INTEGER,
    kato                 TEXT NOT NULL,    -- codes
    plan_point_ids       TEXT NOT NULL,
    deadline             TEXT,             -- of the announcement, repeated here for the index
    is_deleted           BOOLEAN NOT NULL,
    source_updated_at    TEXT,             -- lastUpdateDate
    fetched_at           TEXT NOT NULL,
    search_text          TEXT NOT NULL,    -- names and descriptions, lower case, ё as е
    created_at           TEXT NOT NULL,
    updated_at           TEXT NOT NULL
);
CREATE INDEX goszakup_lots_number ON goszakup_lots (lot_number);
CREATE INDEX goszakup_lots_plan_number ON goszakup_lots (plan_number);
CREATE INDEX goszakup_lots_announcement ON goszakup_lots (announcement_id, id);
CREATE INDEX goszakup_lots_customer_bin ON goszakup_lots (customer_bin);
CREATE INDEX goszakup_lots_deadline ON goszakup_lots (deadline);
CREATE INDEX goszakup_lots_created_at ON goszakup_lots (created_at DESC);

CREATE TABLE announcements (
    id                 INTEGER PRIMARY KEY,
    number             TEXT,
    name_ru            TEXT,
    name_kk            TEXT,
    status             INTEGER,                -- refBuyStatusId
    method_id          INTEGER,                -- the method used
    subject_type_id    INTEGER,                -- 1 goods, 2 works, 3 services
    organizer_bin      TEXT,
    organizer_name_ru  TEXT,
    organizer_name_kk  TEXT,
    published_at       TEXT,
    start_at           TEXT,
    end_at             TEXT,
    total_tiyn         INTEGER,
    lot_count          INTEGER,
    kato               TEXT NOT NULL,
    source_updated_at  TEXT,
    fetched_at         TEXT NOT NULL
);
CREATE INDEX announcements_number ON announcements (number);

CREATE TABLE plan_points (
    id                    INTEGER PRIMARY KEY,  -- changes with every edit
    root_id               INTEGER,              -- does not
    customer_bin          TEXT,
    name_ru               TEXT,
    name_kk               TEXT,
    description_ru        TEXT,
    description_kk        TEXT,
    extra_description_ru  TEXT,
    extra_description_kk  TEXT,
    enstru_code           TEXT,
    enstru_name_ru        TEXT,
    enstru_name_kk        TEXT,
    unit_ru               TEXT,
    unit_kk               TEXT,
    count_micro           INTEGER,
    price_tiyn            INTEGER,
    amount_tiyn           INTEGER,
    method_id             INTEGER,
    subject_type_id       INTEGER,
    supply_term           TEXT,
    prepayment_bp         INTEGER,             -- hundredths of a percent
    year                  INTEGER,
    places                TEXT NOT NULL,
    fetched_at            TEXT NOT NULL
);
CREATE INDEX plan_points_root ON plan_points (root_id);

CREATE TABLE subjects (
    id             INTEGER PRIMARY KEY,         -- pid
    bin            TEXT NOT NULL,
    name_ru        TEXT,
    name_kk        TEXT,
    kato           TEXT NOT NULL,
    is_customer    BOOLEAN NOT NULL,
    is_supplier    BOOLEAN NOT NULL,
    registered_at  TEXT,
    fetched_at     TEXT NOT NULL
);
CREATE INDEX subjects_bin ON subjects (bin);
