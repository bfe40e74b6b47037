-- A first plan of a large farm writes hundreds of thousands of proposals, and each index is written with every one of
-- them. A proposal has become nothing yet, and is looked up by its product, its day and its state; whom it would be
-- bought from, by which bill and by which run is asked of the few orders that people act on. Runs are never deleted,
-- and what a proposal names is deleted so rarely that the look through the table may be felt.

DROP INDEX planned_orders_by_mrp_run;
DROP INDEX planned_orders_by_converted_to_po;
DROP INDEX planned_orders_by_converted_to_mo;
DROP INDEX planned_orders_by_created_by;
DROP INDEX planned_orders_by_vendor;
DROP INDEX planned_orders_by_bom;
DROP INDEX planning_messages_by_mrp_run;
DROP INDEX planning_messages_by_dismissed_by;

CREATE INDEX planned_orders_by_mrp_run ON planned_orders (mrp_run_id) WHERE status <> 'planned';
CREATE INDEX planned_orders_by_converted_to_po ON planned_orders (converted_to_po_id) WHERE converted_to_po_id IS NOT NULL;
CREATE INDEX planned_orders_by_converted_to_mo ON planned_orders (converted_to_mo_id) WHERE converted_to_mo_id IS NOT NULL;
CREATE INDEX planned_orders_by_created_by ON planned_orders (created_by) WHERE status <> 'planned';
CREATE INDEX planned_orders_by_vendor ON planned_orders (vendor_id) WHERE status <> 'planned';
CREATE INDEX planned_orders_by_bom ON planned_orders (bom_id) WHERE status <> 'planned';
CREATE INDEX planning_messages_by_mrp_run ON planning_messages (mrp_run_id) WHERE dismissed_at IS NOT NULL;
CREATE INDEX planning_messages_by_dismissed_by ON planning_messages (dismissed_by) WHERE dismissed_by IS NOT NULL;
