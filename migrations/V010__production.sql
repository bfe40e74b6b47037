-- Work orders, their operations, and the material each operation takes. Operations and materials are copied from the
-- routing and the bill when the order is released: a later change of either does not touch work that has begun.

CREATE TABLE production_orders (
    id                      INTEGER PRIMARY KEY,
    code                    TEXT    NOT NULL UNIQUE                 CHECK (trim(code) <> '' AND length(code) <= 50),

    product_id              INTEGER NOT NULL REFERENCES products (id),
    bom_id                  INTEGER REFERENCES boms (id),
    routing_id              INTEGER REFERENCES routings (id),

    sales_order_id          INTEGER REFERENCES sales_orders (id),
    sales_order_line_id     INTEGER REFERENCES sales_order_lines (id),
    parent_order_id         INTEGER REFERENCES production_orders (id),
    split_sequence          INTEGER,

    quantity_ordered        INTEGER NOT NULL                        CHECK (quantity_ordered > 0),
    quantity_completed      INTEGER NOT NULL DEFAULT 0              CHECK (quantity_completed >= 0),
    quantity_scrapped       INTEGER NOT NULL DEFAULT 0              CHECK (quantity_scrapped >= 0),

    source                  TEXT    NOT NULL DEFAULT 'manual'       CHECK (source IN ('manual', 'sales_order', 'mrp')),
    order_type              TEXT    NOT NULL DEFAULT 'MAKE_TO_ORDER' CHECK (order_type IN ('MAKE_TO_ORDER', 'MAKE_TO_STOCK')),
    status                  TEXT    NOT NULL DEFAULT 'draft'
                                    CHECK (status IN ('draft', 'released', 'in_progress', 'on_hold', 'completed', 'cancelled')),

    qc_status               TEXT    NOT NULL DEFAULT 'not_required'
                                    CHECK (qc_status IN ('not_required', 'pending', 'passed', 'failed')),
    qc_notes                TEXT,
    qc_inspected_by         TEXT                                    CHECK (length(qc_inspected_by) <= 100),
    qc_inspected_at         TEXT    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', qc_inspected_at, '+0 days') IS qc_inspected_at),

    priority                INTEGER NOT NULL DEFAULT 3              CHECK (priority BETWEEN 1 AND 5),
    due_date                TEXT    CHECK (date(due_date, '+0 days') IS due_date
                                           AND due_date BETWEEN '1900-01-01' AND '2999-12-31'),
    scheduled_start         TEXT    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', scheduled_start, '+0 days') IS scheduled_start),
    scheduled_end           TEXT    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', scheduled_end, '+0 days') IS scheduled_end),
    actual_start            TEXT    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', actual_start, '+0 days') IS actual_start),
    actual_end              TEXT    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', actual_end, '+0 days') IS actual_end),

    estimated_time_minutes  INTEGER                                 CHECK (estimated_time_minutes >= 0),
    actual_time_minutes     INTEGER                                 CHECK (actual_time_minutes >= 0),
    estimated_material_cost INTEGER                                 CHECK (estimated_material_cost >= 0),
    estimated_labor_cost    INTEGER                                 CHECK (estimated_labor_cost >= 0),
    estimated_total_cost    INTEGER                                 CHECK (estimated_total_cost >= 0),
    actual_material_cost    INTEGER                                 CHECK (actual_material_cost >= 0),
    actual_labor_cost       INTEGER                                 CHECK (actual_labor_cost >= 0),
    actual_total_cost       INTEGER                                 CHECK (actual_total_cost >= 0),

    assigned_to             TEXT                                    CHECK (length(assigned_to) <= 100),
    notes                   TEXT,
    scrap_reason            TEXT                                    CHECK (length(scrap_reason) <= 100),
    scrapped_at             TEXT    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', scrapped_at, '+0 days') IS scrapped_at),
    remake_of_id            INTEGER REFERENCES production_orders (id),

    created_at              TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    updated_at              TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', updated_at, '+0 days') IS updated_at),
    created_by              TEXT                                    CHECK (length(created_by) <= 100),
    released_at             TEXT    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', released_at, '+0 days') IS released_at),
    completed_at            TEXT    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', completed_at, '+0 days') IS completed_at),

    -- Spoolyard's own
    location_id             INTEGER REFERENCES inventory_locations (id),
    planned_order_id        INTEGER REFERENCES planned_orders (id) ON DELETE SET NULL,
    held_from_status        TEXT                                    CHECK (held_from_status IN ('released', 'in_progress')),
    hold_reason             TEXT,
    closed_short_reason     TEXT,
    cancelled_at            TEXT    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', cancelled_at, '+0 days') IS cancelled_at),
    cancellation_reason     TEXT,
    CHECK ((status = 'on_hold') = (held_from_status IS NOT NULL)),
    CHECK (parent_order_id IS NULL OR parent_order_id <> id)
) STRICT;

CREATE INDEX production_orders_by_product ON production_orders (product_id);
CREATE INDEX production_orders_by_bom ON production_orders (bom_id);
CREATE INDEX production_orders_by_routing ON production_orders (routing_id);
CREATE INDEX production_orders_by_sales_order ON production_orders (sales_order_id);
CREATE INDEX production_orders_by_sales_order_line ON production_orders (sales_order_line_id);
CREATE INDEX production_orders_by_parent_order ON production_orders (parent_order_id);
CREATE INDEX production_orders_by_remake_of ON production_orders (remake_of_id);
CREATE INDEX production_orders_by_location ON production_orders (location_id);
CREATE INDEX production_orders_by_planned_order ON production_orders (planned_order_id);
-- Lists: within each state by day due, age and code, because nearly all orders end up in one state; then over all of them
CREATE INDEX production_orders_by_status ON production_orders (status, due_date, id);
CREATE INDEX production_orders_by_status_created ON production_orders (status, created_at, id);
CREATE INDEX production_orders_by_status_code ON production_orders (status, code, id);
CREATE INDEX production_orders_by_due_date ON production_orders (due_date, id);
CREATE INDEX production_orders_by_created_at ON production_orders (created_at, id);
CREATE INDEX production_orders_by_priority ON production_orders (priority, id);

CREATE TABLE production_order_operations (
    id                     INTEGER PRIMARY KEY,
    production_order_id    INTEGER NOT NULL REFERENCES production_orders (id),
    routing_operation_id   INTEGER REFERENCES routing_operations (id),
    work_center_id         INTEGER NOT NULL REFERENCES work_centers (id),
    resource_id            INTEGER REFERENCES resources (id),
    printer_id             INTEGER REFERENCES printers (id),

    sequence               INTEGER NOT NULL,
    operation_code         TEXT                               CHECK (length(operation_code) <= 50),
    operation_name         TEXT                               CHECK (length(operation_name) <= 200),
    status                 TEXT    NOT NULL DEFAULT 'pending'
                                   CHECK (status IN ('pending', 'in_progress', 'paused', 'completed', 'skipped')),

    quantity_completed     INTEGER NOT NULL DEFAULT 0         CHECK (quantity_completed >= 0),
    quantity_scrapped      INTEGER NOT NULL DEFAULT 0         CHECK (quantity_scrapped >= 0),
    scrap_reason           TEXT                               CHECK (length(scrap_reason) <= 100),

    planned_setup_minutes  INTEGER NOT NULL DEFAULT 0         CHECK (planned_setup_minutes >= 0),
    planned_run_minutes    INTEGER NOT NULL                   CHECK (planned_run_minutes >= 0),
    actual_setup_minutes   INTEGER                            CHECK (actual_setup_minutes >= 0),
    actual_run_minutes     INTEGER                            CHECK (actual_run_minutes >= 0),

    scheduled_start        TEXT    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', scheduled_start, '+0 days') IS scheduled_start),
    scheduled_end          TEXT    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', scheduled_end, '+0 days') IS scheduled_end),
    actual_start           TEXT    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', actual_start, '+0 days') IS actual_start),
    actual_end             TEXT    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', actual_end, '+0 days') IS actual_end),

    bambu_task_id          TEXT                               CHECK (length(bambu_task_id) <= 100),
    bambu_plate_index      INTEGER,
    operator_id            INTEGER REFERENCES users (id),
    operator_name          TEXT                               CHECK (length(operator_name) <= 100),
    notes                  TEXT,

    created_at             TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                   CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    updated_at             TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                   CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', updated_at, '+0 days') IS updated_at),

    -- Spoolyard's own
    units_per_cycle        INTEGER NOT NULL DEFAULT 1         CHECK (units_per_cycle > 0),
    labor_rate_per_hour    INTEGER                            CHECK (labor_rate_per_hour >= 0),
    machine_rate_per_hour  INTEGER                            CHECK (machine_rate_per_hour >= 0),
    overhead_rate_per_hour INTEGER                            CHECK (overhead_rate_per_hour >= 0),
    paused_at              TEXT    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', paused_at, '+0 days') IS paused_at),
    pause_reason           TEXT,
    UNIQUE (production_order_id, sequence),
    CHECK ((status = 'paused') = (paused_at IS NOT NULL))
) STRICT;

CREATE INDEX production_order_operations_by_routing_operation ON production_order_operations (routing_operation_id);
CREATE INDEX production_order_operations_by_resource ON production_order_operations (resource_id);
CREATE INDEX production_order_operations_by_printer ON production_order_operations (printer_id);
CREATE INDEX production_order_operations_by_operator ON production_order_operations (operator_id);
CREATE INDEX production_order_operations_by_work_center ON production_order_operations (work_center_id, status, sequence);
CREATE INDEX production_order_operations_by_status ON production_order_operations (status, id);

-- quantity_required and its companions are in the stock unit of the component.
CREATE TABLE production_order_operation_materials (
    id                            INTEGER PRIMARY KEY,
    production_order_operation_id INTEGER NOT NULL REFERENCES production_order_operations (id),
    component_id                  INTEGER NOT NULL REFERENCES products (id),
    routing_operation_material_id INTEGER REFERENCES routing_operation_materials (id),
    quantity_required             INTEGER NOT NULL                   CHECK (quantity_required >= 0),
    unit                          TEXT    NOT NULL DEFAULT 'EA'      CHECK (trim(unit) <> '' AND length(unit) <= 20),
    quantity_allocated            INTEGER NOT NULL DEFAULT 0         CHECK (quantity_allocated >= 0),
    quantity_consumed             INTEGER NOT NULL DEFAULT 0         CHECK (quantity_consumed >= 0),
    lot_number                    TEXT                               CHECK (length(lot_number) <= 100),
    inventory_transaction_id      INTEGER REFERENCES inventory_transactions (id),
    status                        TEXT    NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'allocated', 'consumed')),
    consumed_at                   TEXT    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', consumed_at, '+0 days') IS consumed_at),
    consumed_by                   INTEGER REFERENCES users (id),
    created_at                    TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                          CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    updated_at                    TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                          CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', updated_at, '+0 days') IS updated_at),

    -- Spoolyard's own
    bom_line_id                   INTEGER REFERENCES bom_lines (id),
    scrap_factor                  INTEGER NOT NULL DEFAULT 0         CHECK (scrap_factor BETWEEN 0 AND 100000000)
) STRICT;

CREATE INDEX production_order_operation_materials_by_production_order_operation
    ON production_order_operation_materials (production_order_operation_id);
CREATE INDEX production_order_operation_materials_by_component ON production_order_operation_materials (component_id);
CREATE INDEX production_order_operation_materials_by_routing_operation_material
    ON production_order_operation_materials (routing_operation_material_id);
CREATE INDEX production_order_operation_materials_by_inventory_transaction
    ON production_order_operation_materials (inventory_transaction_id);
CREATE INDEX production_order_operation_materials_by_consumed_by ON production_order_operation_materials (consumed_by);
CREATE INDEX production_order_operation_materials_by_bom_line ON production_order_operation_materials (bom_line_id);

-- A substitution: what was planned, what was taken instead, and why.
CREATE TABLE production_order_materials (
    id                    INTEGER PRIMARY KEY,
    production_order_id   INTEGER NOT NULL REFERENCES production_orders (id),
    bom_line_id           INTEGER REFERENCES bom_lines (id),
    original_product_id   INTEGER NOT NULL REFERENCES products (id),
    original_quantity     INTEGER NOT NULL CHECK (original_quantity > 0),
    substitute_product_id INTEGER NOT NULL REFERENCES products (id),
    planned_quantity      INTEGER NOT NULL CHECK (planned_quantity >= 0),
    actual_quantity_used  INTEGER          CHECK (actual_quantity_used >= 0),
    reason                TEXT    NOT NULL CHECK (trim(reason) <> ''),
    created_at            TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                  CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    created_by            TEXT             CHECK (length(created_by) <= 100)
) STRICT;

CREATE INDEX production_order_materials_by_production_order ON production_order_materials (production_order_id);
CREATE INDEX production_order_materials_by_bom_line ON production_order_materials (bom_line_id);
CREATE INDEX production_order_materials_by_original_product ON production_order_materials (original_product_id);
CREATE INDEX production_order_materials_by_substitute_product ON production_order_materials (substitute_product_id);

CREATE TABLE scrap_reasons (
    id          INTEGER PRIMARY KEY,
    code        TEXT    NOT NULL UNIQUE    CHECK (trim(code) <> '' AND length(code) <= 50),
    name        TEXT    NOT NULL           CHECK (trim(name) <> '' AND length(name) <= 100),
    description TEXT,
    active      INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
    sequence    INTEGER NOT NULL DEFAULT 0,
    created_at  TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                        CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    updated_at  TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                        CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', updated_at, '+0 days') IS updated_at)
) STRICT;

-- Scrap is posted once, with its cost.
CREATE TABLE scrap_records (
    id                       INTEGER PRIMARY KEY,
    production_order_id      INTEGER REFERENCES production_orders (id),
    production_operation_id  INTEGER REFERENCES production_order_operations (id),
    operation_sequence       INTEGER,
    product_id               INTEGER NOT NULL REFERENCES products (id),
    quantity                 INTEGER NOT NULL CHECK (quantity > 0),
    unit_cost                INTEGER NOT NULL CHECK (unit_cost >= 0),
    total_cost               INTEGER NOT NULL CHECK (total_cost >= 0),
    scrap_reason_id          INTEGER REFERENCES scrap_reasons (id),
    scrap_reason_code        TEXT             CHECK (length(scrap_reason_code) <= 50),
    notes                    TEXT,
    inventory_transaction_id INTEGER REFERENCES inventory_transactions (id),
    journal_entry_id         INTEGER REFERENCES gl_journal_entries (id),
    created_at               TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                     CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    created_by_user_id       INTEGER REFERENCES users (id)
) STRICT;

CREATE INDEX scrap_records_by_production_order ON scrap_records (production_order_id);
CREATE INDEX scrap_records_by_production_operation ON scrap_records (production_operation_id);
CREATE INDEX scrap_records_by_product ON scrap_records (product_id);
CREATE INDEX scrap_records_by_scrap_reason ON scrap_records (scrap_reason_id);
CREATE INDEX scrap_records_by_inventory_transaction ON scrap_records (inventory_transaction_id);
CREATE INDEX scrap_records_by_journal_entry ON scrap_records (journal_entry_id);
CREATE INDEX scrap_records_by_created_by_user ON scrap_records (created_by_user_id);
CREATE INDEX scrap_records_by_created_at ON scrap_records (created_at, id);

-- Each report of good, scrap and minutes on an operation, as it was given. The totals on the operation are their
-- sum.
CREATE TABLE operation_reports (
    id                INTEGER PRIMARY KEY,
    operation_id      INTEGER NOT NULL REFERENCES production_order_operations (id),
    quantity_good     INTEGER NOT NULL DEFAULT 0,
    quantity_scrapped INTEGER NOT NULL DEFAULT 0,
    setup_minutes     INTEGER NOT NULL DEFAULT 0,
    run_minutes       INTEGER NOT NULL DEFAULT 0,
    reverses_id       INTEGER UNIQUE REFERENCES operation_reports (id),
    source            TEXT    NOT NULL DEFAULT 'person' CHECK (source IN ('person', 'printer')),
    print_job_id      INTEGER REFERENCES print_jobs (id),
    reported_by       INTEGER REFERENCES users (id),
    notes             TEXT,
    created_at        TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                              CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at)
) STRICT;

CREATE INDEX operation_reports_by_operation ON operation_reports (operation_id);
CREATE INDEX operation_reports_by_print_job ON operation_reports (print_job_id);
CREATE INDEX operation_reports_by_reported_by ON operation_reports (reported_by);
