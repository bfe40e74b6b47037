-- Movements by the hundred thousand are shown in the order of every column that a person may choose. Without these a page
-- of one hundred was a sort of all of them; the indexes that left out what has no lot or no number could not serve.

DROP INDEX inventory_transactions_by_lot_number;
DROP INDEX inventory_transactions_by_serial_number;
CREATE INDEX inventory_transactions_by_lot_number ON inventory_transactions (lot_number, id);
CREATE INDEX inventory_transactions_by_serial_number ON inventory_transactions (serial_number, id);
CREATE INDEX inventory_transactions_by_type ON inventory_transactions (transaction_type, id);
CREATE INDEX inventory_transactions_by_reason ON inventory_transactions (reference_type, id);
CREATE INDEX inventory_transactions_by_author ON inventory_transactions (created_by, id);
CREATE INDEX inventory_transactions_by_posted ON inventory_transactions (is_posted, id);

-- What a customer owes is reckoned from these alone, for every customer when the list is sorted by it.
CREATE INDEX invoices_of_customer ON invoices (customer_id, status, total);
CREATE INDEX payments_of_order ON payments (sales_order_id, status, payment_type, amount);
CREATE INDEX sales_orders_of_customer ON sales_orders (customer_id, status);
