-- What was accepted under a contract, and when money came for it; money is whole tiyn. Acts that were
-- deleted, taken back or not approved are left out.
CREATE TABLE contract_acts (
    id           INTEGER PRIMARY KEY,
    contract_id  INTEGER NOT NULL REFERENCES contracts (id) ON DELETE CASCADE,
    approved_at  TEXT NOT NULL,
    due_tiyn     INTEGER                    -- to be paid: without the advance and the penalty
);
CREATE INDEX contract_acts_contract ON contract_acts (contract_id);

CREATE TABLE contract_payments (
    id           INTEGER PRIMARY KEY,
    contract_id  INTEGER NOT NULL REFERENCES contracts (id) ON DELETE CASCADE,
    paid_at      TEXT NOT NULL,
    sum_tiyn     INTEGER NOT NULL
);
CREATE INDEX contract_payments_contract ON contract_payments (contract_id);

-- What the register of participants says of suppliers and bidders. Address and head are there to be
-- compared only: a hash each, the head's with DATA_KEY.
CREATE TABLE participants (
    biin           TEXT PRIMARY KEY,
    registered_at  TEXT,
    address_key    TEXT,
    head_key       TEXT,
    read_at        TEXT NOT NULL
);
CREATE INDEX participants_read ON participants (read_at);

ALTER TABLE risk_histories ADD COLUMN acts INTEGER NOT NULL DEFAULT 0;      -- those whose payment is seen
ALTER TABLE risk_histories ADD COLUMN paid_late INTEGER NOT NULL DEFAULT 0;
ALTER TABLE risk_histories ADD COLUMN shared_contacts INTEGER;              -- null: no two bidders could be compared
ALTER TABLE risk_histories ADD COLUMN newest_age_days INTEGER;
ALTER TABLE risk_histories ADD COLUMN newest_sum_tiyn INTEGER;
ALTER TABLE risk_histories ADD COLUMN newest_year INTEGER;

-- What is old is dropped by when it was made.
CREATE INDEX risk_evaluations_created ON risk_evaluations (created_at);
CREATE INDEX finance_calcs_created ON finance_calcs (created_at);
