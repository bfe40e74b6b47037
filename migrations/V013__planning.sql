-- What planning proposes. A rerun without a change writes no row, and a planned order keeps its id while it does not
-- move: both need what was proposed to be kept as rows, not as a report.

CREATE TABLE mrp_runs (
    id                     INTEGER PRIMARY KEY,
    run_date               TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                   CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', run_date, '+0 days') IS run_date),
    planning_horizon_days  INTEGER NOT NULL DEFAULT 30        CHECK (planning_horizon_days > 0),
    orders_processed       INTEGER NOT NULL DEFAULT 0         CHECK (orders_processed >= 0),
    components_analyzed    INTEGER NOT NULL DEFAULT 0         CHECK (components_analyzed >= 0),
    shortages_found        INTEGER NOT NULL DEFAULT 0         CHECK (shortages_found >= 0),
    planned_orders_created INTEGER NOT NULL DEFAULT 0         CHECK (planned_orders_created >= 0),
    status                 TEXT    NOT NULL DEFAULT 'running' CHECK (status IN ('running', 'completed', 'failed', 'cancelled')),
    error_message          TEXT,
    created_by             INTEGER REFERENCES users (id),
    completed_at           TEXT    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', completed_at, '+0 days') IS completed_at),

    -- Spoolyard's own
    trigger                TEXT    NOT NULL DEFAULT 'manual'  CHECK (trigger IN ('manual', 'net_change', 'schedule')),
    summary_json           TEXT                               CHECK (summary_json IS NULL OR json_valid(summary_json))
) STRICT;

CREATE INDEX mrp_runs_by_created_by ON mrp_runs (created_by);
CREATE INDEX mrp_runs_by_date ON mrp_runs (run_date, id);

CREATE TABLE planned_orders (
    id                 INTEGER PRIMARY KEY,
    order_type         TEXT    NOT NULL                   CHECK (order_type IN ('purchase', 'production')),
    product_id         INTEGER NOT NULL REFERENCES products (id),
    quantity           INTEGER NOT NULL                   CHECK (quantity > 0),
    due_date           TEXT    NOT NULL
                               CHECK (date(due_date, '+0 days') IS due_date AND due_date BETWEEN '1900-01-01' AND '2999-12-31'),
    start_date         TEXT    NOT NULL
                               CHECK (date(start_date, '+0 days') IS start_date
                                      AND start_date BETWEEN '1900-01-01' AND '2999-12-31'),
    source_demand_type TEXT                               CHECK (length(source_demand_type) <= 50),
    source_demand_id   INTEGER,
    mrp_run_id         INTEGER REFERENCES mrp_runs (id),
    status             TEXT    NOT NULL DEFAULT 'planned' CHECK (status IN ('planned', 'firmed', 'released')),
    converted_to_po_id INTEGER REFERENCES purchase_orders (id),
    converted_to_mo_id INTEGER REFERENCES production_orders (id),
    notes              TEXT,
    created_at         TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                               CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    created_by         INTEGER REFERENCES users (id),
    updated_at         TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                               CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', updated_at, '+0 days') IS updated_at),
    firmed_at          TEXT    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', firmed_at, '+0 days') IS firmed_at),
    released_at        TEXT    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', released_at, '+0 days') IS released_at),

    -- Spoolyard's own
    vendor_id          INTEGER REFERENCES vendors (id),
    bom_id             INTEGER REFERENCES boms (id),
    CHECK (start_date <= due_date)
) STRICT;

CREATE INDEX planned_orders_by_mrp_run ON planned_orders (mrp_run_id);
CREATE INDEX planned_orders_by_converted_to_po ON planned_orders (converted_to_po_id);
CREATE INDEX planned_orders_by_converted_to_mo ON planned_orders (converted_to_mo_id);
CREATE INDEX planned_orders_by_created_by ON planned_orders (created_by);
CREATE INDEX planned_orders_by_vendor ON planned_orders (vendor_id);
CREATE INDEX planned_orders_by_bom ON planned_orders (bom_id);
CREATE INDEX planned_orders_by_product ON planned_orders (product_id, due_date, id);
CREATE INDEX planned_orders_by_status ON planned_orders (status, due_date, id);
CREATE INDEX planned_orders_by_start ON planned_orders (start_date, id);

-- Whom a supply serves, at full depth and both ways: any order, receipt or stock to the demand it covers, any demand
-- to its whole supply tree. A supply of type stock has the product as its id.
CREATE TABLE planned_order_pegs (
    id          INTEGER PRIMARY KEY,
    supply_type TEXT    NOT NULL CHECK (supply_type IN ('stock', 'planned_order', 'purchase_order_line', 'production_order')),
    supply_id   INTEGER NOT NULL,
    demand_type TEXT    NOT NULL
                        CHECK (demand_type IN ('sales_order_line', 'planned_order', 'production_order', 'operation_material',
                                               'safety_stock', 'reorder_point')),
    demand_id   INTEGER NOT NULL,
    product_id  INTEGER NOT NULL REFERENCES products (id),
    quantity    INTEGER NOT NULL CHECK (quantity > 0),
    UNIQUE (supply_type, supply_id, demand_type, demand_id, product_id)
) STRICT;

CREATE INDEX planned_order_pegs_by_product ON planned_order_pegs (product_id);
CREATE INDEX planned_order_pegs_by_demand ON planned_order_pegs (demand_type, demand_id);

-- What a planner should look at, with the order, the dates, the quantity and why.
CREATE TABLE planning_messages (
    id           INTEGER PRIMARY KEY,
    mrp_run_id   INTEGER REFERENCES mrp_runs (id),
    product_id   INTEGER REFERENCES products (id),
    message_type TEXT    NOT NULL                   CHECK (trim(message_type) <> '' AND length(message_type) <= 40),
    severity     TEXT    NOT NULL DEFAULT 'warning' CHECK (severity IN ('info', 'warning', 'error')),
    order_type   TEXT    CHECK (order_type IN ('sales_order_line', 'planned_order', 'purchase_order_line', 'production_order')),
    order_id     INTEGER,
    quantity     INTEGER,
    from_date    TEXT    CHECK (date(from_date, '+0 days') IS from_date AND from_date BETWEEN '1900-01-01' AND '2999-12-31'),
    to_date      TEXT    CHECK (date(to_date, '+0 days') IS to_date AND to_date BETWEEN '1900-01-01' AND '2999-12-31'),
    why          TEXT    NOT NULL,
    dismissed_by INTEGER REFERENCES users (id),
    dismissed_at TEXT    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', dismissed_at, '+0 days') IS dismissed_at),
    created_at   TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                         CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at)
) STRICT;

CREATE INDEX planning_messages_by_mrp_run ON planning_messages (mrp_run_id);
CREATE INDEX planning_messages_by_product ON planning_messages (product_id);
CREATE INDEX planning_messages_by_dismissed_by ON planning_messages (dismissed_by);
CREATE INDEX planning_messages_by_type ON planning_messages (message_type, id);
CREATE INDEX planning_messages_by_order ON planning_messages (order_type, order_id);
