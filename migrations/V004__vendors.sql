-- Who the farm buys from, and what each of them calls our items.

CREATE TABLE vendors (
    id             INTEGER PRIMARY KEY,
    code           TEXT    NOT NULL UNIQUE    CHECK (trim(code) <> '' AND length(code) <= 50),
    name           TEXT    NOT NULL           CHECK (trim(name) <> '' AND length(name) <= 200),

    contact_name   TEXT                       CHECK (length(contact_name) <= 100),
    email          TEXT                       CHECK (length(email) <= 200),
    phone          TEXT                       CHECK (length(phone) <= 50),
    website        TEXT                       CHECK (length(website) <= 500),

    address_line1  TEXT                       CHECK (length(address_line1) <= 200),
    address_line2  TEXT                       CHECK (length(address_line2) <= 200),
    city           TEXT                       CHECK (length(city) <= 100),
    state          TEXT                       CHECK (length(state) <= 100),
    postal_code    TEXT                       CHECK (length(postal_code) <= 20),
    country        TEXT    DEFAULT 'USA'      CHECK (length(country) <= 100),

    payment_terms  TEXT                       CHECK (length(payment_terms) <= 100),
    account_number TEXT                       CHECK (length(account_number) <= 100),
    tax_id         TEXT                       CHECK (length(tax_id) <= 50),
    lead_time_days INTEGER                    CHECK (lead_time_days >= 0),
    rating         INTEGER                    CHECK (rating BETWEEN 0 AND 5000000),
    notes          TEXT,

    is_active      INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
    created_at     TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                           CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    updated_at     TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                           CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', updated_at, '+0 days') IS updated_at)
) STRICT;

CREATE UNIQUE INDEX vendors_code_any_case ON vendors (code COLLATE NOCASE);
CREATE INDEX vendors_by_name ON vendors (name COLLATE NOCASE, id);

-- Remembers each vendor's SKU, unit and last cost, and fills new order lines from them. default_unit_cost is the
-- text a vendor's list gave; last_unit_cost is what was paid.
CREATE TABLE vendor_items (
    id                    INTEGER PRIMARY KEY,
    vendor_id             INTEGER NOT NULL REFERENCES vendors (id),
    vendor_sku            TEXT    NOT NULL           CHECK (trim(vendor_sku) <> '' AND length(vendor_sku) <= 100),
    vendor_description    TEXT                       CHECK (length(vendor_description) <= 500),
    product_id            INTEGER REFERENCES products (id) ON DELETE SET NULL,
    default_unit_cost     TEXT                       CHECK (length(default_unit_cost) <= 20),
    default_purchase_unit TEXT                       CHECK (length(default_purchase_unit) <= 20),
    last_seen_at          TEXT    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', last_seen_at, '+0 days') IS last_seen_at),
    times_ordered         INTEGER NOT NULL DEFAULT 0 CHECK (times_ordered >= 0),
    notes                 TEXT,
    created_at            TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                  CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    updated_at            TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                  CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', updated_at, '+0 days') IS updated_at),

    -- Spoolyard's own
    last_unit_cost        INTEGER                    CHECK (last_unit_cost >= 0),
    purchase_factor       INTEGER                    CHECK (purchase_factor > 0),
    is_preferred          INTEGER NOT NULL DEFAULT 0 CHECK (is_preferred IN (0, 1)),
    UNIQUE (vendor_id, vendor_sku)
) STRICT;

CREATE INDEX vendor_items_by_product ON vendor_items (product_id);
