-- What a person pays for.
ALTER TABLE users ADD COLUMN tier TEXT NOT NULL DEFAULT 'free'; -- free | premium
