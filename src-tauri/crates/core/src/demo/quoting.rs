//! What customers asked a price for: each quote on its day, and what became of it.

use serde_json::{Value, json};
use spoolyard_types::ids::UserId;
use spoolyard_types::number::round_half_away;
use spoolyard_types::{Date, Decimal, Money, Quantity, Timestamp};

use super::build::{Build, Who, row};
use super::masters::text;
use super::records::{MaterialType, Quote, WorkCenter};
use super::sample::faulty;
use crate::bind;
use crate::db::{Sequence, Write};
use crate::error::Result;

/// Days until a quote is decided.
const DECIDED_AFTER_DAYS: i64 = 2;
/// Minutes of a person for each plate: filled, emptied, looked at.
const HANDLING_MINUTES: Decimal = Decimal::TEN;

/// The figures of a quote.
struct Priced {
    grams: Decimal,
    minutes: Decimal,
    unit_price: Money,
    total: Money,
    lines: Value,
}

impl Build<'_> {
    /// Writes the quotes of a day down, and decides those that waited long enough.
    pub(super) fn quote(&self, day: Date) -> Result<()> {
        for quote in &self.sample.sales.quotes {
            let asked = self.working(self.days_ago(quote.days_ago));
            if asked == day {
                self.write_quote(quote, day)?;
            }
            if self.working(asked.plus_days(DECIDED_AFTER_DAYS)) == day {
                self.decide(quote)?;
            }
        }
        Ok(())
    }

    fn price(&self, quote: &Quote) -> Result<Priced> {
        let plate = self.sample.estimate(&quote.gcode)?;
        let plates = (Decimal::from(quote.quantity) / Decimal::from(quote.units_per_plate.max(1))).ceil();
        let center = |code: &str| self.sample.work_centers.iter().find(|c| c.code == code);
        let none = |what: &str| faulty("work_centers.json", what);
        let print: &WorkCenter = center("PRINT").ok_or_else(|| none("PRINT"))?;
        let post: &WorkCenter = center("POST").ok_or_else(|| none("POST"))?;
        let material = self.material_of(quote)?;
        let (grams, minutes) = (plate.mass_g * plates, plate.minutes * plates);
        let sixty = Decimal::from(60);
        let cents = |value: Decimal| round_half_away(value, 2);
        let costs = [
            ("material", cents(grams / Decimal::ONE_THOUSAND * material.base_price_per_kg.get())),
            ("machine", cents(minutes / sixty * print.hourly_rate.get())),
            ("labour", cents(HANDLING_MINUTES * plates / sixty * post.hourly_rate.get())),
        ];
        let cost: Decimal = costs.iter().map(|(_, value)| *value).sum();
        let kept = Decimal::ONE - quote.margin_percent.get() / Decimal::ONE_HUNDRED;
        let rush = self.sample.sales.rush.iter().find(|r| r.rush_level == quote.rush_level);
        let surcharge = rush.map(|r| r.surcharge_percent.get()).unwrap_or_default() / Decimal::ONE_HUNDRED;
        let price = cost / kept * (Decimal::ONE + surcharge);
        let each = cents(price / Decimal::from(quote.quantity.max(1)));
        let total = each * Decimal::from(quote.quantity);
        let mut lines: Vec<Value> =
            costs.iter().map(|(kind, value)| json!({ "kind": kind, "amount": text(*value) })).collect();
        lines.push(json!({ "kind": "margin", "amount": text(total - cost) }));
        Ok(Priced {
            grams,
            minutes,
            unit_price: Money::new(each)?,
            total: Money::new(total)?,
            lines: json!(lines),
        })
    }

    fn material_of(&self, quote: &Quote) -> Result<&MaterialType> {
        let found = self.sample.materials.material_types.iter().find(|m| m.code == quote.material_type);
        found.ok_or_else(|| faulty("sales.json", &quote.material_type))
    }

    fn write_quote(&self, quote: &Quote, day: Date) -> Result<()> {
        let priced = self.price(quote)?;
        let customer: UserId = row(&self.rows.customers, &quote.customer)?;
        let valid = i64::from(self.sample.company.quote_valid_days);
        let expires = self.at(day.plus_days(valid), 23, 59)?;
        let request = json!({ "customer_id": customer, "product_name": quote.product_name, "quantity": quote.quantity });
        self.step(Who::Owner, "quotes.create", request, |w| self.insert(w, quote, &priced, customer, expires))
    }

    fn insert(
        &self,
        w: &Write<'_>,
        quote: &Quote,
        priced: &Priced,
        customer: UserId,
        expires: Timestamp,
    ) -> Result<()> {
        let number = w.next_number(Sequence::Quote, w.today()?)?;
        let count = Quantity::new(Decimal::from(quote.quantity))?;
        let grams = Quantity::rounded(priced.grams.round_dp(2))?;
        let id = w.insert(
            "INSERT INTO quotes (user_id, customer_id, customer_name, customer_email, quote_number, product_name,
                 quantity, material_type, color, gcode_file_path, material_grams, print_time_hours, unit_price,
                 subtotal, total_price, margin_percent, file_format, file_size_bytes, rush_level, created_at,
                 updated_at, expires_at, price_breakdown_json)
             SELECT u.id, u.id, coalesce(u.company_name, trim(coalesce(u.first_name, '') || ' ' || coalesce(u.last_name, ''))),
                 u.email, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?11, ?12, 'gcode', ?13, ?14, ?15, ?15, ?16, ?17
             FROM users u WHERE u.id = ?1",
            bind![
                customer,
                number,
                quote.product_name,
                i64::from(quote.quantity),
                quote.material_type,
                quote.color,
                quote.gcode,
                grams,
                Quantity::rounded((priced.minutes / Decimal::from(60)).round_dp(2))?,
                priced.unit_price,
                priced.total,
                quote.margin_percent,
                self.sample.size_of(&quote.gcode),
                quote.rush_level,
                w.now(),
                expires,
                priced.lines
            ],
        )?;
        let part = w.insert(
            "INSERT INTO quote_parts (quote_id, line_number, name, quantity, material_grams, print_minutes, unit_price,
                 line_total, price_breakdown_json, created_at, updated_at)
             VALUES (?1, 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9)",
            bind![
                id,
                quote.product_name,
                count,
                grams,
                Quantity::rounded(priced.minutes.round_dp(2))?,
                priced.unit_price,
                priced.total,
                priced.lines,
                w.now()
            ],
        )?;
        let color = self.sample.materials.colors.iter().find(|c| c.code == quote.color);
        w.insert(
            "INSERT INTO quote_materials (quote_id, quote_part_id, slot_number, is_primary, material_type, color_code,
                 color_name, color_hex, material_grams, created_at)
             VALUES (?1, ?2, 1, 1, ?3, ?4, ?5, ?6, ?7, ?8)",
            bind![
                id,
                part,
                quote.material_type,
                quote.color,
                color.map(|c| c.name.clone()),
                color.map(|c| c.hex_code.clone()),
                grams,
                w.now()
            ],
        )?;
        w.about("quote", id, Some(&number));
        Ok(())
    }

    fn decide(&self, quote: &Quote) -> Result<()> {
        let command = match quote.status.as_str() {
            "approved" => "quotes.approve",
            "rejected" => "quotes.reject",
            _ => return Ok(()),
        };
        let reason = (quote.status == "rejected").then_some("The customer found it too dear.");
        let request = json!({ "product_name": quote.product_name });
        self.step(Who::Owner, command, request, |w| {
            let approver = w.actor().user_id.filter(|_| reason.is_none());
            w.execute(
                "UPDATE quotes SET status = ?2, rejection_reason = ?3, updated_at = ?4,
                     approval_method = CASE WHEN ?3 IS NULL THEN 'manual' END, approved_by = ?5,
                     approved_at = CASE WHEN ?3 IS NULL THEN ?4 END
                 WHERE product_name = ?1 AND status = 'pending'",
                bind![quote.product_name, quote.status, reason, w.now(), approver],
            )
        })?;
        Ok(())
    }

    /// The clock closes what nobody answered.
    pub(super) fn expire_quotes(&self) -> Result<()> {
        self.step(Who::Owner, "quotes.expire", json!({}), |w| {
            w.execute(
                "UPDATE quotes SET status = 'expired', updated_at = expires_at
                 WHERE status = 'pending' AND expires_at < ?1",
                bind![w.now()],
            )
        })?;
        Ok(())
    }
}
