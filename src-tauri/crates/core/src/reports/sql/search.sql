-- ?1: words for FTS5, ?2: a LIKE pattern for numbers and the few printers, ?3: whether prices are seen
SELECT * FROM (
    SELECT 'order' AS kind, o.id AS id, o.order_number AS title, o.customer_name AS subtitle
    FROM sales_orders o WHERE o.id IN (SELECT rowid FROM sales_orders_fts WHERE sales_orders_fts MATCH ?1)
    ORDER BY o.id DESC LIMIT 6)
UNION ALL
SELECT * FROM (
    SELECT 'item', p.id, p.sku, p.name
    FROM products p WHERE p.id IN (SELECT rowid FROM products_fts WHERE products_fts MATCH ?1)
    ORDER BY p.active DESC, p.sku LIMIT 6)
UNION ALL
SELECT * FROM (
    SELECT 'work_order', w.id, w.code, p.name
    FROM production_orders w JOIN products p ON p.id = w.product_id
    WHERE w.id IN (SELECT rowid FROM production_orders_fts WHERE production_orders_fts MATCH ?1)
    ORDER BY w.id DESC LIMIT 6)
UNION ALL
SELECT * FROM (
    SELECT 'purchase_order', o.id, o.po_number, v.name
    FROM purchase_orders o JOIN vendors v ON v.id = o.vendor_id
    WHERE o.id IN (SELECT rowid FROM purchase_orders_fts WHERE purchase_orders_fts MATCH ?1)
    ORDER BY o.id DESC LIMIT 6)
UNION ALL
SELECT * FROM (
    SELECT 'customer', u.id,
           coalesce(u.company_name, nullif(trim(coalesce(u.first_name, '') || ' ' || coalesce(u.last_name, '')), ''), u.email),
           u.customer_number
    FROM users u
    WHERE u.account_type = 'customer' AND u.id IN (SELECT rowid FROM users_fts WHERE users_fts MATCH ?1)
    ORDER BY u.id DESC LIMIT 6)
UNION ALL
SELECT * FROM (
    SELECT 'vendor', v.id, v.name, v.code
    FROM vendors v WHERE v.id IN (SELECT rowid FROM vendors_fts WHERE vendors_fts MATCH ?1)
    ORDER BY v.name COLLATE NOCASE LIMIT 6)
UNION ALL
SELECT * FROM (
    SELECT 'lot', l.id, l.lot_number, p.sku || ' · ' || p.name
    FROM material_lots l JOIN products p ON p.id = l.product_id
    WHERE l.id IN (SELECT rowid FROM material_lots_fts WHERE material_lots_fts MATCH ?1)
    ORDER BY l.id DESC LIMIT 6)
UNION ALL
SELECT * FROM (
    SELECT 'spool', s.id, s.spool_number, p.sku || ' · ' || p.name
    FROM material_spools s JOIN products p ON p.id = s.product_id
    WHERE s.id IN (SELECT rowid FROM material_spools_fts WHERE material_spools_fts MATCH ?1)
    ORDER BY s.status = 'active' DESC, s.id DESC LIMIT 6)
UNION ALL
SELECT * FROM (
    SELECT 'serial', n.id, n.serial_number, p.sku || ' · ' || p.name
    FROM serial_numbers n JOIN products p ON p.id = n.product_id
    WHERE n.id IN (SELECT rowid FROM serial_numbers_fts WHERE serial_numbers_fts MATCH ?1)
    ORDER BY n.id DESC LIMIT 6)
UNION ALL
SELECT * FROM (
    SELECT 'shipment', s.sales_order_id, s.shipment_number, o.order_number || coalesce(' · ' || o.customer_name, '')
    FROM shipments s JOIN sales_orders o ON o.id = s.sales_order_id
    WHERE s.id IN (SELECT id FROM shipments WHERE shipment_number LIKE ?2 ESCAPE '\')
    ORDER BY s.id DESC LIMIT 6)
UNION ALL
SELECT * FROM (
    SELECT 'invoice', i.sales_order_id, i.invoice_number, o.order_number || coalesce(' · ' || o.customer_name, '')
    FROM invoices i JOIN sales_orders o ON o.id = i.sales_order_id
    WHERE ?3 AND i.id IN (SELECT id FROM invoices WHERE invoice_number LIKE ?2 ESCAPE '\')
    ORDER BY i.id DESC LIMIT 6)
UNION ALL
SELECT * FROM (
    SELECT 'payment', p.sales_order_id, p.payment_number, o.order_number || coalesce(' · ' || o.customer_name, '')
    FROM payments p JOIN sales_orders o ON o.id = p.sales_order_id
    WHERE ?3 AND p.id IN (SELECT id FROM payments WHERE payment_number LIKE ?2 ESCAPE '\')
    ORDER BY p.id DESC LIMIT 6)
UNION ALL
SELECT * FROM (
    SELECT 'printer', p.id, p.name, p.code || ' · ' || p.model
    FROM printers p WHERE p.name LIKE ?2 ESCAPE '\' OR p.code LIKE ?2 ESCAPE '\'
    ORDER BY p.code LIMIT 6)
