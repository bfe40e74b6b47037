-- ?1: words for FTS5, ?2: a LIKE pattern for the few printers
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
    SELECT 'printer', p.id, p.name, p.code || ' · ' || p.model
    FROM printers p WHERE p.name LIKE ?2 ESCAPE '\' OR p.code LIKE ?2 ESCAPE '\'
    ORDER BY p.code LIMIT 6)
