-- What contracts and bids say of a customer or a code; counted anew after every reading of them. Shares
-- are in hundredths of a percent.
CREATE TABLE risk_histories (
    kind                TEXT NOT NULL,               -- customer | code
    key                 TEXT NOT NULL,
    contracts           BIGINT NOT NULL DEFAULT 0,
    changed             BIGINT NOT NULL DEFAULT 0,
    terminated          BIGINT NOT NULL DEFAULT 0,
    top_supplier_bp     BIGINT NOT NULL DEFAULT 0,
    tendered            BIGINT NOT NULL DEFAULT 0,   -- lots whose bids are known
    single_bid          BIGINT NOT NULL DEFAULT 0,
    bids                BIGINT NOT NULL DEFAULT 0,
    disqualified        BIGINT NOT NULL DEFAULT 0,
    awards              BIGINT NOT NULL DEFAULT 0,
    hhi                 BIGINT NOT NULL DEFAULT 0,   -- 0 to 10,000
    discount_bp         BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (kind, key)
);
CREATE INDEX contracts_fetched ON contracts (fetched_at);
CREATE INDEX bid_reads_read ON bid_reads (read_at);
