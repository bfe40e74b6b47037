-- Which lot, which spool and which serial number went where: enough to walk from a supplier's lot to every customer
-- who got some of it, and back.

CREATE TABLE material_lots (
    id                      INTEGER PRIMARY KEY,
    lot_number              TEXT    NOT NULL UNIQUE                CHECK (trim(lot_number) <> '' AND length(lot_number) <= 100),
    product_id              INTEGER NOT NULL REFERENCES products (id),
    vendor_id               INTEGER REFERENCES vendors (id),
    purchase_order_id       INTEGER REFERENCES purchase_orders (id),
    vendor_lot_number       TEXT                                   CHECK (length(vendor_lot_number) <= 100),

    quantity_received       INTEGER NOT NULL                       CHECK (quantity_received >= 0),
    quantity_consumed       INTEGER NOT NULL DEFAULT 0             CHECK (quantity_consumed >= 0),
    quantity_scrapped       INTEGER NOT NULL DEFAULT 0             CHECK (quantity_scrapped >= 0),
    quantity_adjusted       INTEGER NOT NULL DEFAULT 0,

    status                  TEXT    NOT NULL DEFAULT 'active'
                                    CHECK (status IN ('active', 'depleted', 'expired', 'quarantine')),
    certificate_of_analysis TEXT,
    coa_file_path           TEXT                                   CHECK (length(coa_file_path) <= 500),
    inspection_status       TEXT    NOT NULL DEFAULT 'pending'     CHECK (inspection_status IN ('pending', 'passed', 'failed')),

    manufactured_date       TEXT    CHECK (date(manufactured_date, '+0 days') IS manufactured_date
                                           AND manufactured_date BETWEEN '1900-01-01' AND '2999-12-31'),
    expiration_date         TEXT    CHECK (date(expiration_date, '+0 days') IS expiration_date
                                           AND expiration_date BETWEEN '1900-01-01' AND '2999-12-31'),
    received_date           TEXT    NOT NULL DEFAULT (date('now'))
                                    CHECK (date(received_date, '+0 days') IS received_date
                                           AND received_date BETWEEN '1900-01-01' AND '2999-12-31'),

    unit_cost               INTEGER                                CHECK (unit_cost >= 0),
    location                TEXT                                   CHECK (length(location) <= 100),
    notes                   TEXT,

    created_at              TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    updated_at              TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', updated_at, '+0 days') IS updated_at),

    -- Spoolyard's own
    location_id             INTEGER REFERENCES inventory_locations (id),
    production_order_id     INTEGER REFERENCES production_orders (id),
    quarantine_reason       TEXT
) STRICT;

CREATE INDEX material_lots_by_product ON material_lots (product_id);
CREATE INDEX material_lots_by_vendor ON material_lots (vendor_id);
CREATE INDEX material_lots_by_purchase_order ON material_lots (purchase_order_id);
CREATE INDEX material_lots_by_status ON material_lots (status);
CREATE INDEX material_lots_by_expiration_date ON material_lots (expiration_date);
CREATE INDEX material_lots_by_location ON material_lots (location_id);
CREATE INDEX material_lots_by_production_order ON material_lots (production_order_id);
-- Oldest expiry first
CREATE INDEX material_lots_usable ON material_lots (product_id, expiration_date, id) WHERE status = 'active';

-- Weights are of filament alone, in kilograms.
CREATE TABLE material_spools (
    id                    INTEGER PRIMARY KEY,
    spool_number          TEXT    NOT NULL UNIQUE           CHECK (trim(spool_number) <> '' AND length(spool_number) <= 100),
    product_id            INTEGER NOT NULL REFERENCES products (id),
    initial_weight_kg     INTEGER NOT NULL                  CHECK (initial_weight_kg > 0),
    current_weight_kg     INTEGER NOT NULL                  CHECK (current_weight_kg >= 0),
    status                TEXT    NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'empty', 'expired')),
    received_date         TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                  CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', received_date, '+0 days') IS received_date),
    expiry_date           TEXT    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', expiry_date, '+0 days') IS expiry_date),
    location_id           INTEGER REFERENCES inventory_locations (id),
    supplier_lot_number   TEXT                              CHECK (length(supplier_lot_number) <= 100),
    notes                 TEXT,
    created_at            TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                  CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    updated_at            TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                  CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', updated_at, '+0 days') IS updated_at),
    created_by            TEXT                              CHECK (length(created_by) <= 100),

    -- Spoolyard's own
    lot_id                INTEGER REFERENCES material_lots (id),
    empty_spool_weight_kg INTEGER                           CHECK (empty_spool_weight_kg >= 0),
    unit_cost             INTEGER                           CHECK (unit_cost >= 0),
    printer_id            INTEGER REFERENCES printers (id),
    printer_slot          TEXT                              CHECK (length(printer_slot) <= 20),
    tag_uid               TEXT                              CHECK (length(tag_uid) <= 64)
) STRICT;

CREATE INDEX material_spools_by_product ON material_spools (product_id);
CREATE INDEX material_spools_by_location ON material_spools (location_id);
CREATE INDEX material_spools_by_lot ON material_spools (lot_id);
CREATE INDEX material_spools_by_printer ON material_spools (printer_id);
-- One spool a slot
CREATE UNIQUE INDEX material_spools_one_per_slot ON material_spools (printer_id, printer_slot) WHERE printer_slot IS NOT NULL;
CREATE INDEX material_spools_by_status ON material_spools (status, product_id);
CREATE INDEX material_spools_by_tag ON material_spools (tag_uid) WHERE tag_uid IS NOT NULL;

-- A material in one colour, as a shop window shows it. Stock itself is the linked product's, in grams.
CREATE TABLE material_inventory (
    id                  INTEGER PRIMARY KEY,
    material_type_id    INTEGER NOT NULL REFERENCES material_types (id),
    color_id            INTEGER NOT NULL REFERENCES colors (id),
    product_id          INTEGER REFERENCES products (id),
    sku                 TEXT    NOT NULL UNIQUE          CHECK (trim(sku) <> '' AND length(sku) <= 50),
    in_stock            INTEGER NOT NULL DEFAULT 1       CHECK (in_stock IN (0, 1)),
    quantity_kg         INTEGER NOT NULL DEFAULT 0       CHECK (quantity_kg >= 0),
    reorder_point_kg    INTEGER NOT NULL DEFAULT 1000000 CHECK (reorder_point_kg >= 0),
    cost_per_kg         INTEGER                          CHECK (cost_per_kg >= 0),
    last_purchase_date  TEXT    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', last_purchase_date, '+0 days') IS last_purchase_date),
    last_purchase_price INTEGER                          CHECK (last_purchase_price >= 0),
    preferred_vendor    TEXT                             CHECK (length(preferred_vendor) <= 100),
    vendor_sku          TEXT                             CHECK (length(vendor_sku) <= 100),
    active              INTEGER NOT NULL DEFAULT 1       CHECK (active IN (0, 1)),
    created_at          TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    updated_at          TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', updated_at, '+0 days') IS updated_at),
    UNIQUE (material_type_id, color_id)
) STRICT;

CREATE INDEX material_inventory_by_color ON material_inventory (color_id);
CREATE INDEX material_inventory_by_product ON material_inventory (product_id);

CREATE TABLE production_order_spools (
    id                  INTEGER PRIMARY KEY,
    production_order_id INTEGER NOT NULL REFERENCES production_orders (id),
    spool_id            INTEGER NOT NULL REFERENCES material_spools (id),
    weight_consumed_kg  INTEGER NOT NULL DEFAULT 0 CHECK (weight_consumed_kg >= 0),
    created_at          TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    created_by          TEXT                       CHECK (length(created_by) <= 100)
) STRICT;

CREATE INDEX production_order_spools_by_production_order ON production_order_spools (production_order_id);
CREATE INDEX production_order_spools_by_spool ON production_order_spools (spool_id);

CREATE TABLE serial_numbers (
    id                  INTEGER PRIMARY KEY,
    serial_number       TEXT    NOT NULL UNIQUE                 CHECK (trim(serial_number) <> '' AND length(serial_number) <= 50),
    product_id          INTEGER NOT NULL REFERENCES products (id),
    production_order_id INTEGER NOT NULL REFERENCES production_orders (id),
    status              TEXT    NOT NULL DEFAULT 'manufactured' CHECK (status IN ('manufactured', 'sold', 'returned', 'scrapped')),
    qc_passed           INTEGER NOT NULL DEFAULT 1              CHECK (qc_passed IN (0, 1)),
    qc_date             TEXT    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', qc_date, '+0 days') IS qc_date),
    qc_notes            TEXT,
    sales_order_id      INTEGER REFERENCES sales_orders (id),
    sales_order_line_id INTEGER REFERENCES sales_order_lines (id),
    sold_at             TEXT    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', sold_at, '+0 days') IS sold_at),
    shipped_at          TEXT    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', shipped_at, '+0 days') IS shipped_at),
    tracking_number     TEXT                                    CHECK (length(tracking_number) <= 100),
    returned_at         TEXT    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', returned_at, '+0 days') IS returned_at),
    return_reason       TEXT,
    manufactured_at     TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', manufactured_at, '+0 days') IS manufactured_at),
    created_at          TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),

    -- Spoolyard's own
    shipment_id         INTEGER REFERENCES shipments (id),
    scrapped_at         TEXT    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', scrapped_at, '+0 days') IS scrapped_at)
) STRICT;

CREATE INDEX serial_numbers_by_product ON serial_numbers (product_id);
CREATE INDEX serial_numbers_by_production_order ON serial_numbers (production_order_id);
CREATE INDEX serial_numbers_by_status ON serial_numbers (status);
CREATE INDEX serial_numbers_by_sales_order ON serial_numbers (sales_order_id);
CREATE INDEX serial_numbers_by_sales_order_line ON serial_numbers (sales_order_line_id);
CREATE INDEX serial_numbers_by_shipment ON serial_numbers (shipment_id);

-- Which lot an order took from, and for which serial number where that is known.
CREATE TABLE production_lot_consumptions (
    id                       INTEGER PRIMARY KEY,
    production_order_id      INTEGER NOT NULL REFERENCES production_orders (id),
    material_lot_id          INTEGER NOT NULL REFERENCES material_lots (id),
    serial_number_id         INTEGER REFERENCES serial_numbers (id),
    bom_line_id              INTEGER REFERENCES bom_lines (id),
    quantity_consumed        INTEGER NOT NULL CHECK (quantity_consumed <> 0),
    consumed_at              TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                     CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', consumed_at, '+0 days') IS consumed_at),

    -- Spoolyard's own
    inventory_transaction_id INTEGER REFERENCES inventory_transactions (id)
) STRICT;

CREATE INDEX production_lot_consumptions_by_production_order ON production_lot_consumptions (production_order_id);
CREATE INDEX production_lot_consumptions_by_material_lot ON production_lot_consumptions (material_lot_id);
CREATE INDEX production_lot_consumptions_by_serial_number ON production_lot_consumptions (serial_number_id);
CREATE INDEX production_lot_consumptions_by_bom_line ON production_lot_consumptions (bom_line_id);
CREATE INDEX production_lot_consumptions_by_inventory_transaction ON production_lot_consumptions (inventory_transaction_id);

-- What a customer is owed in records.
CREATE TABLE customer_traceability_profiles (
    id                     INTEGER PRIMARY KEY,
    user_id                INTEGER NOT NULL UNIQUE REFERENCES users (id),
    traceability_level     TEXT    NOT NULL DEFAULT 'none' CHECK (traceability_level IN ('none', 'lot', 'full')),
    requires_coc           INTEGER NOT NULL DEFAULT 0      CHECK (requires_coc IN (0, 1)),
    requires_coa           INTEGER NOT NULL DEFAULT 0      CHECK (requires_coa IN (0, 1)),
    requires_first_article INTEGER NOT NULL DEFAULT 0      CHECK (requires_first_article IN (0, 1)),
    record_retention_days  INTEGER NOT NULL DEFAULT 2555   CHECK (record_retention_days >= 0),
    custom_serial_prefix   TEXT                            CHECK (length(custom_serial_prefix) <= 20),
    compliance_standards   TEXT                            CHECK (length(compliance_standards) <= 255),
    notes                  TEXT,
    created_at             TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                   CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    updated_at             TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                   CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', updated_at, '+0 days') IS updated_at)
) STRICT;
