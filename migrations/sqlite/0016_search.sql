-- The order in which lots changed, for what is derived from them. A change leaves search_seq null; whoever reads next
-- numbers what was committed by then, under a lock, so a number once passed never gets new rows.
ALTER TABLE goszakup_lots ADD COLUMN search_seq INTEGER;
CREATE INDEX goszakup_lots_search_seq ON goszakup_lots (search_seq, id);

CREATE TABLE search_clock (
    id      INTEGER PRIMARY KEY,           -- 1, the one row
    origin  TEXT NOT NULL,                 -- of which database the numbers are; whoever numbers first makes it up
    value   INTEGER NOT NULL               -- the last number given
);
