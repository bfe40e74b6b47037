//! New planned orders: of a first plan there are hundreds of thousands.
//!
//! A value stays bound until another one takes its place. Orders lie product by product, so that most of a row is what
//! the row before it was; and a text that is not bound again is not copied again.

use rusqlite::CachedStatement;
use spoolyard_types::Date;
use spoolyard_types::ids::{BomId, ProductId, UserId, VendorId};

use super::super::super::model::DemandType;
use super::super::super::outcome::Wanted;
use super::super::super::snapshot::Loaded;
use super::order_type;
use crate::db::Write;
use crate::error::Result;

const ADD: &str =
    "INSERT INTO planned_orders (mrp_run_id, created_by, created_at, updated_at, product_id, order_type,
         vendor_id, bom_id, source_demand_type, quantity, due_date, start_date, source_demand_id, status)
     VALUES (?1, ?2, ?3, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 'planned')";

/// The statement, and what is bound in it.
pub(super) struct Adding<'w> {
    statement: CachedStatement<'w>,
    product: Option<(ProductId, &'static str, Option<VendorId>, Option<BomId>)>,
    source: Option<Option<DemandType>>,
}

impl<'w> Adding<'w> {
    pub(super) fn new(w: &'w Write<'w>, run: i64, now: &str) -> Result<Self> {
        let mut statement = w.prepared(ADD)?;
        statement.raw_bind_parameter(1, run)?;
        statement.raw_bind_parameter(2, w.actor().user_id.map(UserId::get))?;
        statement.raw_bind_parameter(3, now)?;
        Ok(Self { statement, product: None, source: None })
    }

    /// Writes one.
    pub(super) fn add(&mut self, wanted: &Wanted, loaded: &Loaded) -> Result<()> {
        let (order, note) = (wanted.order, wanted.note);
        let statement = &mut self.statement;
        let product = (wanted.product, order_type(wanted).as_str(), note.vendor, note.bom);
        if self.product != Some(product) {
            statement.raw_bind_parameter(4, wanted.product.get())?;
            statement.raw_bind_parameter(5, product.1)?;
            statement.raw_bind_parameter(6, note.vendor.map(VendorId::get))?;
            statement.raw_bind_parameter(7, note.bom.map(BomId::get))?;
            self.product = Some(product);
        }
        let source = note.origin.map(|origin| origin.0);
        if self.source != Some(source) {
            statement.raw_bind_parameter(8, source.map(DemandType::as_str))?;
            self.source = Some(source);
        }
        statement.raw_bind_parameter(9, order.qty)?;
        let mut room = [0; 10];
        statement.raw_bind_parameter(10, written(loaded.date(order.due), &mut room))?;
        statement.raw_bind_parameter(11, written(loaded.date(order.start), &mut room))?;
        statement.raw_bind_parameter(12, note.origin.map(|origin| origin.1))?;
        statement.raw_execute()?;
        Ok(())
    }
}

/// A date as it is stored, without the way through a formatter.
fn written(date: Date, room: &mut [u8; 10]) -> &str {
    use chrono::Datelike;
    let day = date.get();
    let mut put = |from: usize, digits: usize, mut number: u32| {
        for place in room[from..from + digits].iter_mut().rev() {
            *place = b'0' + (number % 10) as u8;
            number /= 10;
        }
    };
    put(0, 4, day.year().unsigned_abs());
    put(5, 2, day.month());
    put(8, 2, day.day());
    (room[4], room[7]) = (b'-', b'-');
    std::str::from_utf8(room).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_written_as_it_is_shown() {
        for text in ["1900-01-01", "2026-11-30", "2999-12-31", "2028-02-29"] {
            let date = Date::parse(text).expect("a date");
            assert_eq!(written(date, &mut [0; 10]), date.to_string());
        }
    }
}
