-- What the farm buys, makes and sells. A material and a colour make an item by themselves (material_types × colors →
-- products).

CREATE TABLE item_categories (
    id          INTEGER PRIMARY KEY,
    code        TEXT    NOT NULL UNIQUE    CHECK (trim(code) <> '' AND length(code) <= 50),
    name        TEXT    NOT NULL           CHECK (trim(name) <> '' AND length(name) <= 100),
    parent_id   INTEGER REFERENCES item_categories (id),
    description TEXT,
    sort_order  INTEGER NOT NULL DEFAULT 0,
    is_active   INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
    created_at  TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                        CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    updated_at  TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                        CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', updated_at, '+0 days') IS updated_at)
) STRICT;

CREATE INDEX item_categories_by_parent ON item_categories (parent_id);

CREATE TABLE material_types (
    id                    INTEGER PRIMARY KEY,
    code                  TEXT    NOT NULL UNIQUE          CHECK (trim(code) <> '' AND length(code) <= 50),
    name                  TEXT    NOT NULL                 CHECK (trim(name) <> '' AND length(name) <= 100),
    base_material         TEXT    NOT NULL                 CHECK (trim(base_material) <> '' AND length(base_material) <= 20),
    process_type          TEXT    NOT NULL DEFAULT 'FDM'   CHECK (process_type IN ('FDM', 'SLA', 'SLS')),

    density               INTEGER NOT NULL                 CHECK (density > 0),
    volumetric_flow_limit INTEGER                          CHECK (volumetric_flow_limit >= 0),
    nozzle_temp_min       INTEGER                          CHECK (nozzle_temp_min >= 0),
    nozzle_temp_max       INTEGER                          CHECK (nozzle_temp_max >= 0),
    bed_temp_min          INTEGER                          CHECK (bed_temp_min >= 0),
    bed_temp_max          INTEGER                          CHECK (bed_temp_max >= 0),
    requires_enclosure    INTEGER NOT NULL DEFAULT 0       CHECK (requires_enclosure IN (0, 1)),

    base_price_per_kg     INTEGER NOT NULL                 CHECK (base_price_per_kg >= 0),
    price_multiplier      INTEGER NOT NULL DEFAULT 1000000 CHECK (price_multiplier >= 0),
    description           TEXT,
    strength_rating       INTEGER                          CHECK (strength_rating BETWEEN 1 AND 10),

    is_customer_visible   INTEGER NOT NULL DEFAULT 1       CHECK (is_customer_visible IN (0, 1)),
    display_order         INTEGER NOT NULL DEFAULT 100,
    active                INTEGER NOT NULL DEFAULT 1       CHECK (active IN (0, 1)),

    created_at            TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                  CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    updated_at            TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                  CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', updated_at, '+0 days') IS updated_at)
) STRICT;

CREATE INDEX material_types_by_base_material ON material_types (base_material);

CREATE TABLE colors (
    id                  INTEGER PRIMARY KEY,
    code                TEXT    NOT NULL UNIQUE    CHECK (trim(code) <> '' AND length(code) <= 30),
    name                TEXT    NOT NULL           CHECK (trim(name) <> '' AND length(name) <= 100),
    hex_code            TEXT                       CHECK (length(hex_code) <= 7),
    hex_code_secondary  TEXT                       CHECK (length(hex_code_secondary) <= 7),
    display_order       INTEGER NOT NULL DEFAULT 100,
    is_customer_visible INTEGER NOT NULL DEFAULT 1 CHECK (is_customer_visible IN (0, 1)),
    active              INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
    created_at          TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    updated_at          TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', updated_at, '+0 days') IS updated_at)
) STRICT;

-- Which colours a material comes in.
CREATE TABLE material_colors (
    id                  INTEGER PRIMARY KEY,
    material_type_id    INTEGER NOT NULL REFERENCES material_types (id),
    color_id            INTEGER NOT NULL REFERENCES colors (id),
    is_customer_visible INTEGER NOT NULL DEFAULT 1 CHECK (is_customer_visible IN (0, 1)),
    display_order       INTEGER NOT NULL DEFAULT 100,
    active              INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
    UNIQUE (material_type_id, color_id)
) STRICT;

CREATE INDEX material_colors_by_color ON material_colors (color_id);

-- One stock unit per product (unit): stock, need and cost are counted in it, and cost is per stock unit.
CREATE TABLE products (
    id                      INTEGER PRIMARY KEY,
    sku                     TEXT    NOT NULL UNIQUE                 CHECK (trim(sku) <> '' AND length(sku) <= 50),
    legacy_sku              TEXT                                    CHECK (length(legacy_sku) <= 50),
    name                    TEXT    NOT NULL                        CHECK (trim(name) <> '' AND length(name) <= 255),
    description             TEXT,

    unit                    TEXT    NOT NULL DEFAULT 'EA'           CHECK (length(unit) <= 20),
    purchase_uom            TEXT    NOT NULL DEFAULT 'EA'           CHECK (length(purchase_uom) <= 20),
    purchase_factor         INTEGER                                 CHECK (purchase_factor > 0),
    item_type               TEXT    NOT NULL DEFAULT 'finished_good'
                                    CHECK (item_type IN ('finished_good', 'component', 'material', 'supply', 'service')),
    procurement_type        TEXT    NOT NULL DEFAULT 'buy'          CHECK (procurement_type IN ('buy', 'make')),

    category_id             INTEGER REFERENCES item_categories (id),
    material_type_id        INTEGER REFERENCES material_types (id),
    color_id                INTEGER REFERENCES colors (id),

    cost_method             TEXT    NOT NULL DEFAULT 'average'      CHECK (cost_method IN ('average', 'standard', 'fifo')),
    standard_cost           INTEGER                                 CHECK (standard_cost >= 0),
    average_cost            INTEGER                                 CHECK (average_cost >= 0),
    last_cost               INTEGER                                 CHECK (last_cost >= 0),
    selling_price           INTEGER                                 CHECK (selling_price >= 0),

    weight_oz               INTEGER                                 CHECK (weight_oz >= 0),
    length_in               INTEGER                                 CHECK (length_in >= 0),
    width_in                INTEGER                                 CHECK (width_in >= 0),
    height_in               INTEGER                                 CHECK (height_in >= 0),

    lead_time_days          INTEGER                                 CHECK (lead_time_days >= 0),
    min_order_qty           INTEGER                                 CHECK (min_order_qty > 0),
    reorder_point           INTEGER                                 CHECK (reorder_point >= 0),
    safety_stock            INTEGER NOT NULL DEFAULT 0              CHECK (safety_stock >= 0),
    preferred_vendor_id     INTEGER REFERENCES vendors (id),
    stocking_policy         TEXT    NOT NULL DEFAULT 'on_demand'    CHECK (stocking_policy IN ('on_demand', 'stock')),

    upc                     TEXT                                    CHECK (length(upc) <= 50),
    type                    TEXT    NOT NULL DEFAULT 'standard'     CHECK (type IN ('standard', 'custom')),
    gcode_file_path         TEXT                                    CHECK (length(gcode_file_path) <= 500),
    image_url               TEXT                                    CHECK (length(image_url) <= 500),

    is_public               INTEGER NOT NULL DEFAULT 1              CHECK (is_public IN (0, 1)),
    sales_channel           TEXT    NOT NULL DEFAULT 'public'       CHECK (sales_channel IN ('public', 'wholesale', 'internal')),
    customer_id             INTEGER REFERENCES users (id),

    is_raw_material         INTEGER NOT NULL DEFAULT 0              CHECK (is_raw_material IN (0, 1)),
    has_bom                 INTEGER NOT NULL DEFAULT 0              CHECK (has_bom IN (0, 1)),
    track_lots              INTEGER NOT NULL DEFAULT 0              CHECK (track_lots IN (0, 1)),
    track_serials           INTEGER NOT NULL DEFAULT 0              CHECK (track_serials IN (0, 1)),
    active                  INTEGER NOT NULL DEFAULT 1              CHECK (active IN (0, 1)),

    woocommerce_product_id  INTEGER,
    squarespace_product_id  TEXT                                    CHECK (length(squarespace_product_id) <= 50),

    created_at              TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    updated_at              TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', updated_at, '+0 days') IS updated_at),

    -- Spoolyard's own
    order_multiple          INTEGER                                 CHECK (order_multiple > 0),
    max_order_qty           INTEGER                                 CHECK (max_order_qty > 0),
    lot_policy              TEXT    NOT NULL DEFAULT 'L4L'
                                    CHECK (lot_policy IN ('L4L', 'FOQ', 'POQ', 'EOQ', 'WW', 'SILVER_MEAL', 'LTC', 'LUC')),
    lot_size                INTEGER                                 CHECK (lot_size > 0),
    poq_days                INTEGER                                 CHECK (poq_days > 0),
    order_cost              INTEGER                                 CHECK (order_cost >= 0),
    lead_time_per_unit_days INTEGER                                 CHECK (lead_time_per_unit_days >= 0),
    yield_percent           INTEGER NOT NULL DEFAULT 100000000      CHECK (yield_percent > 0 AND yield_percent <= 100000000),
    is_phantom              INTEGER NOT NULL DEFAULT 0              CHECK (is_phantom IN (0, 1)),
    notes                   TEXT
) STRICT;

CREATE INDEX products_by_legacy_sku ON products (legacy_sku);
CREATE INDEX products_by_category ON products (category_id);
CREATE INDEX products_by_material_type ON products (material_type_id);
CREATE INDEX products_by_color ON products (color_id);
CREATE INDEX products_by_preferred_vendor ON products (preferred_vendor_id);
CREATE INDEX products_by_customer ON products (customer_id);
-- fg-0001 and FG-0001 are one product to the person who types them
CREATE UNIQUE INDEX products_sku_any_case ON products (sku COLLATE NOCASE);
CREATE INDEX products_by_name ON products (name COLLATE NOCASE, id);
CREATE INDEX products_by_item_type ON products (item_type, active, id);
CREATE INDEX products_by_created_at ON products (created_at, id);
CREATE INDEX products_by_upc ON products (upc) WHERE upc IS NOT NULL;
