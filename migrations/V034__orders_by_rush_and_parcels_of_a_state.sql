-- Orders by how much they hurry, and parcels of one state in the order in which they were packed: both were sorted each time.

CREATE INDEX sales_orders_by_rush_level ON sales_orders (rush_level, id);
CREATE INDEX sales_orders_by_rush_level_created ON sales_orders (rush_level, created_at, id);
CREATE INDEX shipments_by_status_created ON shipments (status, created_at, id);