-- Orders by how much they hurry, work orders of one priority and parcels of one state, each newest first: all were sorted each
-- time.

CREATE INDEX sales_orders_by_rush_level ON sales_orders (rush_level, id);
CREATE INDEX sales_orders_by_rush_level_created ON sales_orders (rush_level, created_at, id);
CREATE INDEX production_orders_by_priority_created ON production_orders (priority, created_at, id);
CREATE INDEX shipments_by_status_created ON shipments (status, created_at, id);
-- What counts of an order's payments, in so few bytes that all of a farm's are added up in a moment.
CREATE INDEX payments_counted ON payments (sales_order_id, CASE payment_type WHEN 'refund' THEN -amount ELSE amount END)
    WHERE status = 'completed';
