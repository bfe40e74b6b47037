-- Orders to vendors and what came of them. A line is ordered in the purchase unit; purchase_factor is the stock
-- units in one of it, copied when the line is written, so that a later change of the product does not rewrite what
-- was agreed.

CREATE TABLE purchase_orders (
    id                  INTEGER PRIMARY KEY,
    po_number           TEXT    NOT NULL UNIQUE          CHECK (trim(po_number) <> '' AND length(po_number) <= 50),
    vendor_id           INTEGER NOT NULL REFERENCES vendors (id),
    status              TEXT    NOT NULL DEFAULT 'draft'
                                CHECK (status IN ('draft', 'ordered', 'shipped', 'partial', 'received', 'closed', 'cancelled')),

    order_date          TEXT    CHECK (date(order_date, '+0 days') IS order_date
                                       AND order_date BETWEEN '1900-01-01' AND '2999-12-31'),
    expected_date       TEXT    CHECK (date(expected_date, '+0 days') IS expected_date
                                       AND expected_date BETWEEN '1900-01-01' AND '2999-12-31'),
    shipped_date        TEXT    CHECK (date(shipped_date, '+0 days') IS shipped_date
                                       AND shipped_date BETWEEN '1900-01-01' AND '2999-12-31'),
    received_date       TEXT    CHECK (date(received_date, '+0 days') IS received_date
                                       AND received_date BETWEEN '1900-01-01' AND '2999-12-31'),

    tracking_number     TEXT                             CHECK (length(tracking_number) <= 200),
    carrier             TEXT                             CHECK (length(carrier) <= 100),

    subtotal            INTEGER NOT NULL DEFAULT 0       CHECK (subtotal >= 0),
    tax_amount          INTEGER NOT NULL DEFAULT 0       CHECK (tax_amount >= 0),
    shipping_cost       INTEGER NOT NULL DEFAULT 0       CHECK (shipping_cost >= 0),
    total_amount        INTEGER NOT NULL DEFAULT 0       CHECK (total_amount >= 0),

    payment_method      TEXT                             CHECK (length(payment_method) <= 100),
    payment_reference   TEXT                             CHECK (length(payment_reference) <= 200),
    document_url        TEXT                             CHECK (length(document_url) <= 1000),
    notes               TEXT,

    created_by          TEXT                             CHECK (length(created_by) <= 100),
    created_at          TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    updated_at          TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', updated_at, '+0 days') IS updated_at),

    -- Spoolyard's own
    location_id         INTEGER REFERENCES inventory_locations (id),
    currency_code       TEXT    NOT NULL DEFAULT 'USD'   CHECK (currency_code GLOB '[A-Z][A-Z][A-Z]'),
    terms               TEXT                             CHECK (length(terms) <= 200),
    lands_freight       INTEGER NOT NULL DEFAULT 0       CHECK (lands_freight IN (0, 1)),
    lands_tax           INTEGER NOT NULL DEFAULT 0       CHECK (lands_tax IN (0, 1)),
    cancelled_at        TEXT    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', cancelled_at, '+0 days') IS cancelled_at),
    cancellation_reason TEXT
) STRICT;

CREATE INDEX purchase_orders_by_location ON purchase_orders (location_id);
CREATE INDEX purchase_orders_by_vendor ON purchase_orders (vendor_id, id);
CREATE INDEX purchase_orders_by_status ON purchase_orders (status, expected_date, id);
CREATE INDEX purchase_orders_by_status_created ON purchase_orders (status, created_at, id);
CREATE INDEX purchase_orders_by_status_number ON purchase_orders (status, po_number, id);
CREATE INDEX purchase_orders_by_expected_date ON purchase_orders (expected_date, id);
CREATE INDEX purchase_orders_by_created_at ON purchase_orders (created_at, id);

CREATE TABLE purchase_order_lines (
    id                INTEGER PRIMARY KEY,
    purchase_order_id INTEGER NOT NULL REFERENCES purchase_orders (id),
    product_id        INTEGER NOT NULL REFERENCES products (id),
    line_number       INTEGER NOT NULL                 CHECK (line_number > 0),
    quantity_ordered  INTEGER NOT NULL                 CHECK (quantity_ordered > 0),
    quantity_received INTEGER NOT NULL DEFAULT 0       CHECK (quantity_received >= 0),
    purchase_unit     TEXT                             CHECK (length(purchase_unit) <= 20),
    unit_cost         INTEGER NOT NULL                 CHECK (unit_cost >= 0),
    line_total        INTEGER NOT NULL                 CHECK (line_total >= 0),
    notes             TEXT,
    created_at        TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                              CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    updated_at        TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                              CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', updated_at, '+0 days') IS updated_at),

    -- Spoolyard's own
    purchase_factor   INTEGER NOT NULL DEFAULT 1000000 CHECK (purchase_factor > 0),
    quantity_returned INTEGER NOT NULL DEFAULT 0       CHECK (quantity_returned >= 0),
    expected_date     TEXT    CHECK (date(expected_date, '+0 days') IS expected_date
                                     AND expected_date BETWEEN '1900-01-01' AND '2999-12-31'),
    vendor_sku        TEXT                             CHECK (length(vendor_sku) <= 100),
    description       TEXT                             CHECK (length(description) <= 500),
    planned_order_id  INTEGER REFERENCES planned_orders (id) ON DELETE SET NULL,
    UNIQUE (purchase_order_id, line_number)
) STRICT;

CREATE INDEX purchase_order_lines_by_product ON purchase_order_lines (product_id);
CREATE INDEX purchase_order_lines_by_planned_order ON purchase_order_lines (planned_order_id);
CREATE INDEX purchase_order_lines_open ON purchase_order_lines (product_id) WHERE quantity_received < quantity_ordered;

-- One delivery at the dock, for one order. A receipt is undone by one that reverses it.
CREATE TABLE goods_receipts (
    id                  INTEGER PRIMARY KEY,
    receipt_number      TEXT    NOT NULL UNIQUE CHECK (trim(receipt_number) <> '' AND length(receipt_number) <= 50),
    purchase_order_id   INTEGER NOT NULL REFERENCES purchase_orders (id),
    location_id         INTEGER NOT NULL REFERENCES inventory_locations (id),
    received_date       TEXT    NOT NULL
                                CHECK (date(received_date, '+0 days') IS received_date
                                       AND received_date BETWEEN '1900-01-01' AND '2999-12-31'),
    vendor_packing_slip TEXT                    CHECK (length(vendor_packing_slip) <= 100),
    reverses_id         INTEGER UNIQUE REFERENCES goods_receipts (id),
    notes               TEXT,
    created_by          INTEGER REFERENCES users (id),
    created_at          TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at)
) STRICT;

CREATE INDEX goods_receipts_by_purchase_order ON goods_receipts (purchase_order_id);
CREATE INDEX goods_receipts_by_location ON goods_receipts (location_id);
CREATE INDEX goods_receipts_by_created_by ON goods_receipts (created_by);

-- quantity is in the purchase unit of the order line, stock_quantity in the stock unit of the product; both are
-- negative in a reversal and in a return to the vendor.
CREATE TABLE goods_receipt_lines (
    id                       INTEGER PRIMARY KEY,
    goods_receipt_id         INTEGER NOT NULL REFERENCES goods_receipts (id),
    purchase_order_line_id   INTEGER NOT NULL REFERENCES purchase_order_lines (id),
    quantity                 INTEGER NOT NULL CHECK (quantity <> 0),
    stock_quantity           INTEGER NOT NULL CHECK (stock_quantity <> 0),
    unit_cost                INTEGER NOT NULL CHECK (unit_cost >= 0),
    lot_id                   INTEGER REFERENCES material_lots (id),
    inventory_transaction_id INTEGER REFERENCES inventory_transactions (id),
    reverses_id              INTEGER UNIQUE REFERENCES goods_receipt_lines (id),
    created_at               TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                     CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    CHECK ((quantity > 0) = (stock_quantity > 0))
) STRICT;

CREATE INDEX goods_receipt_lines_by_goods_receipt ON goods_receipt_lines (goods_receipt_id);
CREATE INDEX goods_receipt_lines_by_purchase_order_line ON goods_receipt_lines (purchase_order_line_id);
CREATE INDEX goods_receipt_lines_by_lot ON goods_receipt_lines (lot_id);
CREATE INDEX goods_receipt_lines_by_inventory_transaction ON goods_receipt_lines (inventory_transaction_id);

-- Files that came with an order. They lie beside the store; sha256 is what they must still hash to.
CREATE TABLE purchase_order_documents (
    id                 INTEGER PRIMARY KEY,
    purchase_order_id  INTEGER NOT NULL REFERENCES purchase_orders (id),
    document_type      TEXT    NOT NULL
                               CHECK (document_type IN ('invoice', 'receipt', 'packing_slip', 'quote', 'certificate', 'other')),
    file_name          TEXT    NOT NULL                 CHECK (trim(file_name) <> '' AND length(file_name) <= 255),
    original_file_name TEXT                             CHECK (length(original_file_name) <= 255),
    file_url           TEXT                             CHECK (length(file_url) <= 1000),
    file_path          TEXT                             CHECK (length(file_path) <= 500),
    storage_type       TEXT    NOT NULL DEFAULT 'local' CHECK (storage_type IN ('local', 's3')),
    file_size          INTEGER                          CHECK (file_size >= 0),
    mime_type          TEXT                             CHECK (length(mime_type) <= 100),
    google_drive_id    TEXT                             CHECK (length(google_drive_id) <= 100),
    notes              TEXT,
    uploaded_by        TEXT                             CHECK (length(uploaded_by) <= 100),
    uploaded_at        TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                               CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', uploaded_at, '+0 days') IS uploaded_at),
    created_at         TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                               CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    updated_at         TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                               CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', updated_at, '+0 days') IS updated_at),

    -- Spoolyard's own
    sha256             TEXT                             CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*')
) STRICT;

CREATE INDEX purchase_order_documents_by_purchase_order ON purchase_order_documents (purchase_order_id);

CREATE TABLE purchasing_events (
    id                INTEGER PRIMARY KEY,
    purchase_order_id INTEGER NOT NULL REFERENCES purchase_orders (id),
    event_type        TEXT    NOT NULL CHECK (trim(event_type) <> '' AND length(event_type) <= 50),
    title             TEXT    NOT NULL CHECK (trim(title) <> '' AND length(title) <= 200),
    description       TEXT,
    old_value         TEXT             CHECK (length(old_value) <= 100),
    new_value         TEXT             CHECK (length(new_value) <= 100),
    event_date        TEXT    CHECK (date(event_date, '+0 days') IS event_date
                                     AND event_date BETWEEN '1900-01-01' AND '2999-12-31'),
    user_id           INTEGER REFERENCES users (id),
    created_at        TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                              CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at)
) STRICT;

CREATE INDEX purchasing_events_by_user ON purchasing_events (user_id);
CREATE INDEX purchasing_events_by_purchase_order ON purchasing_events (purchase_order_id, id);

CREATE TRIGGER goods_receipt_lines_never_changed
BEFORE UPDATE ON goods_receipt_lines
BEGIN
    SELECT RAISE (ABORT, 'goods_receipt_lines: a receipt is never changed; reverse it');
END;

CREATE TRIGGER goods_receipt_lines_never_deleted
BEFORE DELETE ON goods_receipt_lines
BEGIN
    SELECT RAISE (ABORT, 'goods_receipt_lines: a receipt is never deleted; reverse it');
END;
