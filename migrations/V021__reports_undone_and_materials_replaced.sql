-- A report that was a mistake is undone by one that names it, and a material that is not there is replaced by another.
-- For the first a report has to know what it did: which movements of stock, which scrap, how much off which spool, which
-- entry, and which reports of earlier operations it brought along.

ALTER TABLE operation_reports ADD COLUMN with_report_id INTEGER REFERENCES operation_reports (id);
ALTER TABLE operation_reports ADD COLUMN journal_entry_id INTEGER REFERENCES gl_journal_entries (id);
CREATE INDEX operation_reports_by_with_report ON operation_reports (with_report_id);
CREATE INDEX operation_reports_by_journal_entry ON operation_reports (journal_entry_id);

-- What a report used up. Movements are only ever linked once.
CREATE TABLE operation_report_uses (
    id                       INTEGER PRIMARY KEY,
    operation_report_id      INTEGER NOT NULL REFERENCES operation_reports (id),
    operation_material_id    INTEGER NOT NULL REFERENCES production_order_operation_materials (id),
    inventory_transaction_id INTEGER NOT NULL UNIQUE REFERENCES inventory_transactions (id),
    quantity                 INTEGER NOT NULL CHECK (quantity > 0)
) STRICT;

CREATE INDEX operation_report_uses_by_operation_report ON operation_report_uses (operation_report_id);
CREATE INDEX operation_report_uses_by_operation_material ON operation_report_uses (operation_material_id);

ALTER TABLE scrap_records ADD COLUMN operation_report_id INTEGER REFERENCES operation_reports (id);
ALTER TABLE scrap_records ADD COLUMN reversed_at TEXT CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', reversed_at, '+0 days') IS reversed_at);
CREATE INDEX scrap_records_by_operation_report ON scrap_records (operation_report_id);

ALTER TABLE production_order_spools ADD COLUMN operation_report_id INTEGER REFERENCES operation_reports (id);
CREATE INDEX production_order_spools_by_operation_report ON production_order_spools (operation_report_id);

-- A replaced material counts for the units processed before it was replaced, its substitute for those after.
ALTER TABLE production_order_operation_materials ADD COLUMN counts_from INTEGER NOT NULL DEFAULT 0 CHECK (counts_from >= 0);
ALTER TABLE production_order_operation_materials ADD COLUMN counts_upto INTEGER CHECK (counts_upto >= counts_from);

ALTER TABLE production_order_materials ADD COLUMN operation_material_id INTEGER
    REFERENCES production_order_operation_materials (id);
CREATE INDEX production_order_materials_by_operation_material ON production_order_materials (operation_material_id);

-- What was reported stays as it was given: what it did is linked to it once, and a later report undoes it.
CREATE TRIGGER operation_reports_never_rewritten
BEFORE UPDATE ON operation_reports
WHEN new.operation_id      IS NOT old.operation_id
  OR new.quantity_good     IS NOT old.quantity_good
  OR new.quantity_scrapped IS NOT old.quantity_scrapped
  OR new.setup_minutes     IS NOT old.setup_minutes
  OR new.run_minutes       IS NOT old.run_minutes
  OR new.reverses_id       IS NOT old.reverses_id
  OR new.created_at        IS NOT old.created_at
  OR (old.with_report_id   IS NOT NULL AND new.with_report_id   IS NOT old.with_report_id)
  OR (old.journal_entry_id IS NOT NULL AND new.journal_entry_id IS NOT old.journal_entry_id)
BEGIN
    SELECT RAISE (ABORT, 'operation_reports: a report is never changed; reverse it and report anew');
END;

CREATE TRIGGER operation_reports_never_deleted
BEFORE DELETE ON operation_reports
BEGIN
    SELECT RAISE (ABORT, 'operation_reports: a report is never deleted; reverse it');
END;

CREATE TRIGGER operation_report_uses_never_changed
BEFORE UPDATE ON operation_report_uses
BEGIN
    SELECT RAISE (ABORT, 'operation_report_uses: what a report used up is never changed; reverse the report');
END;

CREATE TRIGGER operation_report_uses_never_deleted
BEFORE DELETE ON operation_report_uses
BEGIN
    SELECT RAISE (ABORT, 'operation_report_uses: what a report used up is never deleted; reverse the report');
END;

DROP VIEW report_operation_reports;
CREATE VIEW report_operation_reports AS
SELECT
    id, operation_id,
    quantity_good     / 1000000.0 AS quantity_good,
    quantity_scrapped / 1000000.0 AS quantity_scrapped,
    setup_minutes     / 1000000.0 AS setup_minutes,
    run_minutes       / 1000000.0 AS run_minutes,
    reverses_id, source, print_job_id, reported_by, notes, created_at, with_report_id, journal_entry_id
FROM operation_reports;

CREATE VIEW report_operation_report_uses AS
SELECT
    id, operation_report_id, operation_material_id, inventory_transaction_id,
    quantity / 1000000.0 AS quantity
FROM operation_report_uses;

DROP VIEW report_scrap_records;
CREATE VIEW report_scrap_records AS
SELECT
    id, production_order_id, production_operation_id, operation_sequence, product_id,
    quantity   / 1000000.0 AS quantity,
    unit_cost  / 1000000.0 AS unit_cost,
    total_cost / 1000000.0 AS total_cost,
    scrap_reason_id, scrap_reason_code, notes, inventory_transaction_id, journal_entry_id, created_at,
    created_by_user_id, operation_report_id, reversed_at
FROM scrap_records;

DROP VIEW report_production_order_spools;
CREATE VIEW report_production_order_spools AS
SELECT
    id, production_order_id, spool_id,
    weight_consumed_kg / 1000000.0 AS weight_consumed_kg,
    created_at, created_by, operation_report_id
FROM production_order_spools;

DROP VIEW report_production_order_operation_materials;
CREATE VIEW report_production_order_operation_materials AS
SELECT
    id, production_order_operation_id, component_id, routing_operation_material_id,
    quantity_required  / 1000000.0 AS quantity_required,
    unit,
    quantity_allocated / 1000000.0 AS quantity_allocated,
    quantity_consumed  / 1000000.0 AS quantity_consumed,
    lot_number, inventory_transaction_id, status, consumed_at, consumed_by, created_at, updated_at, bom_line_id,
    scrap_factor       / 1000000.0 AS scrap_factor,
    counts_from        / 1000000.0 AS counts_from,
    counts_upto        / 1000000.0 AS counts_upto
FROM production_order_operation_materials;

DROP VIEW report_production_order_materials;
CREATE VIEW report_production_order_materials AS
SELECT
    id, production_order_id, bom_line_id, original_product_id,
    original_quantity    / 1000000.0 AS original_quantity,
    substitute_product_id,
    planned_quantity     / 1000000.0 AS planned_quantity,
    actual_quantity_used / 1000000.0 AS actual_quantity_used,
    reason, created_at, created_by, operation_material_id
FROM production_order_materials;
