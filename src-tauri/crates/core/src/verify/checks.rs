//! The checks, as queries over the whole store.

/// A sentence that should be true, and the query that finds where it is not.
pub(super) struct Check {
    pub sentence: &'static str,
    pub sql: &'static str,
}

/// A document that is numbered, and where its numbers lie.
pub(super) struct Numbered {
    pub prefix: &'static str,
    table: &'static str,
    column: &'static str,
    /// A row without history may be deleted; its number is not given to another.
    rows_may_go: bool,
}

impl Numbered {
    /// Numbers handed out that no document bears, and documents whose number was never handed out. Numbers
    /// that a person typed in another form are his own affair.
    pub(super) fn sql(&self) -> String {
        let Self { prefix, table, column, rows_may_go } = self;
        let digits = prefix.len() + 7;
        let differs = if *rows_may_go { ">" } else { "<>" };
        format!(
            "WITH used AS (
                 SELECT CAST(substr({column}, {start}, 4) AS INTEGER) AS year,
                     CAST(substr({column}, {digits}) AS INTEGER) AS value
                 FROM {table}
                 WHERE {column} GLOB '{prefix}-[0-9][0-9][0-9][0-9]-[0-9][0-9][0-9][0-9]*'
                   AND substr({column}, {digits}) NOT GLOB '*[^0-9]*'),
             years AS (
                 SELECT year, count(*) AS documents, count(DISTINCT value) AS numbers, max(value) AS highest
                 FROM used GROUP BY year)
             SELECT format('{prefix}-%d: %d documents, %d numbers, the highest is %d, %d were handed out',
                 s.year, coalesce(y.documents, 0), coalesce(y.numbers, 0), coalesce(y.highest, 0), s.next_value - 1)
             FROM number_sequences s LEFT JOIN years y ON y.year = s.year
             WHERE s.prefix = '{prefix}'
               AND (coalesce(y.documents, 0) {differs} s.next_value - 1
                    OR coalesce(y.numbers, 0) <> coalesce(y.documents, 0)
                    OR coalesce(y.highest, 0) {differs} s.next_value - 1)
             UNION ALL
             SELECT format('{prefix}-%d: %d documents, but no number was handed out', y.year, y.documents)
             FROM years y WHERE NOT EXISTS (
                 SELECT 1 FROM number_sequences s WHERE s.prefix = '{prefix}' AND s.year = y.year)",
            start = prefix.len() + 2,
        )
    }
}

const fn numbered(prefix: &'static str, table: &'static str, column: &'static str) -> Numbered {
    Numbered { prefix, table, column, rows_may_go: false }
}

pub(super) const NUMBERED: &[Numbered] = &[
    numbered("Q", "quotes", "quote_number"),
    numbered("SO", "sales_orders", "order_number"),
    numbered("PO", "purchase_orders", "po_number"),
    numbered("WO", "production_orders", "code"),
    numbered("PAY", "payments", "payment_number"),
    numbered("LOT", "material_lots", "lot_number"),
    numbered("SPL", "material_spools", "spool_number"),
    numbered("SN", "serial_numbers", "serial_number"),
    numbered("SHP", "shipments", "shipment_number"),
    numbered("GR", "goods_receipts", "receipt_number"),
    numbered("INV", "invoices", "invoice_number"),
    numbered("JE", "gl_journal_entries", "entry_number"),
    Numbered { prefix: "CUS", table: "users", column: "customer_number", rows_may_go: true },
    numbered("BILL", "vendor_bills", "bill_number"),
    numbered("VPAY", "vendor_payments", "payment_number"),
];

pub(super) const CHECKS: &[Check] = &[
    Check {
        sentence: "what lies at a place is the sum of its movements",
        sql: "SELECT format('%s at %s: on hand %d, movements %d (millionths)', p.sku, l.name, on_hand, moved)
              FROM (SELECT product_id, location_id, sum(on_hand) AS on_hand, sum(moved) AS moved FROM (
                        SELECT product_id, location_id, on_hand_quantity AS on_hand, 0 AS moved FROM inventory
                        UNION ALL
                        SELECT product_id, location_id, 0, quantity FROM inventory_transactions
                        WHERE is_posted AND location_id IS NOT NULL)
                    GROUP BY product_id, location_id) b
              JOIN products p ON p.id = b.product_id JOIN inventory_locations l ON l.id = b.location_id
              WHERE on_hand <> moved OR on_hand < 0",
    },
    Check {
        sentence: "what is allocated is what holders hold",
        sql: "SELECT format('%s at %s: allocated %d, held %d (millionths)', p.sku, l.name, allocated, held)
              FROM (SELECT product_id, location_id, sum(allocated) AS allocated, sum(held) AS held FROM (
                        SELECT product_id, location_id, allocated_quantity AS allocated, 0 AS held FROM inventory
                        UNION ALL
                        SELECT product_id, location_id, 0, quantity FROM inventory_allocations)
                    GROUP BY product_id, location_id) b
              JOIN products p ON p.id = b.product_id JOIN inventory_locations l ON l.id = b.location_id
              WHERE allocated <> held",
    },
    Check {
        sentence: "a sales order line shows what it holds",
        sql: "SELECT format('line %d: shows %d, holds %d (millionths)', s.id, s.allocated_quantity, coalesce(a.held, 0))
              FROM sales_order_lines s
              LEFT JOIN (SELECT holder_id, sum(quantity) AS held FROM inventory_allocations
                         WHERE holder_type = 'sales_order_line' GROUP BY holder_id) a ON a.holder_id = s.id
              WHERE s.allocated_quantity <> coalesce(a.held, 0)",
    },
    Check {
        sentence: "a work order's material shows what it holds",
        sql: "SELECT format('material %d: shows %d, holds %d (millionths)', m.id, m.quantity_allocated, coalesce(a.held, 0))
              FROM production_order_operation_materials m
              LEFT JOIN (SELECT holder_id, sum(quantity) AS held FROM inventory_allocations
                         WHERE holder_type = 'operation_material' GROUP BY holder_id) a ON a.holder_id = m.id
              WHERE m.quantity_allocated <> coalesce(a.held, 0)",
    },
    Check {
        sentence: "only open lines and materials hold stock",
        sql: "SELECT format('%s %d holds %d (millionths) and is done with', holder_type, holder_id, quantity)
              FROM inventory_allocations a
              WHERE (holder_type = 'sales_order_line' AND NOT EXISTS (
                         SELECT 1 FROM sales_order_lines s JOIN sales_orders o ON o.id = s.sales_order_id
                         WHERE s.id = a.holder_id AND s.is_cancelled = 0 AND o.status IN ('confirmed', 'in_progress')))
                 OR (holder_type = 'operation_material' AND NOT EXISTS (
                         SELECT 1 FROM production_order_operation_materials m
                         JOIN production_order_operations op ON op.id = m.production_order_operation_id
                         JOIN production_orders w ON w.id = op.production_order_id
                         WHERE m.id = a.holder_id AND w.status IN ('released', 'in_progress', 'on_hold')))",
    },
    Check {
        sentence: "debits equal credits in every entry",
        sql: "SELECT format('%s: debits %d, credits %d (millionths)', e.entry_number, coalesce(sum(l.debit), 0),
                  coalesce(sum(l.credit), 0))
              FROM gl_journal_entries e LEFT JOIN gl_journal_entry_lines l ON l.journal_entry_id = e.id
              GROUP BY e.id HAVING coalesce(sum(l.debit), 0) <> coalesce(sum(l.credit), 0)",
    },
    Check {
        sentence: "every entry is posted, in the period of its day",
        sql: "SELECT format('%s of %s: %s, period %d-%02d', e.entry_number, e.entry_date, e.status, p.year, p.period)
              FROM gl_journal_entries e JOIN gl_fiscal_periods p ON p.id = e.fiscal_period_id
              WHERE e.status <> 'posted' OR e.entry_date NOT BETWEEN p.start_date AND p.end_date",
    },
    Check {
        sentence: "the inventory accounts are what the stock is worth",
        sql: "SELECT format('%s: the account holds %d, the stock is worth %d (millionths)', role, sum(booked), sum(worth))
              FROM (SELECT a.role, l.debit - l.credit AS booked, 0 AS worth
                    FROM gl_journal_entry_lines l JOIN gl_accounts a ON a.id = l.account_id
                    WHERE a.role IN ('inventory_raw', 'inventory_finished')
                    UNION ALL
                    SELECT CASE WHEN p.item_type = 'finished_good'
                                  OR (p.item_type = 'component' AND p.procurement_type = 'make')
                                THEN 'inventory_finished' ELSE 'inventory_raw' END, 0, v.total_value
                    FROM product_valuations v JOIN products p ON p.id = v.product_id)
              GROUP BY role HAVING sum(booked) <> sum(worth)",
    },
    Check {
        sentence: "what a product is worth is the sum of its movements, and nothing left is worth nothing",
        sql: "SELECT format('%s: valued %d for %d, movements %d for %d, on hand %d (millionths)', p.sku, worth, counted,
                  booked, moved, lying)
              FROM (SELECT product_id, sum(worth) AS worth, sum(counted) AS counted, sum(booked) AS booked,
                        sum(moved) AS moved, sum(lying) AS lying FROM (
                        SELECT product_id, total_value AS worth, quantity AS counted, 0 AS booked, 0 AS moved, 0 AS lying
                        FROM product_valuations
                        UNION ALL
                        SELECT product_id, 0, 0, coalesce(total_cost, 0), quantity, 0
                        FROM inventory_transactions WHERE is_posted
                        UNION ALL
                        SELECT product_id, 0, 0, 0, 0, on_hand_quantity FROM inventory)
                    GROUP BY product_id) b JOIN products p ON p.id = b.product_id
              WHERE worth <> booked OR counted <> moved OR counted <> lying OR worth < 0 OR (counted = 0 AND worth <> 0)",
    },
    Check {
        sentence: "cost layers hold what is on the shelf",
        sql: "SELECT format('%s: layers hold %d, on hand %d (millionths)', p.sku, coalesce(c.remaining, 0), v.quantity)
              FROM products p JOIN product_valuations v ON v.product_id = p.id
              LEFT JOIN (SELECT product_id, sum(remaining) AS remaining FROM inventory_cost_layers GROUP BY product_id) c
                ON c.product_id = p.id
              WHERE p.cost_method = 'fifo' AND coalesce(c.remaining, 0) <> v.quantity",
    },
    Check {
        sentence: "a lot's counters are the sum of its movements",
        sql: "SELECT format('%s: counted %d, movements %d (millionths)', l.lot_number,
                  l.quantity_received + l.quantity_adjusted - l.quantity_consumed - l.quantity_scrapped,
                  coalesce(t.moved, 0))
              FROM material_lots l
              LEFT JOIN (SELECT lot_id, sum(quantity) AS moved FROM inventory_transactions
                         WHERE is_posted AND lot_id IS NOT NULL GROUP BY lot_id) t ON t.lot_id = l.id
              WHERE l.quantity_received + l.quantity_adjusted - l.quantity_consumed - l.quantity_scrapped
                    <> coalesce(t.moved, 0)",
    },
    Check {
        sentence: "a transfer goes down as much as it goes up",
        sql: "SELECT format('transfer %d: %d is left over (millionths)', reference_id, sum(quantity))
              FROM inventory_transactions WHERE reference_type = 'transfer'
              GROUP BY reference_id HAVING sum(quantity) <> 0 OR sum(total_cost) <> 0",
    },
    Check {
        sentence: "a reversal undoes exactly what it names",
        sql: "SELECT format('movement %d reverses %d, but not its product, place or quantity', b.id, t.id)
              FROM inventory_transactions b JOIN inventory_transactions t ON t.id = b.reverses_id
              WHERE b.quantity <> -t.quantity OR b.product_id <> t.product_id OR b.location_id IS NOT t.location_id",
    },
    Check {
        sentence: "what is payable is what vendors' bills ask less what was paid",
        sql: "SELECT format('the account holds %d, bills ask %d (millionths)', sum(booked), sum(asked))
              FROM (SELECT l.credit - l.debit AS booked, 0 AS asked
                    FROM gl_journal_entry_lines l JOIN gl_accounts a ON a.id = l.account_id WHERE a.role = 'payable'
                    UNION ALL SELECT 0, total FROM vendor_bills WHERE status = 'posted'
                    UNION ALL SELECT 0, -amount FROM vendor_payments WHERE status = 'completed')
              HAVING sum(booked) <> sum(asked)",
    },
    Check {
        sentence: "a bill covers what its receipts brought, and no bill is paid beyond what it asks",
        sql: "SELECT format('%s: covers %d, its receipts %d, paid %d of %d (millionths)', b.bill_number,
                  b.received_value + b.service_value, coalesce(c.covered, 0), coalesce(p.paid, 0), b.total)
              FROM vendor_bills b
              LEFT JOIN (SELECT vendor_bill_id, sum(received_value + service_value) AS covered
                         FROM vendor_bill_receipts GROUP BY vendor_bill_id) c ON c.vendor_bill_id = b.id
              LEFT JOIN (SELECT vendor_bill_id, sum(amount) AS paid FROM vendor_payments
                         WHERE status = 'completed' GROUP BY vendor_bill_id) p ON p.vendor_bill_id = b.id
              WHERE b.received_value + b.service_value <> coalesce(c.covered, 0)
                 OR abs(coalesce(p.paid, 0)) > abs(b.total) OR coalesce(p.paid, 0) * sign(b.total) < 0
                 OR (b.status = 'voided' AND coalesce(p.paid, 0) <> 0)",
    },
    Check {
        sentence: "a purchase order line shows what was received and returned",
        sql: "SELECT format('%s line %d: shows %d, receipts %d (millionths)', o.po_number, l.line_number,
                  l.quantity_received - l.quantity_returned, coalesce(g.received, 0))
              FROM purchase_order_lines l JOIN purchase_orders o ON o.id = l.purchase_order_id
              LEFT JOIN (SELECT purchase_order_line_id, sum(quantity) AS received FROM goods_receipt_lines
                         GROUP BY purchase_order_line_id) g ON g.purchase_order_line_id = l.id
              WHERE l.quantity_received - l.quantity_returned <> coalesce(g.received, 0)",
    },
    Check {
        sentence: "a purchase order adds up",
        sql: "SELECT format('%s: subtotal %d, lines %d, total %d (millionths)', o.po_number, o.subtotal,
                  coalesce(l.lines, 0), o.total_amount)
              FROM purchase_orders o
              LEFT JOIN (SELECT purchase_order_id, sum(line_total) AS lines FROM purchase_order_lines
                         GROUP BY purchase_order_id) l ON l.purchase_order_id = o.id
              WHERE o.subtotal <> coalesce(l.lines, 0) OR o.total_amount <> o.subtotal + o.tax_amount + o.shipping_cost",
    },
    Check {
        sentence: "a purchase order's state is that of its receipts",
        sql: "SELECT format('%s is %s, with %d lines received of %d', o.po_number, o.status, l.got, l.lines)
              FROM purchase_orders o
              JOIN (SELECT purchase_order_id, count(*) AS lines, sum(quantity_received > 0) AS got,
                        sum(quantity_received >= quantity_ordered) AS full
                    FROM purchase_order_lines GROUP BY purchase_order_id) l ON l.purchase_order_id = o.id
              WHERE (o.status IN ('draft', 'ordered', 'shipped', 'cancelled') AND l.got > 0)
                 OR (o.status = 'received' AND l.full < l.lines)
                 OR (o.status = 'partial' AND (l.got = 0 OR l.full = l.lines))
                 OR (o.status = 'closed' AND l.got = 0)",
    },
    Check {
        sentence: "no product has two active bills of material or routings",
        sql: "SELECT format('%s has %d active bills of material', p.sku, count(*))
              FROM boms b JOIN products p ON p.id = b.product_id WHERE b.active = 1 GROUP BY p.id HAVING count(*) > 1
              UNION ALL
              SELECT format('%s has %d active routings', p.sku, count(*))
              FROM routings r JOIN products p ON p.id = r.product_id WHERE r.is_active = 1 GROUP BY p.id HAVING count(*) > 1",
    },
];
