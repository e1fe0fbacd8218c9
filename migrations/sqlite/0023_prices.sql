-- Who sells, as price lists name them.
CREATE TABLE suppliers (
    bin         TEXT PRIMARY KEY,          -- twelve digits; of a sole trader, an IIN
    name        TEXT,                      -- where OWS knows it
    created_at  TEXT NOT NULL
);

-- Prices of price lists, each for the day it was named: a new day is a new row, so there is a
-- history. A person's list is theirs: `source` is `user:<id>`, or `shared` for the operator's own.
CREATE TABLE prices (
    id            INTEGER PRIMARY KEY,
    source        TEXT NOT NULL,
    owner_id      INTEGER REFERENCES users (id) ON DELETE CASCADE,
    sku           TEXT NOT NULL,
    name          TEXT NOT NULL,
    search_text   TEXT NOT NULL,           -- the name, lower case, ё as е
    unit          TEXT NOT NULL,           -- empty: not told
    price_tiyn    INTEGER NOT NULL,
    supplier_bin  TEXT NOT NULL,           -- empty: the list's owner
    enstru_code   TEXT NOT NULL,           -- empty: not told
    captured_at   TEXT NOT NULL            -- the midnight its day begins with, in Astana
);
-- Says that a row is the same; begins with the article, which is also looked for alone.
CREATE UNIQUE INDEX prices_sku ON prices (sku, source, supplier_bin, captured_at);
CREATE INDEX prices_captured_at ON prices (captured_at);
CREATE INDEX prices_source ON prices (source);
CREATE INDEX prices_owner ON prices (owner_id);

-- The last number given to a price: thousands are numbered at once.
CREATE TABLE price_numbers (
    last  INTEGER NOT NULL
);
INSERT INTO price_numbers (last) VALUES (0);

-- Files that were read to their end: the same file again changes nothing.
CREATE TABLE price_imports (
    source       TEXT NOT NULL,
    digest       TEXT NOT NULL,            -- of the file and of how its columns were read
    file_rows    INTEGER NOT NULL,
    imported     INTEGER NOT NULL,
    rejected     INTEGER NOT NULL,
    imported_at  TEXT NOT NULL,
    PRIMARY KEY (source, digest)
);

-- Files that a person sent and has not decided on yet; Telegram keeps the file itself.
CREATE TABLE price_uploads (
    id          TEXT PRIMARY KEY,
    user_id     INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    file_id     TEXT NOT NULL,
    file_size   INTEGER NOT NULL,
    layout      TEXT NOT NULL,             -- columns that the person named, e.g. `0:sku 2:price`
    is_whole    BOOLEAN NOT NULL,          -- all rows or none
    created_at  TEXT NOT NULL
);
CREATE INDEX price_uploads_user ON price_uploads (user_id, created_at);

-- What of a person's prices goes into a lot, and how much of it.
CREATE TABLE lot_prices (
    user_id         INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    lot_id          INTEGER NOT NULL REFERENCES goszakup_lots (id) ON DELETE CASCADE,
    price_id        INTEGER NOT NULL REFERENCES prices (id) ON DELETE CASCADE,
    quantity_micro  INTEGER NOT NULL,      -- millionths of the unit
    created_at      TEXT NOT NULL,
    PRIMARY KEY (user_id, lot_id, price_id)
);
CREATE INDEX lot_prices_lot ON lot_prices (lot_id);
CREATE INDEX lot_prices_price ON lot_prices (price_id);
