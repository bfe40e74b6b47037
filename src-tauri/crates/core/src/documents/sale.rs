//! What invoice and order confirmation take from an order in the same way: who pays, where it goes, tax by rate,
//! and what was paid.

use spoolyard_documents::{PaidPart, Party};
use spoolyard_types::{Date, Decimal, Money, Percent};

use super::format::address;
use crate::error::Result;
use crate::sales::model::{PaymentState, PaymentType};
use crate::sales::orders::OrderHead;
use crate::sales::payments::Payment;
use crate::sales::pricing::percent_of_fraction;

/// Where the goods go.
fn ship_to(head: &OrderHead) -> Party {
    Party {
        name: head.shipping_name.clone().or_else(|| head.customer_name.clone()).unwrap_or_default(),
        address: address(
            [head.shipping_address_line1.as_deref(), head.shipping_address_line2.as_deref()],
            [head.shipping_city.as_deref(), head.shipping_state.as_deref(), head.shipping_zip.as_deref()],
            head.shipping_country.as_deref(),
        ),
        phone: head.shipping_phone.clone(),
        ..Party::default()
    }
}

/// Who pays, and where the goods go when that is elsewhere. An order without an address for bills is billed to
/// where it goes.
pub(super) fn parties(head: &OrderHead) -> (Party, Option<Party>) {
    let ship_to = ship_to(head);
    let own = address(
        [head.billing_address_line1.as_deref(), head.billing_address_line2.as_deref()],
        [head.billing_city.as_deref(), head.billing_state.as_deref(), head.billing_zip.as_deref()],
        head.billing_country.as_deref(),
    );
    let named = [&head.billing_company, &head.billing_name, &head.customer_name].into_iter().flatten().next();
    let elsewhere = head.billing_address_line1.is_some() || head.billing_city.is_some();
    let contact = head.billing_company.as_ref().and(head.billing_name.clone());
    let bill_to = Party {
        name: named.unwrap_or(&ship_to.name).clone(),
        contact,
        address: if elsewhere { own } else { ship_to.address.clone() },
        phone: head.customer_phone.clone(),
        email: head.customer_email.clone(),
        tax_id: None,
    };
    let same = bill_to.name == ship_to.name && bill_to.address == ship_to.address;
    (bill_to, (!same).then_some(ship_to))
}

/// Tax by rate, the highest rate first. What the lines do not explain is tax on shipping, at the order's rate.
pub(super) fn taxes(
    lines: impl IntoIterator<Item = (Percent, Money)>,
    head: &OrderHead,
    all: Money,
) -> Result<Vec<(Decimal, Decimal)>> {
    let mut by_rate: Vec<(Percent, Money)> = Vec::new();
    let mut rest = all;
    let mut add = |rate: Percent, tax: Money| -> Result<()> {
        match by_rate.iter_mut().find(|(known, _)| *known == rate) {
            Some((_, sum)) => *sum = sum.plus(tax)?,
            None => by_rate.push((rate, tax)),
        }
        Ok(())
    };
    for (rate, tax) in lines {
        rest = rest.minus(tax)?;
        add(rate, tax)?;
    }
    if !rest.is_zero() {
        add(percent_of_fraction(head.tax_rate)?, rest)?;
    }
    by_rate.retain(|(_, tax)| !tax.is_zero());
    by_rate.sort_by_key(|(rate, _)| std::cmp::Reverse(rate.get()));
    Ok(by_rate.into_iter().map(|(rate, tax)| (rate.get(), tax.get())).collect())
}

/// What counts of an order's payments, the oldest first, less what went back of each. `before` of it belongs to
/// earlier invoices, and at most `due` is taken.
pub(super) fn paid(payments: &[Payment], before: Money, due: Money) -> Result<(Vec<PaidPart>, Money)> {
    let (mut skip, mut left) = (before, due);
    let mut parts = Vec::new();
    let counts = |p: &&Payment| {
        p.payment_type == PaymentType::Payment
            && p.status == PaymentState::Completed
            && p.refundable.is_positive()
    };
    let mut sorted: Vec<&Payment> = payments.iter().filter(counts).collect();
    sorted.sort_by_key(|p| p.id);
    for payment in sorted {
        let skipped = payment.refundable.min(skip);
        skip = skip.minus(skipped)?;
        let amount = payment.refundable.minus(skipped)?.min(left);
        if !amount.is_positive() {
            continue;
        }
        left = left.minus(amount)?;
        parts.push(PaidPart {
            number: payment.payment_number.clone(),
            date: payment.booked_on.map(Date::get),
            method: payment.payment_method.clone(),
            amount: amount.get(),
        });
    }
    Ok((parts, left))
}
