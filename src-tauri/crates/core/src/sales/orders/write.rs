//! Writing an order, changing it, writing another like it.

use spoolyard_types::ids::{SalesOrderId, UserId};
use spoolyard_types::{Code, Entered, Money, Quantity, Text, currency};

use super::detail::{OrderDetail, detail};
use super::requests::{CreateOrder, OrderAddress, OrderFields, OrderRef, UpdateOrder};
use super::store::{Order, load, write_totals};
use super::{lifecycle, lines};
use crate::bind;
use crate::db::{Sequence, Write};
use crate::error::{Result, refuse, refuse_field};
use crate::sales::customers::{self, Customer};
use crate::sales::events::{Told, tell};
use crate::sales::model::{CustomerStatus, OrderStatus, RushLevel};
use crate::sales::pricing::percent_of_fraction;
use crate::sales::status;

fn text<const N: usize>(value: Option<&str>) -> Option<Text<N>> {
    value.and_then(|t| Text::new(t.chars().take(N).collect::<String>()).ok())
}

fn ship_to(customer: &Customer) -> OrderAddress {
    // Whoever gave only one address is shipped to where he is billed.
    let billed = customer.shipping_address_line1.is_none() && customer.shipping_city.is_none();
    if billed {
        return OrderAddress { company: None, phone: text(customer.phone.as_deref()), ..bill_to(customer) };
    }
    OrderAddress {
        name: text(Some(&customer.name)),
        company: None,
        phone: text(customer.phone.as_deref()),
        line1: text(customer.shipping_address_line1.as_deref()),
        line2: text(customer.shipping_address_line2.as_deref()),
        city: text(customer.shipping_city.as_deref()),
        state: text(customer.shipping_state.as_deref()),
        zip: text(customer.shipping_zip.as_deref()),
        country: text(customer.shipping_country.as_deref()),
    }
}

fn bill_to(customer: &Customer) -> OrderAddress {
    let person = [customer.first_name.as_deref(), customer.last_name.as_deref()];
    let person = person.into_iter().flatten().collect::<Vec<_>>().join(" ");
    OrderAddress {
        name: text(Some(if person.is_empty() { &customer.name } else { &person })),
        company: text(customer.company_name.as_deref()),
        phone: None,
        line1: text(customer.billing_address_line1.as_deref()),
        line2: text(customer.billing_address_line2.as_deref()),
        city: text(customer.billing_city.as_deref()),
        state: text(customer.billing_state.as_deref()),
        zip: text(customer.billing_zip.as_deref()),
        country: text(customer.billing_country.as_deref()),
    }
}

fn active_customer(w: &Write<'_>, id: UserId) -> Result<Customer> {
    let customer = customers::load(w, id)?;
    match customer.status {
        CustomerStatus::Active => Ok(customer),
        CustomerStatus::Inactive | CustomerStatus::Suspended => {
            let text = format!(
                "{} ({}) is {}. Reactivate the customer, or choose another.",
                customer.name, customer.customer_number, customer.status
            );
            Err(refuse_field(Code::WrongState, "customer_id", text))
        }
    }
}

fn check_money(w: &Write<'_>, fields: &OrderFields) -> Result<()> {
    if let Some(cost) = fields.shipping_cost {
        if !w.sees_prices() {
            let text = "Only an admin sets what shipping costs. Leave it out.";
            return Err(refuse_field(Code::Forbidden, "shipping_cost", text));
        }
        if cost.get().is_negative() {
            return Err(refuse_field(
                Code::InvalidValue,
                "shipping_cost",
                "Shipping does not cost less than zero.",
            ));
        }
    }
    match fields.tax_rate {
        Some(rate) if rate.get().is_negative() || rate.get() > Quantity::from_micros(1_000_000) => {
            let text = "A tax rate is a fraction between 0 and 1: 0.0825 is 8.25 %.";
            Err(refuse_field(Code::InvalidValue, "tax_rate", text))
        }
        _ => Ok(()),
    }
}

/// Writes a new order, as a draft.
///
/// # Errors
/// [`Code::OrderIncomplete`] for a product without a price, [`Code::InactiveProduct`], [`Code::NotFound`],
/// [`Code::InvalidValue`] and [`Code::Forbidden`] naming the field.
pub fn create(w: &Write<'_>, req: CreateOrder) -> Result<OrderDetail> {
    let id = insert(w, &req.order).map_err(|err| err.within("order"))?;
    let order = load(w, id)?;
    let told = Told { title: format!("{} was written", order.order_number), ..Told::default() };
    tell(w, id, "created", &told)?;
    w.about("sales_order", id.get(), Some(&order.order_number));
    detail(w, id)
}

fn insert(w: &Write<'_>, fields: &OrderFields) -> Result<SalesOrderId> {
    check_money(w, fields)?;
    let customer = fields.customer_id.map(|id| active_customer(w, id)).transpose()?;
    let company = crate::settings::company(w)?;
    let currency = company.as_ref().map_or("USD", |c| c.currency_code.as_str()).to_owned();
    let exempt = customer.as_ref().is_some_and(|c| c.tax_exempt);
    let usual = company.as_ref().map(|c| c.default_tax_rate).filter(|_| !exempt).unwrap_or_default();
    let rate = fields.tax_rate.map_or(usual, Entered::get);
    let number = w.next_number(Sequence::SalesOrder, w.today()?)?;
    // The order names who wrote it; what Spoolyard writes by itself is in the customer's name.
    let clerk =
        w.actor().user_id.or(fields.customer_id).or(w.value("SELECT min(id) FROM users", [])?.flatten());
    let clerk = clerk.ok_or_else(|| {
        refuse(Code::OrderIncomplete, "There is neither a customer nor an account yet. Add one first.")
    })?;
    let id = SalesOrderId(w.insert(
        "INSERT INTO sales_orders (user_id, order_number, order_type, source, quantity, material_type, unit_price,
             total_price, grand_total, tax_rate, is_taxable, customer_id, currency_code, created_at, updated_at,
             shipping_country)
         VALUES (?1, ?2, 'line_item', 'manual', 0, '', 0, 0, 0, ?3, ?4, ?5, ?6, ?7, ?7, NULL)",
        bind![clerk, number, rate, !exempt, fields.customer_id, currency, w.now()],
    )?);
    write_head(w, id, fields, customer.as_ref(), rate, true)?;
    let order = load(w, id)?;
    lines::write(w, &order, &fields.lines, percent_of_fraction(rate)?)?;
    let shipping = fields.shipping_cost.map(Entered::get).unwrap_or_default().to_minor(order.digits());
    write_totals(w, id, shipping, shipping_tax(shipping, rate, fields.tax_shipping, &order)?)?;
    Ok(id)
}

fn shipping_tax(shipping: Money, rate: Quantity, taxed: bool, order: &Order) -> Result<Money> {
    if !taxed {
        return Ok(Money::ZERO);
    }
    Ok(percent_of_fraction(rate)?.of(shipping)?.to_minor(currency::minor_digits(&order.currency_code)))
}

fn write_head(
    w: &Write<'_>,
    id: SalesOrderId,
    fields: &OrderFields,
    customer: Option<&Customer>,
    rate: Quantity,
    is_new: bool,
) -> Result<()> {
    let terms = match (&fields.payment_terms, customer) {
        (Some(terms), _) => Some(terms.as_str().to_owned()),
        (None, Some(customer)) if is_new => customer.payment_terms.clone(),
        (None, _) => None,
    };
    w.execute(
        "UPDATE sales_orders SET customer_id = ?2, customer_name = ?3, customer_email = ?4, customer_phone = ?5,
             requested_date = ?6, rush_level = ?7, po_reference = ?8, payment_terms = ?9, tax_rate = ?10,
             customer_notes = ?11, internal_notes = ?12, production_notes = ?13, updated_at = ?14
         WHERE id = ?1",
        bind![
            id,
            customer.map(|c| c.id),
            customer.map(|c| c.name.chars().take(200).collect::<String>()),
            customer.and_then(|c| c.email.clone()),
            customer.and_then(|c| c.phone.clone()),
            fields.requested_date,
            fields.rush_level.unwrap_or(RushLevel::Standard),
            fields.po_reference,
            terms,
            rate,
            fields.customer_notes,
            fields.internal_notes,
            fields.production_notes,
            w.now()
        ],
    )?;
    let known = |given: &Option<OrderAddress>, usual: fn(&Customer) -> OrderAddress| match (given, customer) {
        (Some(address), _) => Some(address.clone()),
        (None, Some(customer)) if is_new => Some(usual(customer)),
        (None, _) => None,
    };
    if let Some(to) = known(&fields.shipping, ship_to) {
        write_shipping(w, id, &to)?;
    }
    if let Some(to) = known(&fields.billing, bill_to) {
        write_billing(w, id, &to)?;
    }
    Ok(())
}

fn write_shipping(w: &Write<'_>, id: SalesOrderId, to: &OrderAddress) -> Result<()> {
    w.execute(
        "UPDATE sales_orders SET shipping_name = ?2, shipping_phone = ?3, shipping_address_line1 = ?4,
             shipping_address_line2 = ?5, shipping_city = ?6, shipping_state = ?7, shipping_zip = ?8,
             shipping_country = ?9
         WHERE id = ?1",
        bind![id, to.name, to.phone, to.line1, to.line2, to.city, to.state, to.zip, to.country],
    )?;
    Ok(())
}

fn write_billing(w: &Write<'_>, id: SalesOrderId, to: &OrderAddress) -> Result<()> {
    w.execute(
        "UPDATE sales_orders SET billing_name = ?2, billing_company = ?3, billing_address_line1 = ?4,
             billing_address_line2 = ?5, billing_city = ?6, billing_state = ?7, billing_zip = ?8, billing_country = ?9
         WHERE id = ?1",
        bind![id, to.name, to.company, to.line1, to.line2, to.city, to.state, to.zip, to.country],
    )?;
    Ok(())
}

/// Changes an order. A draft changes freely. A promised one keeps its customer, what has left and what was
/// invoiced; its reservations follow its lines, and planning hears of it.
///
/// # Errors
/// As [`create`], and [`Code::WrongState`] for what may not change any more, [`Code::ChangedMeanwhile`],
/// [`Code::OverPayment`] when the total would fall below what was paid, [`Code::CreditLimit`].
pub fn update(w: &Write<'_>, req: UpdateOrder) -> Result<OrderDetail> {
    let before = load(w, req.id)?;
    check_editable(&before, &req)?;
    let grand = amend(w, &before, &req.order).map_err(|err| err.within("order"))?;
    check_billed(w, &before)?;
    if grand < before.paid {
        let text = format!(
            "More was paid for {} than it would come to. Refund the difference first.",
            before.order_number
        );
        return Err(refuse(Code::OverPayment, text));
    }
    if before.status.is_open() {
        lifecycle::after_change(w, &before, grand)?;
    }
    let told = Told { title: String::from("The order was changed"), ..Told::default() };
    tell(w, req.id, "changed", &told)?;
    status::refresh(w, req.id)?;
    w.about("sales_order", req.id.get(), Some(&before.order_number));
    detail(w, req.id)
}

/// Writes what was asked for over what stands there, and says what it comes to.
fn amend(w: &Write<'_>, before: &Order, fields: &OrderFields) -> Result<Money> {
    check_money(w, fields)?;
    let customer = match fields.customer_id {
        Some(id) if before.customer_id == Some(id) => Some(customers::load(w, id)?),
        Some(id) => Some(active_customer(w, id)?),
        None => None,
    };
    let rate = fields.tax_rate.map(Entered::get).or(before.tax_rate).unwrap_or_default();
    // Another customer of a draft brings his own addresses.
    let readdress = before.status == OrderStatus::Draft && before.customer_id != fields.customer_id;
    write_head(w, before.id, fields, customer.as_ref(), rate, readdress)?;
    lines::write(w, before, &fields.lines, percent_of_fraction(rate)?)?;
    let shipping = fields.shipping_cost.map_or(before.shipping_cost, Entered::get).to_minor(before.digits());
    let taxed = shipping_tax(shipping, rate, fields.tax_shipping, before)?;
    check_billed_shipping(w, before, shipping, taxed)?;
    write_totals(w, before.id, shipping, taxed)
}

fn check_editable(before: &Order, req: &UpdateOrder) -> Result<()> {
    let number = &before.order_number;
    if req.expected_updated_at.is_some_and(|at| at != before.updated_at) {
        let text =
            format!("Somebody else changed {number} in the meantime. Open it again and repeat your change.");
        return Err(refuse(Code::ChangedMeanwhile, text));
    }
    match before.status {
        OrderStatus::Draft => Ok(()),
        OrderStatus::Confirmed | OrderStatus::InProgress => {
            if before.customer_id != req.order.customer_id {
                let text = format!("{number} is promised to its customer. Cancel it and write another.");
                return Err(refuse_field(Code::WrongState, "customer_id", text));
            }
            if req.order.lines.is_empty() {
                let text = format!("{number} needs a line. Cancel the order to call off all of it.");
                return Err(refuse_field(Code::OrderIncomplete, "lines", text));
            }
            Ok(())
        }
        OrderStatus::Completed | OrderStatus::Cancelled => {
            let text = format!(
                "{number} is {} and stays as it is. Duplicate it to sell the same again.",
                before.status
            );
            Err(refuse(Code::WrongState, text))
        }
    }
}

/// What was invoiced of a line stays within the line, and is all of it once all of it has left.
fn check_billed(w: &Write<'_>, order: &Order) -> Result<()> {
    let billed = crate::sales::shipments::billed(w, order.id)?;
    for line in super::store::lines_of(w, order.id)? {
        let Some(known) = billed.get(&line.id) else { continue };
        let now = line.figures(order.digits())?;
        let all_left = line.shipped_quantity >= line.quantity;
        let fits = if all_left {
            (now.net, now.tax) == (known.net, known.tax)
        } else {
            now.net >= known.net && now.tax >= known.tax
        };
        if !fits {
            let text = format!(
                "What was invoiced of line {} of {} does not fit its new quantity and discount. Void the shipment first.",
                line.line_number, order.order_number
            );
            return Err(refuse_field(Code::WrongState, "lines", text));
        }
    }
    Ok(())
}

fn check_billed_shipping(w: &Write<'_>, before: &Order, cost: Money, tax: Money) -> Result<()> {
    if cost == before.shipping_cost && tax == before.shipping_tax_amount {
        return Ok(());
    }
    let billed: Option<i64> = w.value(
        "SELECT 1 FROM invoices WHERE sales_order_id = ?1 AND status = 'posted' LIMIT 1",
        bind![before.id],
    )?;
    if billed.is_none() {
        return Ok(());
    }
    let text = format!(
        "The shipping of {} was invoiced with its first shipment. Void that shipment first, or bill the difference as a line.",
        before.order_number
    );
    Err(refuse_field(Code::WrongState, "shipping_cost", text))
}

/// Writes another draft with the same customer, addresses and lines at the same prices. Dates, payments and
/// parcels are not carried over.
///
/// # Errors
/// [`Code::NotFound`].
pub fn duplicate(w: &Write<'_>, req: OrderRef) -> Result<OrderDetail> {
    let old = load(w, req.id)?;
    let number = w.next_number(Sequence::SalesOrder, w.today()?)?;
    let id = SalesOrderId(w.insert(
        "INSERT INTO sales_orders (user_id, order_number, order_type, source, quantity, material_type, color, finish,
             unit_price, total_price, tax_amount, tax_rate, is_taxable, shipping_cost, grand_total, rush_level, customer_id,
             customer_name, customer_email, customer_phone, shipping_address_line1, shipping_address_line2,
             shipping_city, shipping_state, shipping_zip, shipping_country, customer_notes, internal_notes,
             production_notes, payment_terms, currency_code, shipping_name, shipping_phone, billing_name,
             billing_company, billing_address_line1, billing_address_line2, billing_city, billing_state, billing_zip,
             billing_country, created_at, updated_at)
         SELECT coalesce(?2, user_id), ?3, 'line_item', 'manual', quantity, material_type, color, finish, unit_price,
             total_price, tax_amount, tax_rate, is_taxable, shipping_cost, grand_total, rush_level, customer_id,
             customer_name, customer_email, customer_phone, shipping_address_line1, shipping_address_line2,
             shipping_city, shipping_state, shipping_zip, shipping_country, customer_notes, internal_notes,
             production_notes, payment_terms, currency_code, shipping_name, shipping_phone, billing_name,
             billing_company, billing_address_line1, billing_address_line2, billing_city, billing_state, billing_zip,
             billing_country, ?4, ?4
         FROM sales_orders WHERE id = ?1",
        bind![req.id, w.actor().user_id, number, w.now()],
    )?);
    w.execute(
        "INSERT INTO sales_order_lines (sales_order_id, product_id, line_number, quantity, unit_price, discount,
             tax_rate, total, description, notes, unit, created_by, created_at, updated_at)
         SELECT ?2, product_id, row_number() OVER (ORDER BY line_number, id), quantity, unit_price, discount, tax_rate,
             total, description, notes, unit, ?3, ?4, ?4
         FROM sales_order_lines WHERE sales_order_id = ?1 AND is_cancelled = 0",
        bind![req.id, id, w.actor().user_id, w.now()],
    )?;
    write_totals(w, id, old.shipping_cost, old.shipping_tax_amount)?;
    let told = Told { title: format!("{number} was written like {}", old.order_number), ..Told::default() };
    tell(w, id, "created", &told)?;
    w.about("sales_order", id.get(), Some(&number));
    detail(w, id)
}
