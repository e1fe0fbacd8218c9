-- What is counted around lots is made anew from what is stored: lots deleted at the source were counted,
-- and keys that nothing has any more kept their numbers.
ALTER TABLE risk_lots ADD COLUMN is_deleted BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE risk_histories ADD COLUMN top_supplier TEXT;  -- of a customer: who has most of its sums; kind is also supplier
DELETE FROM risk_lots;
DELETE FROM risk_tallies;
DELETE FROM risk_spreads;
DELETE FROM risk_histories;
DELETE FROM sync_state WHERE source = 'risk';

-- Whose contracts were written anew, as they were before: what they lost is counted too.
CREATE TABLE risk_touched (
    kind  TEXT NOT NULL,                   -- customer | code | supplier
    key   TEXT NOT NULL,
    PRIMARY KEY (kind, key)
);
