-- What was bought of whom; money is whole tiyn, without VAT. Of suppliers only the number is kept.
CREATE TABLE contracts (
    id                   BIGINT PRIMARY KEY,
    root_id              BIGINT,           -- the contract that an additional agreement changes
    announcement_id      BIGINT,
    announcement_number  TEXT,
    customer_bin         TEXT,
    supplier_biin        TEXT,
    status               BIGINT,           -- refContractStatusId
    method_id            BIGINT,           -- the method used
    subject_type_id      BIGINT,
    year                 BIGINT,
    sum_tiyn             BIGINT,
    paid_tiyn            BIGINT,
    signed_at            TIMESTAMPTZ,
    planned_at           TIMESTAMPTZ,      -- by when it should be carried out
    executed_at          TIMESTAMPTZ,
    is_amendment         BOOLEAN NOT NULL,
    cancel_reason_id     BIGINT,
    is_deleted           BOOLEAN NOT NULL,
    source_updated_at    TIMESTAMPTZ,
    fetched_at           TIMESTAMPTZ NOT NULL
);
CREATE INDEX contracts_customer ON contracts (customer_bin, signed_at);
CREATE INDEX contracts_supplier ON contracts (supplier_biin, signed_at);
CREATE INDEX contracts_announcement ON contracts (announcement_id);
CREATE INDEX contracts_root ON contracts (root_id);

CREATE TABLE contract_units (
    id              BIGINT PRIMARY KEY,
    contract_id     BIGINT NOT NULL REFERENCES contracts (id) ON DELETE CASCADE,
    lot_id          BIGINT,
    plan_point_id   BIGINT,
    enstru_code     TEXT,
    price_tiyn      BIGINT,
    quantity_micro  BIGINT,                -- millionths of the unit
    sum_tiyn        BIGINT
);
CREATE INDEX contract_units_contract ON contract_units (contract_id);
CREATE INDEX contract_units_lot ON contract_units (lot_id);
CREATE INDEX contract_units_enstru ON contract_units (enstru_code);

-- Whose earlier contracts were read, and when.
CREATE TABLE contract_reads (
    customer_bin  TEXT PRIMARY KEY,
    read_at       TIMESTAMPTZ NOT NULL
);
