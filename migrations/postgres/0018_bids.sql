-- Who wanted a lot, for how much, and what became of it. Of bidders only the number is kept.
CREATE TABLE bids (
    id               BIGINT PRIMARY KEY,
    application_id   BIGINT NOT NULL,
    announcement_id  BIGINT NOT NULL,
    lot_id           BIGINT NOT NULL,
    bidder_biin      TEXT,
    amount_tiyn      BIGINT,                 -- without VAT
    applied_at       TIMESTAMPTZ,
    outcome          TEXT NOT NULL           -- winner | second | rejected | withdrawn | other
);
CREATE INDEX bids_lot ON bids (lot_id);
CREATE INDEX bids_announcement ON bids (announcement_id);
CREATE INDEX bids_bidder ON bids (bidder_biin);

-- Whose bids were read, and when.
CREATE TABLE bid_reads (
    announcement_id  BIGINT PRIMARY KEY,
    read_at          TIMESTAMPTZ NOT NULL
);
