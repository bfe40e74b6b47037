-- Movements of one kind or for one reason, in the order of their day or of when they were written: an index of the kind
-- alone had all of them sorted. Whether a movement is posted is no order anybody asks for.

DROP INDEX inventory_transactions_by_posted;
CREATE INDEX inventory_transactions_by_type_created ON inventory_transactions (transaction_type, created_at, id);
CREATE INDEX inventory_transactions_by_type_date ON inventory_transactions (transaction_type, transaction_date, id);
CREATE INDEX inventory_transactions_by_reason_created ON inventory_transactions (reference_type, created_at, id);
CREATE INDEX inventory_transactions_by_reason_date ON inventory_transactions (reference_type, transaction_date, id);
