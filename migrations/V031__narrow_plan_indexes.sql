-- Planned orders are written product by product, and each index is written with every one of them. An index of products
-- alone grows at its end then, and each of its pages is written once; with a day behind the product it is no better for
-- anybody: the orders of one product are few enough to be put in order when they are asked for. The one of starts holds
-- the state as well: what is open is found in the order of starts without a look at the rows, and the index of states,
-- in which nearly every row stood in one place, is not needed.

DROP INDEX planned_orders_by_product;
DROP INDEX planned_orders_by_status;
DROP INDEX planned_orders_by_start;

CREATE INDEX planned_orders_by_product ON planned_orders (product_id);
CREATE INDEX planned_orders_by_start ON planned_orders (start_date, id, status);
