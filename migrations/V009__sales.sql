-- What was promised to a customer, what of it left the house, and what was paid. Payment and fulfilment are their
-- own dimensions of an order, always derived from payments and shipments. Names and addresses are copied onto the
-- order: what was agreed stays readable when the customer moves or is gone.

-- user_id is who wrote the order, customer_id whom it is for.
CREATE TABLE sales_orders (
    id                        INTEGER PRIMARY KEY,
    user_id                   INTEGER NOT NULL REFERENCES users (id),
    quote_id                  INTEGER REFERENCES quotes (id),

    order_number              TEXT    NOT NULL UNIQUE
                                      CHECK (trim(order_number) <> '' AND length(order_number) <= 50),
    order_type                TEXT    NOT NULL DEFAULT 'quote_based' CHECK (order_type IN ('quote_based', 'line_item')),
    source                    TEXT    NOT NULL DEFAULT 'manual'      CHECK (length(source) <= 50),
    source_order_id           TEXT                                   CHECK (length(source_order_id) <= 255),

    product_id                INTEGER REFERENCES products (id),
    product_name              TEXT                                   CHECK (length(product_name) <= 255),
    quantity                  INTEGER NOT NULL                       CHECK (quantity >= 0),
    material_type             TEXT    NOT NULL                       CHECK (length(material_type) <= 50),
    color                     TEXT                                   CHECK (length(color) <= 50),
    finish                    TEXT    NOT NULL DEFAULT 'standard'    CHECK (length(finish) <= 50),

    unit_price                INTEGER NOT NULL                       CHECK (unit_price >= 0),
    total_price               INTEGER NOT NULL                       CHECK (total_price >= 0),
    tax_amount                INTEGER NOT NULL DEFAULT 0             CHECK (tax_amount >= 0),
    tax_rate                  INTEGER                                CHECK (tax_rate BETWEEN 0 AND 1000000),
    is_taxable                INTEGER NOT NULL DEFAULT 1             CHECK (is_taxable IN (0, 1)),
    shipping_cost             INTEGER NOT NULL DEFAULT 0             CHECK (shipping_cost >= 0),
    grand_total               INTEGER NOT NULL                       CHECK (grand_total >= 0),

    status                    TEXT    NOT NULL DEFAULT 'draft'
                                      CHECK (status IN ('draft', 'confirmed', 'in_progress', 'completed', 'cancelled')),
    payment_status            TEXT    NOT NULL DEFAULT 'pending'
                                      CHECK (payment_status IN ('pending', 'partial', 'paid', 'refunded')),
    payment_method            TEXT                                   CHECK (length(payment_method) <= 50),
    payment_transaction_id    TEXT                                   CHECK (length(payment_transaction_id) <= 255),
    paid_at                   TEXT    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', paid_at, '+0 days') IS paid_at),
    fulfillment_status        TEXT    NOT NULL DEFAULT 'pending'
                                      CHECK (fulfillment_status IN ('pending', 'partial', 'fulfilled')),

    rush_level                TEXT    NOT NULL DEFAULT 'standard'    CHECK (rush_level IN ('standard', 'rush', 'expedite')),
    estimated_completion_date TEXT    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', estimated_completion_date, '+0 days')
                                             IS estimated_completion_date),
    actual_completion_date    TEXT    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', actual_completion_date, '+0 days')
                                             IS actual_completion_date),

    customer_id               INTEGER REFERENCES users (id),
    customer_name             TEXT                                   CHECK (length(customer_name) <= 200),
    customer_email            TEXT                                   CHECK (length(customer_email) <= 255),
    customer_phone            TEXT                                   CHECK (length(customer_phone) <= 30),

    shipping_address_line1    TEXT                                   CHECK (length(shipping_address_line1) <= 255),
    shipping_address_line2    TEXT                                   CHECK (length(shipping_address_line2) <= 255),
    shipping_city             TEXT                                   CHECK (length(shipping_city) <= 100),
    shipping_state            TEXT                                   CHECK (length(shipping_state) <= 50),
    shipping_zip              TEXT                                   CHECK (length(shipping_zip) <= 20),
    shipping_country          TEXT    DEFAULT 'USA'                  CHECK (length(shipping_country) <= 100),

    tracking_number           TEXT                                   CHECK (length(tracking_number) <= 255),
    carrier                   TEXT                                   CHECK (length(carrier) <= 100),
    shipped_at                TEXT    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', shipped_at, '+0 days') IS shipped_at),
    delivered_at              TEXT    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', delivered_at, '+0 days') IS delivered_at),

    customer_notes            TEXT,
    internal_notes            TEXT,
    production_notes          TEXT,

    cancelled_at              TEXT    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', cancelled_at, '+0 days') IS cancelled_at),
    cancellation_reason       TEXT,

    created_at                TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                      CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    updated_at                TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                      CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', updated_at, '+0 days') IS updated_at),
    confirmed_at              TEXT    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', confirmed_at, '+0 days') IS confirmed_at),

    mrp_status                TEXT                                   CHECK (length(mrp_status) <= 50),
    mrp_run_id                INTEGER REFERENCES mrp_runs (id),

    -- Spoolyard's own
    requested_date            TEXT    CHECK (date(requested_date, '+0 days') IS requested_date
                                             AND requested_date BETWEEN '1900-01-01' AND '2999-12-31'),
    po_reference              TEXT                                   CHECK (length(po_reference) <= 100),
    payment_terms             TEXT                                   CHECK (length(payment_terms) <= 100),
    currency_code             TEXT    NOT NULL DEFAULT 'USD'         CHECK (currency_code GLOB '[A-Z][A-Z][A-Z]'),
    discount_amount           INTEGER NOT NULL DEFAULT 0             CHECK (discount_amount >= 0),
    shipping_tax_amount       INTEGER NOT NULL DEFAULT 0             CHECK (shipping_tax_amount >= 0),
    shipping_name             TEXT                                   CHECK (length(shipping_name) <= 200),
    shipping_phone            TEXT                                   CHECK (length(shipping_phone) <= 30),
    billing_name              TEXT                                   CHECK (length(billing_name) <= 200),
    billing_company           TEXT                                   CHECK (length(billing_company) <= 200),
    billing_address_line1     TEXT                                   CHECK (length(billing_address_line1) <= 255),
    billing_address_line2     TEXT                                   CHECK (length(billing_address_line2) <= 255),
    billing_city              TEXT                                   CHECK (length(billing_city) <= 100),
    billing_state             TEXT                                   CHECK (length(billing_state) <= 50),
    billing_zip               TEXT                                   CHECK (length(billing_zip) <= 20),
    billing_country           TEXT                                   CHECK (length(billing_country) <= 100)
) STRICT;

CREATE INDEX sales_orders_by_user ON sales_orders (user_id);
CREATE INDEX sales_orders_by_quote ON sales_orders (quote_id);
CREATE INDEX sales_orders_by_order_type ON sales_orders (order_type);
CREATE INDEX sales_orders_by_source ON sales_orders (source);
CREATE INDEX sales_orders_by_source_order ON sales_orders (source_order_id);
CREATE INDEX sales_orders_by_product ON sales_orders (product_id);
CREATE INDEX sales_orders_by_mrp_status ON sales_orders (mrp_status);
CREATE INDEX sales_orders_by_mrp_run ON sales_orders (mrp_run_id);
-- Lists: within each state by age, number and day, because nearly all orders end up in one state; then over all of them
CREATE INDEX sales_orders_by_status ON sales_orders (status, created_at, id);
CREATE INDEX sales_orders_by_status_number ON sales_orders (status, order_number, id);
CREATE INDEX sales_orders_by_status_requested ON sales_orders (status, requested_date, id);
CREATE INDEX sales_orders_by_status_due ON sales_orders (status, estimated_completion_date, id);
CREATE INDEX sales_orders_by_payment_status ON sales_orders (payment_status, created_at, id);
CREATE INDEX sales_orders_by_payment_status_number ON sales_orders (payment_status, order_number, id);
CREATE INDEX sales_orders_by_fulfillment_status_number ON sales_orders (fulfillment_status, order_number, id);
CREATE INDEX sales_orders_by_fulfillment_status ON sales_orders (fulfillment_status, created_at, id);
CREATE INDEX sales_orders_by_created_at ON sales_orders (created_at, id);
CREATE INDEX sales_orders_by_due ON sales_orders (estimated_completion_date, id);
CREATE INDEX sales_orders_by_customer ON sales_orders (customer_id, created_at, id);
CREATE INDEX sales_orders_by_requested_date ON sales_orders (requested_date, id);

-- tax_rate is in percent here (8.25), where the order header has it as a fraction (0.0825).
CREATE TABLE sales_order_lines (
    id                 INTEGER PRIMARY KEY,
    sales_order_id     INTEGER NOT NULL REFERENCES sales_orders (id),
    product_id         INTEGER NOT NULL REFERENCES products (id),
    quantity           INTEGER NOT NULL              CHECK (quantity > 0),
    unit_price         INTEGER NOT NULL              CHECK (unit_price >= 0),
    discount           INTEGER NOT NULL DEFAULT 0    CHECK (discount >= 0),
    tax_rate           INTEGER NOT NULL DEFAULT 0    CHECK (tax_rate BETWEEN 0 AND 100000000),
    total              INTEGER NOT NULL              CHECK (total >= 0),
    allocated_quantity INTEGER NOT NULL DEFAULT 0    CHECK (allocated_quantity >= 0),
    shipped_quantity   INTEGER NOT NULL DEFAULT 0    CHECK (shipped_quantity >= 0),
    notes              TEXT,
    created_by         INTEGER REFERENCES users (id),

    -- Spoolyard's own
    line_number        INTEGER NOT NULL DEFAULT 1    CHECK (line_number > 0),
    description        TEXT                          CHECK (length(description) <= 500),
    unit               TEXT    NOT NULL DEFAULT 'EA' CHECK (trim(unit) <> '' AND length(unit) <= 20),
    requested_date     TEXT    CHECK (date(requested_date, '+0 days') IS requested_date
                                      AND requested_date BETWEEN '1900-01-01' AND '2999-12-31'),
    promise_date       TEXT    CHECK (date(promise_date, '+0 days') IS promise_date
                                      AND promise_date BETWEEN '1900-01-01' AND '2999-12-31'),
    is_cancelled       INTEGER NOT NULL DEFAULT 0    CHECK (is_cancelled IN (0, 1)),
    created_at         TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                               CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    updated_at         TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                               CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', updated_at, '+0 days') IS updated_at)
) STRICT;

CREATE INDEX sales_order_lines_by_product ON sales_order_lines (product_id);
CREATE INDEX sales_order_lines_by_created_by ON sales_order_lines (created_by);
CREATE INDEX sales_order_lines_by_sales_order ON sales_order_lines (sales_order_id, line_number);
CREATE INDEX sales_order_lines_open ON sales_order_lines (product_id) WHERE is_cancelled = 0 AND shipped_quantity < quantity;

-- A parcel. While it is a draft it can be changed; what was shipped is voided, never edited.
CREATE TABLE shipments (
    id              INTEGER PRIMARY KEY,
    shipment_number TEXT    NOT NULL UNIQUE          CHECK (trim(shipment_number) <> '' AND length(shipment_number) <= 50),
    sales_order_id  INTEGER NOT NULL REFERENCES sales_orders (id),
    location_id     INTEGER NOT NULL REFERENCES inventory_locations (id),
    status          TEXT    NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'shipped', 'voided')),
    carrier         TEXT                             CHECK (length(carrier) <= 100),
    service         TEXT                             CHECK (length(service) <= 100),
    tracking_number TEXT                             CHECK (length(tracking_number) <= 255),
    ship_date       TEXT    CHECK (date(ship_date, '+0 days') IS ship_date AND ship_date BETWEEN '1900-01-01' AND '2999-12-31'),
    shipped_at      TEXT                             CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', shipped_at, '+0 days') IS shipped_at),
    delivered_at    TEXT    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', delivered_at, '+0 days') IS delivered_at),
    voided_at       TEXT                             CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', voided_at, '+0 days') IS voided_at),
    void_reason     TEXT,
    notes           TEXT,
    created_by      INTEGER REFERENCES users (id),
    created_at      TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                            CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    updated_at      TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                            CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', updated_at, '+0 days') IS updated_at),
    CHECK (status = 'draft' OR ship_date IS NOT NULL)
) STRICT;

CREATE INDEX shipments_by_sales_order ON shipments (sales_order_id);
CREATE INDEX shipments_by_location ON shipments (location_id);
CREATE INDEX shipments_by_created_by ON shipments (created_by);
CREATE INDEX shipments_by_status ON shipments (status, ship_date, id);
CREATE INDEX shipments_by_created_at ON shipments (created_at, id);

-- With sales_order_line_id NULL it is packaging that went out with the goods.
CREATE TABLE shipment_lines (
    id                       INTEGER PRIMARY KEY,
    shipment_id              INTEGER NOT NULL REFERENCES shipments (id),
    sales_order_line_id      INTEGER REFERENCES sales_order_lines (id),
    product_id               INTEGER NOT NULL REFERENCES products (id),
    quantity                 INTEGER NOT NULL CHECK (quantity > 0),
    unit                     TEXT    NOT NULL CHECK (trim(unit) <> '' AND length(unit) <= 20),
    inventory_transaction_id INTEGER REFERENCES inventory_transactions (id),
    lot_id                   INTEGER REFERENCES material_lots (id),
    created_at               TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                     CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at)
) STRICT;

CREATE INDEX shipment_lines_by_shipment ON shipment_lines (shipment_id);
CREATE INDEX shipment_lines_by_sales_order_line ON shipment_lines (sales_order_line_id);
CREATE INDEX shipment_lines_by_product ON shipment_lines (product_id);
CREATE INDEX shipment_lines_by_inventory_transaction ON shipment_lines (inventory_transaction_id);
CREATE INDEX shipment_lines_by_lot ON shipment_lines (lot_id);

-- An invoice bills what a shipment took out, or the order as a whole where nothing is shipped (a service).
CREATE TABLE invoices (
    id               INTEGER PRIMARY KEY,
    invoice_number   TEXT    NOT NULL UNIQUE           CHECK (trim(invoice_number) <> '' AND length(invoice_number) <= 50),
    sales_order_id   INTEGER NOT NULL REFERENCES sales_orders (id),
    shipment_id      INTEGER UNIQUE REFERENCES shipments (id),
    customer_id      INTEGER REFERENCES users (id),
    invoice_date     TEXT    NOT NULL
                             CHECK (date(invoice_date, '+0 days') IS invoice_date
                                    AND invoice_date BETWEEN '1900-01-01' AND '2999-12-31'),
    due_date         TEXT    CHECK (date(due_date, '+0 days') IS due_date AND due_date BETWEEN '1900-01-01' AND '2999-12-31'),
    status           TEXT    NOT NULL DEFAULT 'posted' CHECK (status IN ('posted', 'voided')),
    subtotal         INTEGER NOT NULL                  CHECK (subtotal >= 0),
    discount_amount  INTEGER NOT NULL DEFAULT 0        CHECK (discount_amount >= 0),
    tax_amount       INTEGER NOT NULL DEFAULT 0        CHECK (tax_amount >= 0),
    shipping_amount  INTEGER NOT NULL DEFAULT 0        CHECK (shipping_amount >= 0),
    total            INTEGER NOT NULL                  CHECK (total >= 0),
    journal_entry_id INTEGER REFERENCES gl_journal_entries (id),
    voided_at        TEXT                              CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', voided_at, '+0 days') IS voided_at),
    void_reason      TEXT,
    created_by       INTEGER REFERENCES users (id),
    created_at       TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                             CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    CHECK (total = subtotal - discount_amount + tax_amount + shipping_amount)
) STRICT;

CREATE INDEX invoices_by_sales_order ON invoices (sales_order_id);
CREATE INDEX invoices_by_journal_entry ON invoices (journal_entry_id);
CREATE INDEX invoices_by_created_by ON invoices (created_by);
CREATE INDEX invoices_by_customer ON invoices (customer_id, invoice_date, id);
CREATE INDEX invoices_by_date ON invoices (invoice_date, id);

CREATE TABLE invoice_lines (
    id                  INTEGER PRIMARY KEY,
    invoice_id          INTEGER NOT NULL REFERENCES invoices (id),
    line_number         INTEGER NOT NULL           CHECK (line_number > 0),
    sales_order_line_id INTEGER REFERENCES sales_order_lines (id),
    product_id          INTEGER REFERENCES products (id),
    description         TEXT    NOT NULL           CHECK (trim(description) <> '' AND length(description) <= 500),
    quantity            INTEGER NOT NULL           CHECK (quantity > 0),
    unit                TEXT    NOT NULL           CHECK (trim(unit) <> '' AND length(unit) <= 20),
    unit_price          INTEGER NOT NULL           CHECK (unit_price >= 0),
    discount            INTEGER NOT NULL DEFAULT 0 CHECK (discount >= 0),
    tax_amount          INTEGER NOT NULL DEFAULT 0 CHECK (tax_amount >= 0),
    total               INTEGER NOT NULL           CHECK (total >= 0),
    UNIQUE (invoice_id, line_number)
) STRICT;

CREATE INDEX invoice_lines_by_sales_order_line ON invoice_lines (sales_order_line_id);
CREATE INDEX invoice_lines_by_product ON invoice_lines (product_id);

-- A refund is a row of its own that names the payment it gives back; amounts are positive in both.
CREATE TABLE payments (
    id                 INTEGER PRIMARY KEY,
    sales_order_id     INTEGER NOT NULL REFERENCES sales_orders (id),
    recorded_by_id     INTEGER REFERENCES users (id),
    payment_number     TEXT    NOT NULL UNIQUE              CHECK (trim(payment_number) <> '' AND length(payment_number) <= 50),
    amount             INTEGER NOT NULL                     CHECK (amount > 0),
    payment_method     TEXT    NOT NULL                     CHECK (trim(payment_method) <> '' AND length(payment_method) <= 50),
    transaction_id     TEXT                                 CHECK (length(transaction_id) <= 255),
    check_number       TEXT                                 CHECK (length(check_number) <= 50),
    payment_type       TEXT    NOT NULL DEFAULT 'payment'   CHECK (payment_type IN ('payment', 'refund')),
    status             TEXT    NOT NULL DEFAULT 'completed' CHECK (status IN ('completed', 'pending', 'failed', 'voided')),
    notes              TEXT,
    payment_date       TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                               CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', payment_date, '+0 days') IS payment_date),
    created_at         TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                               CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    updated_at         TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                               CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', updated_at, '+0 days') IS updated_at),

    -- Spoolyard's own
    refunds_payment_id INTEGER REFERENCES payments (id),
    voided_at          TEXT    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', voided_at, '+0 days') IS voided_at),
    void_reason        TEXT,
    journal_entry_id   INTEGER REFERENCES gl_journal_entries (id),
    CHECK ((payment_type = 'refund') >= (refunds_payment_id IS NOT NULL)),
    CHECK ((status = 'voided') = (voided_at IS NOT NULL))
) STRICT;

CREATE INDEX payments_by_sales_order ON payments (sales_order_id);
CREATE INDEX payments_by_recorded_by ON payments (recorded_by_id);
CREATE INDEX payments_by_payment_date ON payments (payment_date);
CREATE INDEX payments_by_refunds_payment ON payments (refunds_payment_id);
CREATE INDEX payments_by_journal_entry ON payments (journal_entry_id);
CREATE INDEX payments_by_status ON payments (status, payment_date, id);
CREATE INDEX payments_by_status_number ON payments (status, payment_number, id);
CREATE INDEX payments_by_created_at ON payments (created_at, id);

-- What happened to an order, told as a timeline. Rows are only ever added.
CREATE TABLE order_events (
    id          INTEGER PRIMARY KEY,
    order_id    INTEGER NOT NULL REFERENCES sales_orders (id),
    event_type  TEXT    NOT NULL CHECK (trim(event_type) <> '' AND length(event_type) <= 50),
    title       TEXT    NOT NULL CHECK (trim(title) <> '' AND length(title) <= 200),
    description TEXT,
    old_value   TEXT             CHECK (length(old_value) <= 100),
    new_value   TEXT             CHECK (length(new_value) <= 100),
    user_id     INTEGER REFERENCES users (id),
    created_at  TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                        CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at)
) STRICT;

CREATE INDEX order_events_by_user ON order_events (user_id);
CREATE INDEX order_events_by_order ON order_events (order_id, id);

CREATE TABLE shipping_events (
    id              INTEGER PRIMARY KEY,
    order_id        INTEGER NOT NULL REFERENCES sales_orders (id),
    event_type      TEXT    NOT NULL CHECK (trim(event_type) <> '' AND length(event_type) <= 50),
    title           TEXT    NOT NULL CHECK (trim(title) <> '' AND length(title) <= 200),
    description     TEXT,
    tracking_number TEXT             CHECK (length(tracking_number) <= 100),
    carrier         TEXT             CHECK (length(carrier) <= 50),
    event_date      TEXT    CHECK (date(event_date, '+0 days') IS event_date AND event_date BETWEEN '1900-01-01' AND '2999-12-31'),
    event_timestamp TEXT             CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', event_timestamp, '+0 days') IS event_timestamp),
    user_id         INTEGER REFERENCES users (id),
    created_at      TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                            CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),

    -- Spoolyard's own
    shipment_id     INTEGER REFERENCES shipments (id)
) STRICT;

CREATE INDEX shipping_events_by_user ON shipping_events (user_id);
CREATE INDEX shipping_events_by_shipment ON shipping_events (shipment_id);
CREATE INDEX shipping_events_by_order ON shipping_events (order_id, id);

-- What left the house is a fact. A draft is packed and repacked freely.
CREATE TRIGGER shipment_lines_added_to_drafts_only
BEFORE INSERT ON shipment_lines
WHEN (SELECT status FROM shipments WHERE id = new.shipment_id) <> 'draft'
BEGIN
    SELECT RAISE (ABORT, 'shipment_lines: the shipment has left; void it and pack a new one');
END;

CREATE TRIGGER shipment_lines_changed_in_drafts_only
BEFORE UPDATE ON shipment_lines
WHEN (SELECT status FROM shipments WHERE id = old.shipment_id) <> 'draft'
BEGIN
    SELECT RAISE (ABORT, 'shipment_lines: the shipment has left; void it and pack a new one');
END;

CREATE TRIGGER shipment_lines_deleted_from_drafts_only
BEFORE DELETE ON shipment_lines
WHEN (SELECT status FROM shipments WHERE id = old.shipment_id) <> 'draft'
BEGIN
    SELECT RAISE (ABORT, 'shipment_lines: the shipment has left; void it and pack a new one');
END;

CREATE TRIGGER shipments_leave_once
BEFORE UPDATE OF status ON shipments
WHEN (old.status = 'shipped' AND new.status = 'draft') OR (old.status = 'voided' AND new.status <> 'voided')
BEGIN
    SELECT RAISE (ABORT, 'shipments: a shipment that has left or was voided never becomes a draft again');
END;

CREATE TRIGGER shipments_deleted_as_drafts_only
BEFORE DELETE ON shipments
WHEN old.status <> 'draft'
BEGIN
    SELECT RAISE (ABORT, 'shipments: a shipment that has left is voided, not deleted');
END;

-- Money that was taken is voided or refunded; its amount never changes.
CREATE TRIGGER payments_never_rewritten
BEFORE UPDATE ON payments
WHEN new.amount             IS NOT old.amount
  OR new.sales_order_id     IS NOT old.sales_order_id
  OR new.payment_number     IS NOT old.payment_number
  OR new.payment_type       IS NOT old.payment_type
  OR new.refunds_payment_id IS NOT old.refunds_payment_id
  OR (old.status = 'voided' AND new.status <> 'voided')
BEGIN
    SELECT RAISE (ABORT, 'payments: the amount of a payment never changes; void it and record a new one');
END;

CREATE TRIGGER payments_never_deleted
BEFORE DELETE ON payments
BEGIN
    SELECT RAISE (ABORT, 'payments: a payment is voided, not deleted');
END;

CREATE TRIGGER invoices_never_rewritten
BEFORE UPDATE ON invoices
WHEN new.invoice_number  IS NOT old.invoice_number
  OR new.sales_order_id  IS NOT old.sales_order_id
  OR new.shipment_id     IS NOT old.shipment_id
  OR new.subtotal        IS NOT old.subtotal
  OR new.discount_amount IS NOT old.discount_amount
  OR new.tax_amount      IS NOT old.tax_amount
  OR new.shipping_amount IS NOT old.shipping_amount
  OR new.total           IS NOT old.total
  OR (old.status = 'voided' AND new.status <> 'voided')
BEGIN
    SELECT RAISE (ABORT, 'invoices: the figures of an invoice never change; void it and write a new one');
END;

CREATE TRIGGER invoices_never_deleted
BEFORE DELETE ON invoices
BEGIN
    SELECT RAISE (ABORT, 'invoices: an invoice is voided, not deleted');
END;
