-- What people had calculated; goes with the person.
CREATE TABLE finance_calcs (
    id             TEXT PRIMARY KEY,       -- UUIDv7: in the order they were made
    user_id        INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    chat_id        INTEGER NOT NULL,
    lot_id         INTEGER,                -- null: for no lot
    kind           TEXT NOT NULL,          -- vat | penalty | margin | bid
    input          TEXT NOT NULL,          -- JSON, sums in tiyn
    result         TEXT NOT NULL,          -- JSON, sums in tiyn
    rules_edition  TEXT NOT NULL,          -- date of the edition that was applied
    created_at     TEXT NOT NULL
);
CREATE INDEX finance_calcs_user ON finance_calcs (user_id, created_at);
CREATE INDEX finance_calcs_lot ON finance_calcs (lot_id);

-- What the bid calculator takes for granted until a person says otherwise.
CREATE TABLE bid_defaults (
    user_id         INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    pays_vat        BOOLEAN NOT NULL,
    margin_percent  INTEGER NOT NULL,      -- of the price
    updated_at      TEXT NOT NULL
);
