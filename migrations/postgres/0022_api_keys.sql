-- Keys that programs come with. A key itself is shown once and never kept.
CREATE TABLE api_keys (
    id          TEXT PRIMARY KEY,
    prefix      TEXT NOT NULL UNIQUE,      -- the part of a key that may be told: what it is known by
    hash        TEXT NOT NULL,             -- SHA-256 of the whole key, which is 256 random bits
    name        TEXT NOT NULL,             -- whose it is, in the words of whoever made it
    created_at  TIMESTAMPTZ NOT NULL,
    revoked_at  TIMESTAMPTZ                       -- since when it opens nothing
);
