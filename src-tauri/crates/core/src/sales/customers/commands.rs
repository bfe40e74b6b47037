//! Adding, changing, putting aside and deleting customers.

use spoolyard_types::ids::UserId;
use spoolyard_types::{Code, Entered, Money, Text};

use super::queries::{Customer, load};
use super::{NO_EMAIL, NO_PASSWORD};
use crate::accounts::check_email;
use crate::bind;
use crate::db::{Sequence, Write};
use crate::error::{Result, refuse, refuse_field};
use crate::sales::model::CustomerStatus;

crate::wire! {
    /// A new customer. A name is needed: of a person or of a company.
    pub struct CreateCustomer {
        /// Given name.
        pub first_name: Option<Text<100>>,
        /// Family name.
        pub last_name: Option<Text<100>>,
        /// Company.
        pub company_name: Option<Text<200>>,
        /// E-mail; may be left out.
        pub email: Option<Text<255>>,
        /// Telephone.
        pub phone: Option<Text<20>>,
        /// Billing street.
        pub billing_address_line1: Option<Text<255>>,
        /// Billing second line.
        pub billing_address_line2: Option<Text<255>>,
        /// Billing city.
        pub billing_city: Option<Text<100>>,
        /// Billing state.
        pub billing_state: Option<Text<50>>,
        /// Billing postal code.
        pub billing_zip: Option<Text<20>>,
        /// Billing country.
        pub billing_country: Option<Text<100>>,
        /// Shipping street.
        pub shipping_address_line1: Option<Text<255>>,
        /// Shipping second line.
        pub shipping_address_line2: Option<Text<255>>,
        /// Shipping city.
        pub shipping_city: Option<Text<100>>,
        /// Shipping state.
        pub shipping_state: Option<Text<50>>,
        /// Shipping postal code.
        pub shipping_zip: Option<Text<20>>,
        /// Shipping country.
        pub shipping_country: Option<Text<100>>,
        /// `Net 30`, `Prepaid`, …
        pub payment_terms: Option<Text<100>>,
        /// How much he may owe; none is no limit. Only an admin sets it; staff leave it out, and it stays.
        pub credit_limit: Option<Entered<Money, 12, 2>>,
        /// Whether his orders bear no tax.
        #[serde(default)]
        pub tax_exempt: bool,
        /// Anything else.
        pub notes: Option<Text<10000>>,
    }

    /// A customer as he shall be.
    pub struct UpdateCustomer {
        /// His row.
        pub id: UserId,
        /// All his fields.
        pub customer: CreateCustomer,
    }

    /// Which customer.
    pub struct CustomerRef {
        /// His row.
        pub id: UserId,
    }

    /// A customer who is gone.
    pub struct CustomerDeleted {
        /// His former number.
        pub customer_number: String,
    }
}

fn check(w: &Write<'_>, req: &CreateCustomer, own: Option<UserId>) -> Result<()> {
    if req.first_name.is_none() && req.last_name.is_none() && req.company_name.is_none() {
        let text = "Give the customer a name, or the name of the company.";
        return Err(refuse_field(Code::InvalidValue, "last_name", text));
    }
    if req.credit_limit.is_some() && !w.sees_prices() {
        return Err(refuse_field(
            Code::Forbidden,
            "credit_limit",
            "Only an admin sets a credit limit. Leave it out.",
        ));
    }
    if req.credit_limit.is_some_and(|l| l.get().is_negative()) {
        return Err(refuse_field(Code::InvalidValue, "credit_limit", "A credit limit is not below zero."));
    }
    let Some(email) = &req.email else { return Ok(()) };
    check_email(email, "email")?;
    if email.to_lowercase().ends_with(NO_EMAIL) {
        let text = format!("No mail reaches {email}. Leave the address out when there is none.");
        return Err(refuse_field(Code::InvalidValue, "email", text));
    }
    let taken: Option<UserId> =
        w.value("SELECT id FROM users WHERE email = ?1 COLLATE NOCASE", bind![email])?;
    if taken.is_some() && taken != own {
        let text = format!(
            "{email} belongs to another customer or colleague. Use another address, or leave it out."
        );
        return Err(refuse_field(Code::AlreadyExists, "email", text));
    }
    Ok(())
}

/// The address that is stored: what was given, or one that can never exist.
fn address(req: &CreateCustomer, number: &str) -> String {
    req.email
        .as_ref()
        .map_or_else(|| format!("{}{NO_EMAIL}", number.to_lowercase()), |e| e.as_str().trim().to_owned())
}

/// Adds a customer.
///
/// # Errors
/// [`Code::AlreadyExists`] for the address of another, [`Code::InvalidValue`], [`Code::Forbidden`].
pub fn create(w: &Write<'_>, req: CreateCustomer) -> Result<Customer> {
    check(w, &req, None)?;
    let number = w.next_number(Sequence::Customer, w.today()?)?;
    let id = UserId(w.insert(
        "INSERT INTO users (email, customer_number, password_hash, account_type, status, created_by, created_at, updated_at)
         VALUES (?1, ?2, ?3, 'customer', 'active', ?4, ?5, ?5)",
        bind![address(&req, &number), number, NO_PASSWORD, w.actor().user_id, w.now()],
    )?);
    write_fields(w, id, &req, &number)?;
    w.about("customer", id.get(), Some(&number));
    load(w, id)
}

/// Changes a customer. Orders keep the names and addresses that they were written with.
///
/// # Errors
/// As [`create`], and [`Code::NotFound`].
pub fn update(w: &Write<'_>, req: UpdateCustomer) -> Result<Customer> {
    let before = load(w, req.id)?;
    check(w, &req.customer, Some(req.id))?;
    write_fields(w, req.id, &req.customer, &before.customer_number)?;
    w.about("customer", req.id.get(), Some(&before.customer_number));
    load(w, req.id)
}

fn write_fields(w: &Write<'_>, id: UserId, req: &CreateCustomer, number: &str) -> Result<()> {
    w.execute(
        "UPDATE users SET email = ?2, first_name = ?3, last_name = ?4, company_name = ?5, phone = ?6,
             billing_address_line1 = ?7, billing_address_line2 = ?8, billing_city = ?9, billing_state = ?10,
             billing_zip = ?11, billing_country = ?12, shipping_address_line1 = ?13, shipping_address_line2 = ?14,
             shipping_city = ?15, shipping_state = ?16, shipping_zip = ?17, shipping_country = ?18,
             payment_terms = ?19, credit_limit = CASE WHEN ?20 THEN ?21 ELSE credit_limit END, tax_exempt = ?22,
             notes = ?23, updated_at = ?24, updated_by = ?25
         WHERE id = ?1",
        bind![
            id,
            address(req, number),
            req.first_name,
            req.last_name,
            req.company_name,
            req.phone,
            req.billing_address_line1,
            req.billing_address_line2,
            req.billing_city,
            req.billing_state,
            req.billing_zip,
            req.billing_country,
            req.shipping_address_line1,
            req.shipping_address_line2,
            req.shipping_city,
            req.shipping_state,
            req.shipping_zip,
            req.shipping_country,
            req.payment_terms,
            w.sees_prices(),
            req.credit_limit,
            req.tax_exempt,
            req.notes,
            w.now(),
            w.actor().user_id
        ],
    )?;
    Ok(())
}

/// Puts a customer aside: no new orders; what was ordered goes on.
///
/// # Errors
/// [`Code::NotFound`], [`Code::WrongState`] when he is put aside already.
pub fn deactivate(w: &Write<'_>, req: CustomerRef) -> Result<Customer> {
    set_status(w, req.id, CustomerStatus::Inactive)
}

/// Lets a customer order again.
///
/// # Errors
/// [`Code::NotFound`], [`Code::WrongState`] when he may already.
pub fn reactivate(w: &Write<'_>, req: CustomerRef) -> Result<Customer> {
    set_status(w, req.id, CustomerStatus::Active)
}

fn set_status(w: &Write<'_>, id: UserId, to: CustomerStatus) -> Result<Customer> {
    let before = load(w, id)?;
    if before.status == to {
        return Err(refuse(Code::WrongState, format!("{} is {to} already.", before.customer_number)));
    }
    w.execute(
        "UPDATE users SET status = ?2, updated_at = ?3, updated_by = ?4 WHERE id = ?1",
        bind![id, to, w.now(), w.actor().user_id],
    )?;
    w.about("customer", id.get(), Some(&before.customer_number));
    load(w, id)
}

/// Deletes a customer whom nothing names. One with history is put aside instead: his orders stay.
///
/// # Errors
/// [`Code::NotFound`], [`Code::InUse`] naming what still speaks of him.
pub fn delete(w: &Write<'_>, req: CustomerRef) -> Result<CustomerDeleted> {
    let before = load(w, req.id)?;
    let references: Vec<String> = w.values(
        "SELECT m.name || ' ' || f.\"from\" FROM sqlite_schema AS m, pragma_foreign_key_list(m.name) AS f
         WHERE m.type = 'table' AND f.\"table\" = 'users' AND f.on_delete <> 'CASCADE' ORDER BY 1",
        [],
    )?;
    let mut known = Vec::new();
    for reference in references {
        let Some((table, column)) = reference.split_once(' ') else { continue };
        let sql = format!("SELECT 1 FROM \"{table}\" WHERE \"{column}\" = ?1 LIMIT 1");
        if w.value::<i64>(&sql, bind![req.id])?.is_some() {
            known.push(table.replace('_', " "));
        }
    }
    known.dedup();
    if !known.is_empty() {
        let text = format!(
            "{} has history ({}), which stays. Deactivate the customer instead.",
            before.customer_number,
            known.join(", ")
        );
        return Err(refuse(Code::InUse, text));
    }
    w.execute("DELETE FROM users WHERE id = ?1 AND account_type = 'customer'", bind![req.id])?;
    w.about("customer", req.id.get(), Some(&before.customer_number));
    Ok(CustomerDeleted { customer_number: before.customer_number })
}
