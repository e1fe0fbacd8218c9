-- What a person said of a position and a kind of lot: it is the same thing, or it is not.
CREATE TABLE price_matches (
    user_id     INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    lot_key     TEXT NOT NULL,             -- the stems of the lot's name, in order of the alphabet
    sku         TEXT NOT NULL,
    is_same     BOOLEAN NOT NULL,
    created_at  TEXT NOT NULL,
    PRIMARY KEY (user_id, lot_key, sku)
);
