-- Spools, lots and files are found as items and orders are: by the beginnings of words. What a person types of them
-- stands in other tables too (the item's SKU and name, the number of the order that a file belongs to), so these
-- indexes are contentless: they hold words and row ids only, and a row is written anew when its words change.

CREATE VIRTUAL TABLE material_spools_fts USING fts5 (
    spool_number, sku, name, supplier_lot_number, tag_uid,
    content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);

CREATE TRIGGER material_spools_fts_insert AFTER INSERT ON material_spools
BEGIN
    INSERT INTO material_spools_fts (rowid, spool_number, sku, name, supplier_lot_number, tag_uid)
    SELECT new.id, new.spool_number, p.sku, p.name, new.supplier_lot_number, new.tag_uid
    FROM products p WHERE p.id = new.product_id;
END;

CREATE TRIGGER material_spools_fts_update
AFTER UPDATE OF spool_number, product_id, supplier_lot_number, tag_uid ON material_spools
BEGIN
    DELETE FROM material_spools_fts WHERE rowid = old.id;
    INSERT INTO material_spools_fts (rowid, spool_number, sku, name, supplier_lot_number, tag_uid)
    SELECT new.id, new.spool_number, p.sku, p.name, new.supplier_lot_number, new.tag_uid
    FROM products p WHERE p.id = new.product_id;
END;

CREATE TRIGGER material_spools_fts_delete AFTER DELETE ON material_spools
BEGIN
    DELETE FROM material_spools_fts WHERE rowid = old.id;
END;

CREATE VIRTUAL TABLE material_lots_fts USING fts5 (
    lot_number, sku, name, vendor_lot_number,
    content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);

CREATE TRIGGER material_lots_fts_insert AFTER INSERT ON material_lots
BEGIN
    INSERT INTO material_lots_fts (rowid, lot_number, sku, name, vendor_lot_number)
    SELECT new.id, new.lot_number, p.sku, p.name, new.vendor_lot_number FROM products p WHERE p.id = new.product_id;
END;

CREATE TRIGGER material_lots_fts_update AFTER UPDATE OF lot_number, product_id, vendor_lot_number ON material_lots
BEGIN
    DELETE FROM material_lots_fts WHERE rowid = old.id;
    INSERT INTO material_lots_fts (rowid, lot_number, sku, name, vendor_lot_number)
    SELECT new.id, new.lot_number, p.sku, p.name, new.vendor_lot_number FROM products p WHERE p.id = new.product_id;
END;

CREATE TRIGGER material_lots_fts_delete AFTER DELETE ON material_lots
BEGIN
    DELETE FROM material_lots_fts WHERE rowid = old.id;
END;

-- An item that is renamed is found under its new name, on its spools and lots too.
CREATE TRIGGER spools_and_lots_fts_rename AFTER UPDATE OF sku, name ON products
WHEN new.sku IS NOT old.sku OR new.name IS NOT old.name
BEGIN
    DELETE FROM material_spools_fts WHERE rowid IN (SELECT id FROM material_spools WHERE product_id = new.id);
    INSERT INTO material_spools_fts (rowid, spool_number, sku, name, supplier_lot_number, tag_uid)
    SELECT s.id, s.spool_number, new.sku, new.name, s.supplier_lot_number, s.tag_uid
    FROM material_spools s WHERE s.product_id = new.id;
    DELETE FROM material_lots_fts WHERE rowid IN (SELECT id FROM material_lots WHERE product_id = new.id);
    INSERT INTO material_lots_fts (rowid, lot_number, sku, name, vendor_lot_number)
    SELECT l.id, l.lot_number, new.sku, new.name, l.vendor_lot_number FROM material_lots l WHERE l.product_id = new.id;
END;

-- A file is found by its own name and by the number of what it belongs to.
CREATE VIRTUAL TABLE attachments_fts USING fts5 (
    file_name, number,
    content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);

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
    END AS number
FROM attachments a;

CREATE TRIGGER attachments_fts_insert AFTER INSERT ON attachments
BEGIN
    INSERT INTO attachments_fts (rowid, file_name, number)
    SELECT id, file_name, number FROM attachment_numbers WHERE id = new.id;
END;

CREATE TRIGGER attachments_fts_update AFTER UPDATE OF file_name, owner_type, owner_id ON attachments
BEGIN
    DELETE FROM attachments_fts WHERE rowid = old.id;
    INSERT INTO attachments_fts (rowid, file_name, number)
    SELECT id, file_name, number FROM attachment_numbers WHERE id = new.id;
END;

CREATE TRIGGER attachments_fts_delete AFTER DELETE ON attachments
BEGIN
    DELETE FROM attachments_fts WHERE rowid = old.id;
END;

-- What was there before this migration.
INSERT INTO material_spools_fts (rowid, spool_number, sku, name, supplier_lot_number, tag_uid)
SELECT s.id, s.spool_number, p.sku, p.name, s.supplier_lot_number, s.tag_uid
FROM material_spools s JOIN products p ON p.id = s.product_id;

INSERT INTO material_lots_fts (rowid, lot_number, sku, name, vendor_lot_number)
SELECT l.id, l.lot_number, p.sku, p.name, l.vendor_lot_number FROM material_lots l JOIN products p ON p.id = l.product_id;

INSERT INTO attachments_fts (rowid, file_name, number) SELECT id, file_name, number FROM attachment_numbers;

-- How long a vendor takes for one of its items, where that differs from what it promises in general.
ALTER TABLE vendor_items ADD COLUMN lead_time_days INTEGER CHECK (lead_time_days BETWEEN 0 AND 3650);

DROP VIEW report_vendor_items;

CREATE VIEW report_vendor_items AS
SELECT
    id, vendor_id, vendor_sku, vendor_description, product_id, default_unit_cost, default_purchase_unit,
    last_seen_at, times_ordered, notes, created_at, updated_at,
    last_unit_cost  / 1000000.0 AS last_unit_cost,
    purchase_factor / 1000000.0 AS purchase_factor,
    is_preferred, lead_time_days
FROM vendor_items;
