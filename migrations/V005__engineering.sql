-- How a product is made: bills of material, routings, and the work centers and machines they run on. At most one
-- active bill and one active routing per product: a new version deactivates the old and keeps it readable.

CREATE TABLE boms (
    id                    INTEGER PRIMARY KEY,
    product_id            INTEGER NOT NULL REFERENCES products (id),
    code                  TEXT                       CHECK (length(code) <= 50),
    name                  TEXT                       CHECK (length(name) <= 255),
    version               INTEGER NOT NULL DEFAULT 1 CHECK (version > 0),
    revision              TEXT                       CHECK (length(revision) <= 10),
    active                INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
    total_cost            INTEGER                    CHECK (total_cost >= 0),
    assembly_time_minutes INTEGER                    CHECK (assembly_time_minutes >= 0),
    effective_date        TEXT    CHECK (date(effective_date, '+0 days') IS effective_date
                                         AND effective_date BETWEEN '1900-01-01' AND '2999-12-31'),
    notes                 TEXT,
    created_at            TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                  CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at)
) STRICT;

CREATE UNIQUE INDEX boms_one_active ON boms (product_id) WHERE active = 1;
CREATE INDEX boms_by_product ON boms (product_id, version);

-- scrap_factor is in percent: need = quantity × (1 + scrap_factor / 100).
CREATE TABLE bom_lines (
    id            INTEGER PRIMARY KEY,
    bom_id        INTEGER NOT NULL REFERENCES boms (id),
    component_id  INTEGER NOT NULL REFERENCES products (id),
    sequence      INTEGER,
    quantity      INTEGER NOT NULL                      CHECK (quantity > 0),
    unit          TEXT    NOT NULL DEFAULT 'EA'         CHECK (trim(unit) <> '' AND length(unit) <= 20),
    consume_stage TEXT    NOT NULL DEFAULT 'production' CHECK (consume_stage IN ('production', 'shipping')),
    is_cost_only  INTEGER NOT NULL DEFAULT 0            CHECK (is_cost_only IN (0, 1)),
    scrap_factor  INTEGER NOT NULL DEFAULT 0            CHECK (scrap_factor BETWEEN 0 AND 100000000),
    notes         TEXT
) STRICT;

CREATE INDEX bom_lines_by_bom ON bom_lines (bom_id);
CREATE INDEX bom_lines_by_component ON bom_lines (component_id);

-- What may stand in for a component, best first (priority 1). With bom_line_id NULL it holds wherever the component
-- is used.
CREATE TABLE product_alternates (
    id            INTEGER PRIMARY KEY,
    component_id  INTEGER NOT NULL REFERENCES products (id),
    substitute_id INTEGER NOT NULL REFERENCES products (id),
    bom_line_id   INTEGER REFERENCES bom_lines (id) ON DELETE CASCADE,
    priority      INTEGER NOT NULL DEFAULT 1       CHECK (priority > 0),
    factor        INTEGER NOT NULL DEFAULT 1000000 CHECK (factor > 0),
    notes         TEXT,
    created_at    TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                          CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    CHECK (component_id <> substitute_id)
) STRICT;

CREATE INDEX product_alternates_by_substitute ON product_alternates (substitute_id);
CREATE INDEX product_alternates_by_bom_line ON product_alternates (bom_line_id);
CREATE UNIQUE INDEX product_alternates_once ON product_alternates (component_id, substitute_id, coalesce(bom_line_id, 0));

CREATE TABLE work_centers (
    id                      INTEGER PRIMARY KEY,
    code                    TEXT    NOT NULL UNIQUE               CHECK (trim(code) <> '' AND length(code) <= 50),
    name                    TEXT    NOT NULL                      CHECK (trim(name) <> '' AND length(name) <= 200),
    description             TEXT,
    center_type             TEXT    NOT NULL DEFAULT 'production' CHECK (trim(center_type) <> '' AND length(center_type) <= 50),

    capacity_hours_per_day  INTEGER                               CHECK (capacity_hours_per_day >= 0),
    capacity_units_per_hour INTEGER                               CHECK (capacity_units_per_hour >= 0),

    machine_rate_per_hour   INTEGER                               CHECK (machine_rate_per_hour >= 0),
    labor_rate_per_hour     INTEGER                               CHECK (labor_rate_per_hour >= 0),
    overhead_rate_per_hour  INTEGER                               CHECK (overhead_rate_per_hour >= 0),
    hourly_rate             INTEGER NOT NULL DEFAULT 0            CHECK (hourly_rate >= 0),

    is_bottleneck           INTEGER NOT NULL DEFAULT 0            CHECK (is_bottleneck IN (0, 1)),
    scheduling_priority     INTEGER NOT NULL DEFAULT 5            CHECK (scheduling_priority BETWEEN 1 AND 10),
    is_active               INTEGER NOT NULL DEFAULT 1            CHECK (is_active IN (0, 1)),

    created_at              TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    updated_at              TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', updated_at, '+0 days') IS updated_at)
) STRICT;

-- A machine or a station of a work center.
CREATE TABLE resources (
    id                     INTEGER PRIMARY KEY,
    work_center_id         INTEGER NOT NULL REFERENCES work_centers (id),
    code                   TEXT    NOT NULL                     CHECK (trim(code) <> '' AND length(code) <= 50),
    name                   TEXT    NOT NULL                     CHECK (trim(name) <> '' AND length(name) <= 200),
    machine_type           TEXT                                 CHECK (length(machine_type) <= 100),
    serial_number          TEXT                                 CHECK (length(serial_number) <= 100),
    printer_class          TEXT    NOT NULL DEFAULT 'open'      CHECK (printer_class IN ('open', 'bambu')),
    bambu_device_id        TEXT                                 CHECK (length(bambu_device_id) <= 100),
    bambu_ip_address       TEXT                                 CHECK (length(bambu_ip_address) <= 50),
    capacity_hours_per_day INTEGER                              CHECK (capacity_hours_per_day >= 0),
    status                 TEXT    NOT NULL DEFAULT 'available' CHECK (status IN ('available', 'busy', 'maintenance', 'offline')),
    is_active              INTEGER NOT NULL DEFAULT 1           CHECK (is_active IN (0, 1)),
    created_at             TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                   CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    updated_at             TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                   CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', updated_at, '+0 days') IS updated_at),

    -- Spoolyard's own
    printer_id             INTEGER REFERENCES printers (id),
    UNIQUE (work_center_id, code)
) STRICT;

CREATE INDEX resources_by_printer ON resources (printer_id);
CREATE INDEX resources_by_code ON resources (code);

-- A template (product_id NULL) is copied, never run.
CREATE TABLE routings (
    id                       INTEGER PRIMARY KEY,
    product_id               INTEGER REFERENCES products (id),
    code                     TEXT    NOT NULL               CHECK (trim(code) <> '' AND length(code) <= 50),
    name                     TEXT                           CHECK (length(name) <= 200),
    is_template              INTEGER NOT NULL DEFAULT 0     CHECK (is_template IN (0, 1)),
    version                  INTEGER NOT NULL DEFAULT 1     CHECK (version > 0),
    revision                 TEXT    NOT NULL DEFAULT '1.0' CHECK (length(revision) <= 20),
    is_active                INTEGER NOT NULL DEFAULT 1     CHECK (is_active IN (0, 1)),
    total_setup_time_minutes INTEGER                        CHECK (total_setup_time_minutes >= 0),
    total_run_time_minutes   INTEGER                        CHECK (total_run_time_minutes >= 0),
    total_cost               INTEGER                        CHECK (total_cost >= 0),
    effective_date           TEXT    CHECK (date(effective_date, '+0 days') IS effective_date
                                            AND effective_date BETWEEN '1900-01-01' AND '2999-12-31'),
    notes                    TEXT,
    created_at               TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                     CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    updated_at               TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                     CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', updated_at, '+0 days') IS updated_at)
) STRICT;

CREATE INDEX routings_by_code ON routings (code);
CREATE UNIQUE INDEX routings_one_active ON routings (product_id)
    WHERE is_active = 1 AND is_template = 0 AND product_id IS NOT NULL;
CREATE INDEX routings_by_product ON routings (product_id, version);

CREATE TABLE routing_operations (
    id                       INTEGER PRIMARY KEY,
    routing_id               INTEGER NOT NULL REFERENCES routings (id),
    work_center_id           INTEGER NOT NULL REFERENCES work_centers (id),
    sequence                 INTEGER NOT NULL,
    operation_code           TEXT                              CHECK (length(operation_code) <= 50),
    operation_name           TEXT                              CHECK (length(operation_name) <= 200),
    description              TEXT,

    setup_time_minutes       INTEGER NOT NULL DEFAULT 0        CHECK (setup_time_minutes >= 0),
    run_time_minutes         INTEGER NOT NULL                  CHECK (run_time_minutes >= 0),
    wait_time_minutes        INTEGER NOT NULL DEFAULT 0        CHECK (wait_time_minutes >= 0),
    move_time_minutes        INTEGER NOT NULL DEFAULT 0        CHECK (move_time_minutes >= 0),

    runtime_source           TEXT    NOT NULL DEFAULT 'manual' CHECK (runtime_source IN ('manual', 'slicer')),
    slicer_file_path         TEXT                              CHECK (length(slicer_file_path) <= 500),
    units_per_cycle          INTEGER NOT NULL DEFAULT 1        CHECK (units_per_cycle > 0),
    scrap_rate_percent       INTEGER NOT NULL DEFAULT 0        CHECK (scrap_rate_percent BETWEEN 0 AND 100000000),

    labor_rate_override      INTEGER                           CHECK (labor_rate_override >= 0),
    machine_rate_override    INTEGER                           CHECK (machine_rate_override >= 0),

    predecessor_operation_id INTEGER REFERENCES routing_operations (id),
    can_overlap              INTEGER NOT NULL DEFAULT 0        CHECK (can_overlap IN (0, 1)),
    is_active                INTEGER NOT NULL DEFAULT 1        CHECK (is_active IN (0, 1)),

    created_at               TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                     CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    updated_at               TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                     CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', updated_at, '+0 days') IS updated_at),
    CHECK (predecessor_operation_id IS NULL OR predecessor_operation_id <> id)
) STRICT;

CREATE INDEX routing_operations_by_work_center ON routing_operations (work_center_id);
CREATE INDEX routing_operations_by_predecessor_operation ON routing_operations (predecessor_operation_id);
CREATE INDEX routing_operations_by_routing ON routing_operations (routing_id, sequence);

-- quantity is per unit made, per batch (one cycle of the operation) or per order, as quantity_per says.
CREATE TABLE routing_operation_materials (
    id                   INTEGER PRIMARY KEY,
    routing_operation_id INTEGER NOT NULL REFERENCES routing_operations (id),
    component_id         INTEGER NOT NULL REFERENCES products (id),
    quantity             INTEGER NOT NULL                CHECK (quantity > 0),
    quantity_per         TEXT    NOT NULL DEFAULT 'unit' CHECK (quantity_per IN ('unit', 'batch', 'order')),
    unit                 TEXT    NOT NULL DEFAULT 'EA'   CHECK (trim(unit) <> '' AND length(unit) <= 20),
    scrap_factor         INTEGER NOT NULL DEFAULT 0      CHECK (scrap_factor BETWEEN 0 AND 100000000),
    is_cost_only         INTEGER NOT NULL DEFAULT 0      CHECK (is_cost_only IN (0, 1)),
    is_optional          INTEGER NOT NULL DEFAULT 0      CHECK (is_optional IN (0, 1)),
    notes                TEXT,
    created_at           TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                 CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    updated_at           TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                 CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', updated_at, '+0 days') IS updated_at)
) STRICT;

CREATE INDEX routing_operation_materials_by_routing_operation ON routing_operation_materials (routing_operation_id);
CREATE INDEX routing_operation_materials_by_component ON routing_operation_materials (component_id);

-- Days that differ from the working week of company_settings: holidays, and Saturdays worked.
CREATE TABLE working_calendar_days (
    day        TEXT    NOT NULL           CHECK (date(day, '+0 days') IS day AND day BETWEEN '1900-01-01' AND '2999-12-31'),
    is_working INTEGER NOT NULL DEFAULT 0 CHECK (is_working IN (0, 1)),
    name       TEXT                       CHECK (length(name) <= 100),
    PRIMARY KEY (day)
) STRICT;
