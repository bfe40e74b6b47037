-- A single piece is found by its number and by what it is, as lots and spools are; and a spool can keep files, which are
-- found by its number.

CREATE VIRTUAL TABLE serial_numbers_fts USING fts5 (
    serial_number, sku, name,
    content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);

CREATE TRIGGER serial_numbers_fts_insert AFTER INSERT ON serial_numbers
BEGIN
    INSERT INTO serial_numbers_fts (rowid, serial_number, sku, name)
    SELECT new.id, new.serial_number, p.sku, p.name FROM products p WHERE p.id = new.product_id;
END;

CREATE TRIGGER serial_numbers_fts_update AFTER UPDATE OF serial_number, product_id ON serial_numbers
BEGIN
    DELETE FROM serial_numbers_fts WHERE rowid = old.id;
    INSERT INTO serial_numbers_fts (rowid, serial_number, sku, name)
    SELECT new.id, new.serial_number, p.sku, p.name FROM products p WHERE p.id = new.product_id;
END;

CREATE TRIGGER serial_numbers_fts_delete AFTER DELETE ON serial_numbers
BEGIN
    DELETE FROM serial_numbers_fts WHERE rowid = old.id;
END;

CREATE TRIGGER serial_numbers_fts_rename AFTER UPDATE OF sku, name ON products
WHEN new.sku IS NOT old.sku OR new.name IS NOT old.name
BEGIN
    DELETE FROM serial_numbers_fts WHERE rowid IN (SELECT id FROM serial_numbers WHERE product_id = new.id);
    INSERT INTO serial_numbers_fts (rowid, serial_number, sku, name)
    SELECT n.id, n.serial_number, new.sku, new.name FROM serial_numbers n WHERE n.product_id = new.id;
END;

-- What was there before this migration.
INSERT INTO serial_numbers_fts (rowid, serial_number, sku, name)
SELECT n.id, n.serial_number, p.sku, p.name FROM serial_numbers n JOIN products p ON p.id = n.product_id;

DROP VIEW attachment_numbers;

CREATE VIEW attachment_numbers AS
SELECT a.id, a.file_name,
    CASE a.owner_type
        WHEN 'shipment' THEN (SELECT shipment_number FROM shipments WHERE id = a.owner_id)
        WHEN 'purchase_order' THEN (SELECT po_number FROM purchase_orders WHERE id = a.owner_id)
        WHEN 'sales_order' THEN (SELECT order_number FROM sales_orders WHERE id = a.owner_id)
        WHEN 'quote' THEN (SELECT quote_number FROM quotes WHERE id = a.owner_id)
        WHEN 'production_order' THEN (SELECT code FROM production_orders WHERE id = a.owner_id)
        WHEN 'product' THEN (SELECT sku FROM products WHERE id = a.owner_id)
        WHEN 'vendor' THEN (SELECT code FROM vendors WHERE id = a.owner_id)
        WHEN 'lot' THEN (SELECT lot_number FROM material_lots WHERE id = a.owner_id)
        WHEN 'spool' THEN (SELECT spool_number FROM material_spools WHERE id = a.owner_id)
    END AS number
FROM attachments a;
