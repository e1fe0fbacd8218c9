-- What was bought of whom; money is whole tiyn, without VAT. Of suppliers only the number is kept.
CREATE TABLE contracts (
    id                   INTEGER PRIMARY KEY,
    root_id              INTEGER,           -- the contract that an additional agreement changes
    announcement_id      INTEGER,
    announcement_number  TEXT,
    customer_bin         TEXT,
    supplier_biin        TEXT,
    status               INTEGER,           -- refContractStatusId
    method_id            INTEGER,           -- the method used
    subject_type_id      INTEGER,
    year                 INTEGER,
    sum_tiyn             INTEGER,
    paid_tiyn            INTEGER,
    signed_at            TEXT,
    planned_at           TEXT,      -- by when it should be carried out
    executed_at          TEXT,
    is_amendment         BOOLEAN NOT NULL,
    cancel_reason_id     INTEGER,
    is_deleted           BOOLEAN NOT NULL,
    source_updated_at    TEXT,
    fetched_at           TEXT NOT NULL
);
CREATE INDEX contracts_customer ON contracts (customer_bin, signed_at);
CREATE INDEX contracts_supplier ON contracts (supplier_biin, signed_at);
CREATE INDEX contracts_announcement ON contracts (announcement_id);
CREATE INDEX contracts_root ON contracts (root_id);

CREATE TABLE contract_units (
    id              INTEGER PRIMARY KEY,
    contract_id     INTEGER NOT NULL REFERENCES contracts (id) ON DELETE CASCADE,
    lot_id          INTEGER,
    plan_point_id   INTEGER,
    enstru_code     TEXT,
    price_tiyn      INTEGER,
    quantity_micro  INTEGER,                -- millionths of the unit
    sum_tiyn        INTEGER
);
CREATE INDEX contract_units_contract ON contract_units (contract_id);
CREATE INDEX contract_units_lot ON contract_units (lot_id);
CREATE INDEX contract_units_enstru ON contract_units (enstru_code);

-- Whose earlier contracts were read, and when.
CREATE TABLE contract_reads (
    customer_bin  TEXT PRIMARY KEY,
    read_at       TEXT NOT NULL
);
