-- What a job would cost, told line by line, before anyone has promised anything. An approved quote is converted into
-- an order once and carries every figure over.

-- The figures of the whole quote. Its parts, each with its own file, material and price, are quote_parts.
CREATE TABLE quotes (
    id                      INTEGER PRIMARY KEY,
    user_id                 INTEGER NOT NULL REFERENCES users (id),
    quote_number            TEXT    NOT NULL UNIQUE             CHECK (trim(quote_number) <> '' AND length(quote_number) <= 50),

    product_name            TEXT                                CHECK (length(product_name) <= 255),
    quantity                INTEGER NOT NULL DEFAULT 1          CHECK (quantity > 0),
    material_type           TEXT                                CHECK (length(material_type) <= 50),
    color                   TEXT                                CHECK (length(color) <= 30),
    finish                  TEXT    NOT NULL DEFAULT 'standard' CHECK (length(finish) <= 50),
    gcode_file_path         TEXT                                CHECK (length(gcode_file_path) <= 500),

    material_grams          INTEGER                             CHECK (material_grams >= 0),
    print_time_hours        INTEGER                             CHECK (print_time_hours >= 0),

    unit_price              INTEGER                             CHECK (unit_price >= 0),
    subtotal                INTEGER                             CHECK (subtotal >= 0),
    tax_rate                INTEGER                             CHECK (tax_rate BETWEEN 0 AND 1000000),
    tax_amount              INTEGER                             CHECK (tax_amount >= 0),
    total_price             INTEGER NOT NULL                    CHECK (total_price >= 0),
    margin_percent          INTEGER,

    image_data              BLOB,
    image_filename          TEXT                                CHECK (length(image_filename) <= 255),
    image_mime_type         TEXT                                CHECK (length(image_mime_type) <= 100),
    file_format             TEXT    NOT NULL
                                    CHECK (file_format IN ('stl', '3mf', 'obj', 'gcode', 'bgcode', 'gcode.3mf', 'none')),
    file_size_bytes         INTEGER NOT NULL                    CHECK (file_size_bytes >= 0),
    dimensions_x            INTEGER                             CHECK (dimensions_x >= 0),
    dimensions_y            INTEGER                             CHECK (dimensions_y >= 0),
    dimensions_z            INTEGER                             CHECK (dimensions_z >= 0),

    status                  TEXT    NOT NULL DEFAULT 'pending'
                                    CHECK (status IN ('pending', 'approved', 'rejected', 'expired', 'converted')),
    approval_method         TEXT                                CHECK (approval_method IN ('auto', 'manual')),
    approved_by             INTEGER REFERENCES users (id),
    approved_at             TEXT    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', approved_at, '+0 days') IS approved_at),
    rejection_reason        TEXT                                CHECK (length(rejection_reason) <= 500),
    auto_approved           INTEGER NOT NULL DEFAULT 0          CHECK (auto_approved IN (0, 1)),
    auto_approve_eligible   INTEGER NOT NULL DEFAULT 0          CHECK (auto_approve_eligible IN (0, 1)),
    requires_review_reason  TEXT                                CHECK (length(requires_review_reason) <= 255),

    rush_level              TEXT    NOT NULL DEFAULT 'standard' CHECK (rush_level IN ('standard', 'rush', 'expedite')),
    requested_delivery_date TEXT    CHECK (date(requested_delivery_date, '+0 days') IS requested_delivery_date
                                           AND requested_delivery_date BETWEEN '1900-01-01' AND '2999-12-31'),
    customer_notes          TEXT                                CHECK (length(customer_notes) <= 1000),
    admin_notes             TEXT                                CHECK (length(admin_notes) <= 1000),
    internal_notes          TEXT                                CHECK (length(internal_notes) <= 1000),

    customer_id             INTEGER REFERENCES users (id),
    customer_email          TEXT                                CHECK (length(customer_email) <= 255),
    customer_name           TEXT                                CHECK (length(customer_name) <= 200),

    shipping_name           TEXT                                CHECK (length(shipping_name) <= 200),
    shipping_address_line1  TEXT                                CHECK (length(shipping_address_line1) <= 255),
    shipping_address_line2  TEXT                                CHECK (length(shipping_address_line2) <= 255),
    shipping_city           TEXT                                CHECK (length(shipping_city) <= 100),
    shipping_state          TEXT                                CHECK (length(shipping_state) <= 50),
    shipping_zip            TEXT                                CHECK (length(shipping_zip) <= 20),
    shipping_country        TEXT    DEFAULT 'USA'               CHECK (length(shipping_country) <= 100),
    shipping_phone          TEXT                                CHECK (length(shipping_phone) <= 30),
    shipping_rate_id        TEXT                                CHECK (length(shipping_rate_id) <= 100),
    shipping_carrier        TEXT                                CHECK (length(shipping_carrier) <= 50),
    shipping_service        TEXT                                CHECK (length(shipping_service) <= 100),
    shipping_cost           INTEGER                             CHECK (shipping_cost >= 0),

    sales_order_id          INTEGER REFERENCES sales_orders (id),
    converted_at            TEXT    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', converted_at, '+0 days') IS converted_at),
    product_id              INTEGER REFERENCES products (id),

    created_at              TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    updated_at              TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', updated_at, '+0 days') IS updated_at),
    expires_at              TEXT    NOT NULL
                                    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', expires_at, '+0 days') IS expires_at),

    -- Spoolyard's own
    discount_amount         INTEGER NOT NULL DEFAULT 0          CHECK (discount_amount >= 0),
    currency_code           TEXT    NOT NULL DEFAULT 'USD'      CHECK (currency_code GLOB '[A-Z][A-Z][A-Z]'),
    price_breakdown_json    TEXT    CHECK (price_breakdown_json IS NULL OR json_valid(price_breakdown_json))
) STRICT;

CREATE INDEX quotes_by_user ON quotes (user_id);
CREATE INDEX quotes_by_approved_by ON quotes (approved_by);
CREATE INDEX quotes_by_customer ON quotes (customer_id);
CREATE INDEX quotes_by_sales_order ON quotes (sales_order_id);
CREATE INDEX quotes_by_product ON quotes (product_id);
CREATE INDEX quotes_by_status ON quotes (status, expires_at, id);
CREATE INDEX quotes_by_created_at ON quotes (created_at, id);

-- One thing to be made. price_breakdown_json is the explanation shown with the price: material, machine time,
-- labour, setup, overhead, margin, minimum, each with the figures it came from.
CREATE TABLE quote_parts (
    id                   INTEGER PRIMARY KEY,
    quote_id             INTEGER NOT NULL REFERENCES quotes (id) ON DELETE CASCADE,
    line_number          INTEGER NOT NULL           CHECK (line_number > 0),
    product_id           INTEGER REFERENCES products (id),
    quote_file_id        INTEGER REFERENCES quote_files (id) ON DELETE SET NULL,
    name                 TEXT    NOT NULL           CHECK (trim(name) <> '' AND length(name) <= 255),
    quantity             INTEGER NOT NULL           CHECK (quantity > 0),
    finish               TEXT                       CHECK (length(finish) <= 50),
    material_grams       INTEGER                    CHECK (material_grams >= 0),
    print_minutes        INTEGER                    CHECK (print_minutes >= 0),
    unit_price           INTEGER NOT NULL DEFAULT 0 CHECK (unit_price >= 0),
    line_total           INTEGER NOT NULL DEFAULT 0 CHECK (line_total >= 0),
    price_breakdown_json TEXT                       CHECK (price_breakdown_json IS NULL OR json_valid(price_breakdown_json)),
    notes                TEXT,
    created_at           TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                 CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    updated_at           TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                 CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', updated_at, '+0 days') IS updated_at),
    UNIQUE (quote_id, line_number)
) STRICT;

CREATE INDEX quote_parts_by_product ON quote_parts (product_id);
CREATE INDEX quote_parts_by_quote_file ON quote_parts (quote_file_id);

-- What one piece costs from this many on.
CREATE TABLE quote_price_breaks (
    id            INTEGER PRIMARY KEY,
    quote_part_id INTEGER NOT NULL REFERENCES quote_parts (id) ON DELETE CASCADE,
    min_quantity  INTEGER NOT NULL CHECK (min_quantity > 0),
    unit_price    INTEGER NOT NULL CHECK (unit_price >= 0),
    UNIQUE (quote_part_id, min_quantity)
) STRICT;

CREATE TABLE quote_files (
    id                INTEGER PRIMARY KEY,
    quote_id          INTEGER NOT NULL REFERENCES quotes (id),
    original_filename TEXT    NOT NULL           CHECK (trim(original_filename) <> '' AND length(original_filename) <= 255),
    stored_filename   TEXT    NOT NULL UNIQUE    CHECK (trim(stored_filename) <> '' AND length(stored_filename) <= 255),
    file_path         TEXT    NOT NULL           CHECK (trim(file_path) <> '' AND length(file_path) <= 500),
    file_size_bytes   INTEGER NOT NULL           CHECK (file_size_bytes >= 0),
    file_format       TEXT    NOT NULL           CHECK (file_format IN ('stl', '3mf', 'obj', 'gcode', 'bgcode', 'gcode.3mf')),
    mime_type         TEXT    NOT NULL           CHECK (trim(mime_type) <> '' AND length(mime_type) <= 100),
    is_valid          INTEGER NOT NULL DEFAULT 1 CHECK (is_valid IN (0, 1)),
    validation_errors TEXT                       CHECK (length(validation_errors) <= 1000),
    file_hash         TEXT    NOT NULL           CHECK (trim(file_hash) <> '' AND length(file_hash) <= 64),
    model_name        TEXT                       CHECK (length(model_name) <= 255),
    vertex_count      INTEGER                    CHECK (vertex_count >= 0),
    triangle_count    INTEGER                    CHECK (triangle_count >= 0),
    bambu_file_id     TEXT                       CHECK (length(bambu_file_id) <= 100),
    processed         INTEGER NOT NULL DEFAULT 0 CHECK (processed IN (0, 1)),
    processing_error  TEXT                       CHECK (length(processing_error) <= 500),
    uploaded_at       TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                              CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', uploaded_at, '+0 days') IS uploaded_at),
    processed_at      TEXT                       CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', processed_at, '+0 days') IS processed_at),

    -- Spoolyard's own
    quote_part_id     INTEGER REFERENCES quote_parts (id) ON DELETE SET NULL
) STRICT;

CREATE INDEX quote_files_by_quote ON quote_files (quote_id);
CREATE INDEX quote_files_by_file_hash ON quote_files (file_hash);
CREATE INDEX quote_files_by_quote_part ON quote_files (quote_part_id);

-- Which material and colour sits in which slot. product_id is the item it becomes when the quote is converted.
CREATE TABLE quote_materials (
    id             INTEGER PRIMARY KEY,
    quote_id       INTEGER NOT NULL REFERENCES quotes (id),
    slot_number    INTEGER NOT NULL DEFAULT 1 CHECK (slot_number > 0),
    is_primary     INTEGER NOT NULL DEFAULT 0 CHECK (is_primary IN (0, 1)),
    material_type  TEXT    NOT NULL           CHECK (length(material_type) <= 50),
    color_code     TEXT                       CHECK (length(color_code) <= 30),
    color_name     TEXT                       CHECK (length(color_name) <= 100),
    color_hex      TEXT                       CHECK (length(color_hex) <= 7),
    material_grams INTEGER NOT NULL           CHECK (material_grams >= 0),
    created_at     TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                           CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),

    -- Spoolyard's own
    quote_part_id  INTEGER REFERENCES quote_parts (id) ON DELETE CASCADE,
    product_id     INTEGER REFERENCES products (id)
) STRICT;

CREATE INDEX quote_materials_by_quote ON quote_materials (quote_id);
CREATE INDEX quote_materials_by_quote_part ON quote_materials (quote_part_id);
CREATE INDEX quote_materials_by_product ON quote_materials (product_id);
