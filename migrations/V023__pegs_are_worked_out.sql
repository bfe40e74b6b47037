-- Who serves whom follows from the plan. Written down it was a million rows in a large farm, rewritten with every run
-- that moved an order; worked out from the plan when a page asks, it costs no row and cannot be old.

DROP VIEW report_planned_order_pegs;
DROP TABLE planned_order_pegs;
