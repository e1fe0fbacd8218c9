-- Which file of its source was read last: a file is known again only while nothing came after it.
ALTER TABLE price_imports ADD COLUMN number BIGINT NOT NULL DEFAULT 0;
CREATE INDEX price_imports_number ON price_imports (source, number);

-- Hidden rows, columns and sheets of a workbook are read as well.
ALTER TABLE price_uploads ADD COLUMN with_hidden BOOLEAN NOT NULL DEFAULT FALSE;

-- New lots that the person's price list suits are told as hot ones; null: they were never asked.
ALTER TABLE hot_profiles ADD COLUMN by_prices BOOLEAN;

-- The price that made a lot suit; null: words did.
ALTER TABLE hot_alerts ADD COLUMN price_id BIGINT;
ALTER TABLE hot_alerts ADD COLUMN confidence BIGINT;
ALTER TABLE hot_alerts ADD COLUMN margin_bp BIGINT;
