-- Search as people type it: the beginnings of words, in any order and without regard to case or accents ("0042",
-- "bla", "mul" for Müller). unicode61 splits SO-2026-0042 and MAT-PLA-BLACK at the dash, so that each part is found
-- by its own beginning, and the prefix indexes answer from the second letter on. A trigram index would also find the
-- middle of a word, but nothing shorter than three letters, and at three times the size. The indexes hold no copy of
-- the text (external content): these triggers, and nothing else, keep them in step with their tables.

CREATE VIRTUAL TABLE products_fts USING fts5 (
    sku, name, description, upc, legacy_sku,
    content = 'products', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);

CREATE TRIGGER products_fts_insert AFTER INSERT ON products
BEGIN
    INSERT INTO products_fts (rowid, sku, name, description, upc, legacy_sku)
    VALUES (new.id, new.sku, new.name, new.description, new.upc, new.legacy_sku);
END;

CREATE TRIGGER products_fts_update AFTER UPDATE OF sku, name, description, upc, legacy_sku ON products
BEGIN
    INSERT INTO products_fts (products_fts, rowid, sku, name, description, upc, legacy_sku)
    VALUES ('delete', old.id, old.sku, old.name, old.description, old.upc, old.legacy_sku);
    INSERT INTO products_fts (rowid, sku, name, description, upc, legacy_sku)
    VALUES (new.id, new.sku, new.name, new.description, new.upc, new.legacy_sku);
END;

CREATE TRIGGER products_fts_delete AFTER DELETE ON products
BEGIN
    INSERT INTO products_fts (products_fts, rowid, sku, name, description, upc, legacy_sku)
    VALUES ('delete', old.id, old.sku, old.name, old.description, old.upc, old.legacy_sku);
END;

CREATE VIRTUAL TABLE users_fts USING fts5 (
    customer_number, first_name, last_name, company_name, email, phone,
    content = 'users', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);

CREATE TRIGGER users_fts_insert AFTER INSERT ON users
BEGIN
    INSERT INTO users_fts (rowid, customer_number, first_name, last_name, company_name, email, phone)
    VALUES (new.id, new.customer_number, new.first_name, new.last_name, new.company_name, new.email, new.phone);
END;

CREATE TRIGGER users_fts_update AFTER UPDATE OF customer_number, first_name, last_name, company_name, email, phone ON users
BEGIN
    INSERT INTO users_fts (users_fts, rowid, customer_number, first_name, last_name, company_name, email, phone)
    VALUES ('delete', old.id, old.customer_number, old.first_name, old.last_name, old.company_name, old.email, old.phone);
    INSERT INTO users_fts (rowid, customer_number, first_name, last_name, company_name, email, phone)
    VALUES (new.id, new.customer_number, new.first_name, new.last_name, new.company_name, new.email, new.phone);
END;

CREATE TRIGGER users_fts_delete AFTER DELETE ON users
BEGIN
    INSERT INTO users_fts (users_fts, rowid, customer_number, first_name, last_name, company_name, email, phone)
    VALUES ('delete', old.id, old.customer_number, old.first_name, old.last_name, old.company_name, old.email, old.phone);
END;

CREATE VIRTUAL TABLE vendors_fts USING fts5 (
    code, name, contact_name, email,
    content = 'vendors', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);

CREATE TRIGGER vendors_fts_insert AFTER INSERT ON vendors
BEGIN
    INSERT INTO vendors_fts (rowid, code, name, contact_name, email)
    VALUES (new.id, new.code, new.name, new.contact_name, new.email);
END;

CREATE TRIGGER vendors_fts_update AFTER UPDATE OF code, name, contact_name, email ON vendors
BEGIN
    INSERT INTO vendors_fts (vendors_fts, rowid, code, name, contact_name, email)
    VALUES ('delete', old.id, old.code, old.name, old.contact_name, old.email);
    INSERT INTO vendors_fts (rowid, code, name, contact_name, email)
    VALUES (new.id, new.code, new.name, new.contact_name, new.email);
END;

CREATE TRIGGER vendors_fts_delete AFTER DELETE ON vendors
BEGIN
    INSERT INTO vendors_fts (vendors_fts, rowid, code, name, contact_name, email)
    VALUES ('delete', old.id, old.code, old.name, old.contact_name, old.email);
END;

CREATE VIRTUAL TABLE quotes_fts USING fts5 (
    quote_number, product_name, customer_name, customer_email,
    content = 'quotes', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);

CREATE TRIGGER quotes_fts_insert AFTER INSERT ON quotes
BEGIN
    INSERT INTO quotes_fts (rowid, quote_number, product_name, customer_name, customer_email)
    VALUES (new.id, new.quote_number, new.product_name, new.customer_name, new.customer_email);
END;

CREATE TRIGGER quotes_fts_update AFTER UPDATE OF quote_number, product_name, customer_name, customer_email ON quotes
BEGIN
    INSERT INTO quotes_fts (quotes_fts, rowid, quote_number, product_name, customer_name, customer_email)
    VALUES ('delete', old.id, old.quote_number, old.product_name, old.customer_name, old.customer_email);
    INSERT INTO quotes_fts (rowid, quote_number, product_name, customer_name, customer_email)
    VALUES (new.id, new.quote_number, new.product_name, new.customer_name, new.customer_email);
END;

CREATE TRIGGER quotes_fts_delete AFTER DELETE ON quotes
BEGIN
    INSERT INTO quotes_fts (quotes_fts, rowid, quote_number, product_name, customer_name, customer_email)
    VALUES ('delete', old.id, old.quote_number, old.product_name, old.customer_name, old.customer_email);
END;

CREATE VIRTUAL TABLE sales_orders_fts USING fts5 (
    order_number, customer_name, customer_email, product_name, po_reference, tracking_number,
    content = 'sales_orders', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);

CREATE TRIGGER sales_orders_fts_insert AFTER INSERT ON sales_orders
BEGIN
    INSERT INTO sales_orders_fts (rowid, order_number, customer_name, customer_email, product_name, po_reference, tracking_number)
    VALUES (new.id, new.order_number, new.customer_name, new.customer_email, new.product_name, new.po_reference,
            new.tracking_number);
END;

CREATE TRIGGER sales_orders_fts_update
AFTER UPDATE OF order_number, customer_name, customer_email, product_name, po_reference, tracking_number
ON sales_orders
BEGIN
    INSERT INTO sales_orders_fts
        (sales_orders_fts, rowid, order_number, customer_name, customer_email, product_name, po_reference, tracking_number)
    VALUES ('delete', old.id, old.order_number, old.customer_name, old.customer_email, old.product_name, old.po_reference,
            old.tracking_number);
    INSERT INTO sales_orders_fts (rowid, order_number, customer_name, customer_email, product_name, po_reference, tracking_number)
    VALUES (new.id, new.order_number, new.customer_name, new.customer_email, new.product_name, new.po_reference,
            new.tracking_number);
END;

CREATE TRIGGER sales_orders_fts_delete AFTER DELETE ON sales_orders
BEGIN
    INSERT INTO sales_orders_fts
        (sales_orders_fts, rowid, order_number, customer_name, customer_email, product_name, po_reference, tracking_number)
    VALUES ('delete', old.id, old.order_number, old.customer_name, old.customer_email, old.product_name, old.po_reference,
            old.tracking_number);
END;

CREATE VIRTUAL TABLE purchase_orders_fts USING fts5 (
    po_number, tracking_number, notes,
    content = 'purchase_orders', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);

CREATE TRIGGER purchase_orders_fts_insert AFTER INSERT ON purchase_orders
BEGIN
    INSERT INTO purchase_orders_fts (rowid, po_number, tracking_number, notes)
    VALUES (new.id, new.po_number, new.tracking_number, new.notes);
END;

CREATE TRIGGER purchase_orders_fts_update AFTER UPDATE OF po_number, tracking_number, notes ON purchase_orders
BEGIN
    INSERT INTO purchase_orders_fts (purchase_orders_fts, rowid, po_number, tracking_number, notes)
    VALUES ('delete', old.id, old.po_number, old.tracking_number, old.notes);
    INSERT INTO purchase_orders_fts (rowid, po_number, tracking_number, notes)
    VALUES (new.id, new.po_number, new.tracking_number, new.notes);
END;

CREATE TRIGGER purchase_orders_fts_delete AFTER DELETE ON purchase_orders
BEGIN
    INSERT INTO purchase_orders_fts (purchase_orders_fts, rowid, po_number, tracking_number, notes)
    VALUES ('delete', old.id, old.po_number, old.tracking_number, old.notes);
END;

CREATE VIRTUAL TABLE production_orders_fts USING fts5 (
    code, assigned_to, notes,
    content = 'production_orders', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);

CREATE TRIGGER production_orders_fts_insert AFTER INSERT ON production_orders
BEGIN
    INSERT INTO production_orders_fts (rowid, code, assigned_to, notes)
    VALUES (new.id, new.code, new.assigned_to, new.notes);
END;

CREATE TRIGGER production_orders_fts_update AFTER UPDATE OF code, assigned_to, notes ON production_orders
BEGIN
    INSERT INTO production_orders_fts (production_orders_fts, rowid, code, assigned_to, notes)
    VALUES ('delete', old.id, old.code, old.assigned_to, old.notes);
    INSERT INTO production_orders_fts (rowid, code, assigned_to, notes)
    VALUES (new.id, new.code, new.assigned_to, new.notes);
END;

CREATE TRIGGER production_orders_fts_delete AFTER DELETE ON production_orders
BEGIN
    INSERT INTO production_orders_fts (production_orders_fts, rowid, code, assigned_to, notes)
    VALUES ('delete', old.id, old.code, old.assigned_to, old.notes);
END;
