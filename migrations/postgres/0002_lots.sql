-- Money is whole tiyn, without VAT; time is UTC; *_id are OWS ids unless said otherwise.
CREATE TABLE goszakup_lots (
    id                   BIGINT PRIMARY KEY,
    lot_number           TEXT NOT NULL,
    plan_number          TEXT,             -- root record of the plan point: what all attempts share
    announcement_id      BIGINT,
    announcement_number  TEXT,
    name_ru              TEXT,
    name_kk              TEXT,
    description_ru       TEXT,
    description_kk       TEXT,
    status               BIGINT,              -- refLotStatusId
    amount_tiyn          BIGINT,
    quantity_micro       BIGINT,              -- millionths of the unit
    customer_bin         TEXT,
    customer_name_ru     TEXT,
    customer_name_kk     TEXT,
    planned_method_id    BIGINT,
    actual_method_id     BIGINT,
    kato                 JSONB NOT NULL,    -- codes
    plan_point_ids       JSONB NOT NULL,
    deadline             TIMESTAMPTZ,             -- of the announcement, repeated here for the index
    is_deleted           BOOLEAN NOT NULL,
    source_updated_at    TIMESTAMPTZ,             -- lastUpdateDate
    fetched_at           TIMESTAMPTZ NOT NULL,
    search_text          TEXT NOT NULL,    -- names and descriptions, lower case, ё as е
    created_at           TIMESTAMPTZ NOT NULL,
    updated_at           TIMESTAMPTZ NOT NULL
);
CREATE INDEX goszakup_lots_number ON goszakup_lots (lot_number);
CREATE INDEX goszakup_lots_plan_number ON goszakup_lots (plan_number);
CREATE INDEX goszakup_lots_announcement ON goszakup_lots (announcement_id, id);
CREATE INDEX goszakup_lots_customer_bin ON goszakup_lots (customer_bin);
CREATE INDEX goszakup_lots_deadline ON goszakup_lots (deadline);
CREATE INDEX goszakup_lots_created_at ON goszakup_lots (created_at DESC);

CREATE TABLE announcements (
    id                 BIGINT PRIMARY KEY,
    number             TEXT,
    name_ru            TEXT,
    name_kk            TEXT,
    status             BIGINT,                -- refBuyStatusId
    method_id          BIGINT,                -- the method used
    subject_type_id    BIGINT,                -- 1 goods, 2 works, 3 services
    organizer_bin      TEXT,
    organizer_name_ru  TEXT,
    organizer_name_kk  TEXT,
    published_at       TIMESTAMPTZ,
    start_at           TIMESTAMPTZ,
    end_at             TIMESTAMPTZ,
    total_tiyn         BIGINT,
    lot_count          BIGINT,
    kato               JSONB NOT NULL,
    source_updated_at  TIMESTAMPTZ,
    fetched_at         TIMESTAMPTZ NOT NULL
);
CREATE INDEX announcements_number ON announcements (number);

CREATE TABLE plan_points (
    id                    BIGINT PRIMARY KEY,  -- changes with every edit
    root_id               BIGINT,              -- does not
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
    count_micro           BIGINT,
    price_tiyn            BIGINT,
    amount_tiyn           BIGINT,
    method_id             BIGINT,
    subject_type_id       BIGINT,
    supply_term           TEXT,
    prepayment_bp         BIGINT,             -- hundredths of a percent
    year                  BIGINT,
    places                JSONB NOT NULL,
    fetched_at            TIMESTAMPTZ NOT NULL
);
CREATE INDEX plan_points_root ON plan_points (root_id);

CREATE TABLE subjects (
    id             BIGINT PRIMARY KEY,         -- pid
    bin            TEXT NOT NULL,
    name_ru        TEXT,
    name_kk        TEXT,
    kato           JSONB NOT NULL,
    is_customer    BOOLEAN NOT NULL,
    is_supplier    BOOLEAN NOT NULL,
    registered_at  TIMESTAMPTZ,
    fetched_at     TIMESTAMPTZ NOT NULL
);
CREATE INDEX subjects_bin ON subjects (bin);
