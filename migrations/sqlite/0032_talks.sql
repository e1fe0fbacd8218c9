-- How many questions with their answers a person wants kept; null: as many as we keep.
ALTER TABLE user_settings ADD COLUMN max_history_messages INTEGER;
