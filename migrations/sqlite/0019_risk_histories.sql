-- What contracts and bids say of a customer or a code; counted anew after every reading of them. Shares
-- are in hundredths of a percent.
CREATE TABLE risk_histories (
    kind                TEXT NOT NULL,               -- customer | code
    key                 TEXT NOT NULL,
    contracts           INTEGER NOT NULL DEFAULT 0,
    changed             INTEGER NOT NULL DEFAULT 0,
    terminated          INTEGER NOT NULL DEFAULT 0,
    top_supplier_bp     INTEGER NOT NULL DEFAULT 0,
    tendered            INTEGER NOT NULL DEFAULT 0,   -- lots whose bids are known
    single_bid          INTEGER NOT NULL DEFAULT 0,
    bids                INTEGER NOT NULL DEFAULT 0,
    disqualified        INTEGER NOT NULL DEFAULT 0,
    awards              INTEGER NOT NULL DEFAULT 0,
    hhi                 INTEGER NOT NULL DEFAULT 0,   -- 0 to 10,000
    discount_bp         INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (kind, key)
);
CREATE INDEX contracts_fetched ON contracts (fetched_at);
CREATE INDEX bid_reads_read ON bid_reads (read_at);
