-- Orders by how much they hurry, and parcels of one state in the order in which they were packed: both were sorted each time.

CREATE INDEX sales_orders_by_rush_level ON sales_orders (rush_level, id);
CREATE INDEX shipments_by_status_created ON shipments (status, created_at, id);
-- Nearly all movements are posted: counting them reads this index and not the rows.
DROP INDEX inventory_transactions_by_date;
CREATE INDEX inventory_transactions_by_date ON inventory_transactions (transaction_date, id, is_posted);
