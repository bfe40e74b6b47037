//! A large farm for measuring: rows by the hundred thousand, in sets and not by commands, and yet consistent
//! enough that everything that must add up does.

use spoolyard_types::Code;

use crate::App;
use crate::bind;
use crate::db::{Intent, Write};
use crate::error::{Result, refuse};

/// How large.
#[derive(Debug, Clone, Copy)]
pub struct Large {
    /// Movements of stock; rounded up to whole journal entries of fifty.
    pub movements: u32,
    /// Customers' orders.
    pub orders: u32,
}

/// Movements of one journal entry: pairs of ten in and five out.
const OF_AN_ENTRY: u32 = 50;

/// Rows `1..=?1` as `n(i)`.
const ROWS: &str = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)";

/// Spread over the two years before now, the highest `i` last.
const AT: &str = "strftime('%Y-%m-%dT%H:%M:%fZ', ?2, '-' || ((?1 - i) * 1000000 / ?1) || ' minutes')";
const DAY: &str = "date(?2, '-' || ((?1 - i) * 690 / ?1) || ' days')";

/// Fills a fresh store that has an owner.
///
/// # Errors
/// [`Code::WrongState`] for a store that holds products.
pub fn fill(app: &App, intent: &Intent, large: Large) -> Result<()> {
    app.write(intent, |w| {
        if w.value::<i64>("SELECT 1 FROM products LIMIT 1", [])?.is_some() {
            return Err(refuse(
                Code::WrongState,
                "This farm holds products already. Measure with a new file.",
            ));
        }
        let movements = large.movements.div_ceil(OF_AN_ENTRY).max(1) * OF_AN_ENTRY;
        let orders = large.orders.max(1);
        masters(w)?;
        stock(w, movements)?;
        sales(w, orders)?;
        work(w, orders)?;
        purchases(w, orders.div_ceil(5))?;
        numbers(w)
    })
}

/// Inserts `count` rows: `columns` and an expression for each, of `i`, `?2` (now) and [`AT`] or [`DAY`].
fn rows(w: &Write<'_>, count: u32, table: &str, columns: &str, values: &str) -> Result<()> {
    let values = values.replace("{at}", AT).replace("{day}", DAY);
    let sql = format!("{ROWS} INSERT INTO {table} ({columns}) SELECT {values} FROM n");
    w.execute(&sql, bind![count, w.now()])?;
    Ok(())
}

const PRODUCTS: u32 = 2_000;
const CUSTOMERS: u32 = 800;
const VENDORS: u32 = 60;

fn masters(w: &Write<'_>) -> Result<()> {
    rows(
        w,
        PRODUCTS,
        "products",
        "sku, name, item_type, procurement_type, cost_method, average_cost, last_cost, selling_price, created_at, updated_at",
        "format('%s-%05d', CASE i % 4 WHEN 0 THEN 'FG' WHEN 1 THEN 'CMP' WHEN 2 THEN 'MAT' ELSE 'SUP' END, i),
         format('%s %s %d', CASE i % 5 WHEN 0 THEN 'Bracket' WHEN 1 THEN 'Knob' WHEN 2 THEN 'Vase' WHEN 3 THEN 'Spool' ELSE 'Screw' END,
             CASE i % 3 WHEN 0 THEN 'black' WHEN 1 THEN 'white' ELSE 'grey' END, i),
         CASE i % 4 WHEN 0 THEN 'finished_good' WHEN 1 THEN 'component' WHEN 2 THEN 'material' ELSE 'supply' END,
         CASE i % 4 WHEN 0 THEN 'make' ELSE 'buy' END, 'average', (i % 900 + 10) * 10000, (i % 900 + 10) * 10000,
         (i % 900 + 10) * 25000, {at}, {at}",
    )?;
    rows(
        w,
        CUSTOMERS,
        "users",
        "email, customer_number, password_hash, account_type, status, first_name, last_name, company_name, shipping_city,
         shipping_country, created_at, updated_at",
        "format('buyer%d@large.example', i), format('CUS-%s-%04d', strftime('%Y', ?2), i), '!', 'customer', 'active',
         'Buyer', format('Number %d', i), CASE i % 3 WHEN 0 THEN format('Shop %d', i) END, 'Asheville', 'USA', {at}, {at}",
    )?;
    rows(
        w,
        VENDORS,
        "vendors",
        "code, name, lead_time_days, created_at, updated_at",
        "format('V%03d', i), format('Vendor %d', i), i % 20, {at}, {at}",
    )
}

/// Pairs of a receipt of ten and an issue of five, so that stock and worth only grow.
fn stock(w: &Write<'_>, movements: u32) -> Result<()> {
    let entries = movements / OF_AN_ENTRY;
    w.execute(
        "INSERT OR IGNORE INTO gl_fiscal_periods (year, period, start_date, end_date)
         VALUES (CAST(strftime('%Y', ?1) AS INTEGER), CAST(strftime('%m', ?1) AS INTEGER),
             date(?1, 'start of month'), date(?1, 'start of month', '+1 month', '-1 day'))",
        bind![w.now()],
    )?;
    rows(
        w,
        entries,
        "gl_journal_entries",
        "entry_number, entry_date, fiscal_period_id, description, source_type, source_id, created_at",
        "format('JE-%s-%04d', strftime('%Y', ?2), i), date(?2), (SELECT max(id) FROM gl_fiscal_periods),
         format('Movements of batch %d', i), 'inventory', i, {at}",
    )?;
    // Both movements of a pair are of one product: pair p of product p % PRODUCTS.
    let product = format!("((i - 1) / 2 % {PRODUCTS} + 1)");
    let quantity = "CASE i % 2 WHEN 1 THEN 10000000 ELSE -5000000 END";
    let cost = format!("(({product} % 900 + 10) * 10000)");
    rows(
        w,
        movements,
        "inventory_transactions",
        "product_id, location_id, journal_entry_id, transaction_type, reference_type, quantity, cost_per_unit, total_cost,
         unit, transaction_date, created_at, created_by",
        &format!(
            "{product}, 1, (i - 1) / {OF_AN_ENTRY} + 1, CASE i % 2 WHEN 1 THEN 'receipt' ELSE 'issue' END, 'manual', {quantity},
             {cost}, {cost} * ({quantity} / 1000000), 'EA', {{day}}, {{at}}, 'large farm'"
        ),
    )?;
    for sql in [
        "INSERT INTO inventory (product_id, location_id, on_hand_quantity)
         SELECT product_id, 1, sum(quantity) FROM inventory_transactions GROUP BY product_id",
        "INSERT INTO product_valuations (product_id, quantity, total_value)
         SELECT product_id, sum(quantity), sum(total_cost) FROM inventory_transactions GROUP BY product_id",
        "INSERT INTO gl_journal_entry_lines (journal_entry_id, line_number, account_id, debit)
         SELECT t.journal_entry_id, row_number() OVER (PARTITION BY t.journal_entry_id ORDER BY a.id), a.id, sum(t.total_cost)
         FROM inventory_transactions t JOIN products p ON p.id = t.product_id
         JOIN gl_accounts a ON a.role = CASE WHEN p.item_type = 'finished_good' THEN 'inventory_finished' ELSE 'inventory_raw' END
         GROUP BY t.journal_entry_id, a.id",
        "INSERT INTO gl_journal_entry_lines (journal_entry_id, line_number, account_id, credit)
         SELECT l.journal_entry_id, 3, (SELECT id FROM gl_accounts WHERE role = 'opening_balance'), sum(l.debit)
         FROM gl_journal_entry_lines l GROUP BY l.journal_entry_id",
        "UPDATE gl_journal_entries SET status = 'posted', posted_at = created_at",
    ] {
        w.execute(sql, [])?;
    }
    Ok(())
}

/// Nineteen orders of twenty are done; the others are open.
fn sales(w: &Write<'_>, orders: u32) -> Result<()> {
    rows(
        w,
        orders,
        "sales_orders",
        "user_id, order_number, order_type, quantity, material_type, unit_price, total_price, grand_total, status,
         payment_status, fulfillment_status, customer_id, customer_name, requested_date, shipping_city, created_at, updated_at",
        &format!(
            "(SELECT min(id) FROM users), format('SO-%s-%04d', strftime('%Y', ?2), i), 'line_item', 0, '', 0, i % 500 * 2000000,
             i % 500 * 2000000, CASE WHEN i % 20 > 0 THEN 'completed' WHEN i % 40 = 0 THEN 'draft' ELSE 'confirmed' END,
             CASE WHEN i % 20 > 0 THEN 'paid' ELSE 'pending' END, CASE WHEN i % 20 > 0 THEN 'fulfilled' ELSE 'pending' END,
             (SELECT min(id) FROM users WHERE account_type = 'customer') + i % {CUSTOMERS}, format('Buyer Number %d', i % {CUSTOMERS} + 1),
             {{day}}, 'Asheville', {{at}}, {{at}}"
        ),
    )?;
    let product = format!("(((i - 1) * 7) % ({PRODUCTS} / 4) + 1) * 4");
    rows(
        w,
        orders * 2,
        "sales_order_lines",
        "sales_order_id, line_number, product_id, quantity, unit_price, total, shipped_quantity, created_at, updated_at",
        &format!(
            "(i + 1) / 2, (i + 1) % 2 + 1, {product}, 1000000, (i + 1) / 2 % 500 * 1000000, (i + 1) / 2 % 500 * 1000000,
             CASE WHEN (i + 1) / 2 % 20 > 0 THEN 1000000 ELSE 0 END, {{at}}, {{at}}"
        ),
    )?;
    for sql in [
        "INSERT INTO shipments (shipment_number, sales_order_id, location_id, status, carrier, ship_date, shipped_at,
             created_at, updated_at)
         SELECT format('SHP-%s-%04d', strftime('%Y', ?1), row_number() OVER (ORDER BY id)), id, 1, 'shipped', 'USPS',
             date(created_at), created_at, created_at, created_at
         FROM sales_orders WHERE fulfillment_status = 'fulfilled'",
        "INSERT INTO invoices (invoice_number, sales_order_id, shipment_id, customer_id, invoice_date, subtotal, total, created_at)
         SELECT format('INV-%s-%04d', strftime('%Y', ?1), s.id), o.id, s.id, o.customer_id, s.ship_date, o.total_price,
             o.grand_total, s.created_at
         FROM shipments s JOIN sales_orders o ON o.id = s.sales_order_id",
        "INSERT INTO payments (payment_number, sales_order_id, amount, payment_method, payment_date, created_at)
         SELECT format('PAY-%s-%04d', strftime('%Y', ?1), row_number() OVER (ORDER BY o.id)), o.id, o.grand_total, 'card',
             o.created_at, o.created_at
         FROM sales_orders o WHERE o.payment_status = 'paid' AND o.grand_total > 0",
    ] {
        w.execute(sql, bind![w.now()])?;
    }
    Ok(())
}

fn work(w: &Write<'_>, orders: u32) -> Result<()> {
    rows(
        w,
        orders,
        "production_orders",
        "code, product_id, quantity_ordered, quantity_completed, status, due_date, created_at, updated_at",
        &format!(
            "format('WO-%s-%04d', strftime('%Y', ?2), i), (i % ({PRODUCTS} / 4) + 1) * 4, 12000000,
             CASE WHEN i % 20 > 0 THEN 12000000 ELSE 0 END, CASE WHEN i % 20 > 0 THEN 'completed' ELSE 'draft' END,
             {{day}}, {{at}}, {{at}}"
        ),
    )
}

fn purchases(w: &Write<'_>, orders: u32) -> Result<()> {
    rows(
        w,
        orders,
        "purchase_orders",
        "po_number, vendor_id, status, order_date, expected_date, subtotal, total_amount, created_at, updated_at",
        &format!(
            "format('PO-%s-%04d', strftime('%Y', ?2), i), i % {VENDORS} + 1,
             CASE WHEN i % 20 > 0 THEN 'cancelled' ELSE 'ordered' END, {{day}}, {{day}}, 30000000, 30000000, {{at}}, {{at}}"
        ),
    )?;
    rows(
        w,
        orders,
        "purchase_order_lines",
        "purchase_order_id, line_number, product_id, quantity_ordered, purchase_unit, unit_cost, line_total, created_at, updated_at",
        &format!("i, 1, i % ({PRODUCTS} / 4) * 4 + 3, 10000000, 'EA', 3000000, 30000000, {{at}}, {{at}}"),
    )
}

/// The next number of each kind follows the highest that was written.
fn numbers(w: &Write<'_>) -> Result<()> {
    for (prefix, table) in [
        ("CUS", "users WHERE account_type = 'customer'"),
        ("JE", "gl_journal_entries"),
        ("SO", "sales_orders"),
        ("SHP", "shipments"),
        ("INV", "invoices"),
        ("PAY", "payments"),
        ("WO", "production_orders"),
        ("PO", "purchase_orders"),
    ] {
        let sql = format!(
            "INSERT INTO number_sequences (prefix, year, next_value)
             SELECT ?1, CAST(strftime('%Y', ?2) AS INTEGER), count(*) + 1 FROM {table}"
        );
        w.execute(&sql, bind![prefix, w.now()])?;
    }
    Ok(())
}
