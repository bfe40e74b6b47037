//! The days of the history, one after another.

use serde_json::json;
use spoolyard_types::{Date, Decimal, Quantity};

use super::build::{Build, Who};
use super::buying::Coming;
use super::floor::Job;
use super::masters::text;
use super::plates::Stand;
use super::selling::Placed;
use crate::error::Result;
use crate::inventory;
use crate::notices::{self, NewNotice, NoticeKind};

/// What goes on at the farm.
struct Life {
    orders: Vec<Placed>,
    coming: Vec<Coming>,
    jobs: Vec<Job>,
    stands: Vec<Stand>,
}

crate::read_model! {
    struct Called {
        printer_id: spoolyard_types::ids::PrinterId,
        file: Option<String>,
        has_failed: bool,
        reason: Option<String>,
    }

    struct Miscounted {
        product_id: spoolyard_types::ids::ProductId,
        location_id: spoolyard_types::ids::LocationId,
        on_hand: Quantity,
        safety_stock: Quantity,
    }
}

impl Build<'_> {
    /// Lives through every day up to today. `progress` hears of each.
    pub(super) fn live(&self, progress: &mut dyn FnMut(u32, u32, &str) -> Result<()>) -> Result<()> {
        let days = self.sample.sales.history_days;
        let mut coming = self.draw_demand()?.into_iter().peekable();
        let mut life =
            Life { orders: Vec::new(), coming: Vec::new(), jobs: Vec::new(), stands: self.stands()? };
        for ago in (0..=days).rev() {
            let day = self.days_ago(ago);
            progress(days - ago, days + 1, &format!("{day}"))?;
            if !self.works_on(day) || self.at(day, 8, 0)? > self.store().now() {
                continue;
            }
            self.set_clock(day, 8, 0)?;
            self.receive(&mut life.coming, day)?;
            self.bills(day)?;
            self.quote(day)?;
            while let Some(demand) = coming.next_if(|demand| demand.day <= day) {
                life.orders.push(self.take(demand)?);
            }
            if ago == 0 {
                self.miscount()?;
            }
            self.morning(&mut life, day)?;
            self.noon(&mut life, day)?;
        }
        self.set_clock(self.today, 23, 59)?;
        self.expire_quotes()?;
        self.leave(&life.jobs, &life.stands)?;
        self.call()?;
        self.plan()
    }

    /// The printers have called for somebody: the last print that failed, and the last that ended well.
    fn call(&self) -> Result<()> {
        let last: Vec<Called> = self.store().all(
            "SELECT j.printer_id, j.gcode_file AS file, j.status = 'failed' AS has_failed, j.failure_reason AS reason
             FROM print_jobs j WHERE j.printer_id IS NOT NULL AND j.id IN (
                 SELECT max(id) FROM print_jobs WHERE status IN ('failed', 'completed') GROUP BY status)
             ORDER BY j.id",
            [],
        )?;
        for Called { printer_id: printer, file, has_failed, reason } in last {
            let file = file.unwrap_or_else(|| String::from("The print"));
            let (kind, text) = match has_failed {
                true => (NoticeKind::Failed, reason.unwrap_or_else(|| format!("{file} went wrong."))),
                false => (NoticeKind::Finished, format!("{file} has ended well and lies on the plate.")),
            };
            let new = NewNotice { printer, kind, text };
            self.step(Who::Floor, "monitor.call", json!({}), |w| notices::raise(w, &new))?;
        }
        Ok(())
    }

    /// The plan is released. On the last day, what has to be bought today is left to whoever opens the farm, and the
    /// last purchase is still a draft.
    fn morning(&self, life: &mut Life, day: Date) -> Result<()> {
        let is_last = day >= self.today;
        let mut released = self.release(day, if is_last { day.plus_days(-1) } else { day })?;
        if is_last {
            released.purchases.pop();
        }
        self.place(&released.purchases, day, &mut life.coming)?;
        for id in released.work {
            life.jobs.extend(self.queue(id, day)?);
        }
        Ok(())
    }

    fn noon(&self, life: &mut Life, day: Date) -> Result<()> {
        if self.at(day, 11, 0)? > self.store().now() {
            return Ok(());
        }
        self.set_clock(day, 11, 0)?;
        self.work(&mut life.jobs, &mut life.stands, day)?;
        self.keep_up(&life.stands, day)?;
        self.set_clock(day, 14, 0)?;
        self.hold()?;
        let mut waiting = life.orders.iter().filter(|order| order.is_held_back()).count();
        for order in &mut life.orders {
            self.follow(order, day, &mut waiting)?;
        }
        if self.is_last_before_today(day) {
            self.send_ahead(&mut life.orders, day)?;
        }
        Ok(())
    }

    /// Whether nobody works any more between this day and today.
    fn is_last_before_today(&self, day: Date) -> bool {
        day < self.today
            && (1..)
                .map(|n| day.plus_days(n))
                .take_while(|next| *next < self.today)
                .all(|next| !self.works_on(next))
    }

    /// A bin of supplies that little hangs on holds less than the book says: one item lies below its safety stock.
    fn miscount(&self) -> Result<()> {
        let bin: Option<Miscounted> = self.store().maybe(
            "SELECT p.id AS product_id, i.location_id, i.on_hand_quantity AS on_hand, p.safety_stock
             FROM products p JOIN inventory i ON i.product_id = p.id
             WHERE p.item_type = 'supply' AND p.safety_stock > 0 AND i.allocated_quantity = 0
               AND i.on_hand_quantity > p.safety_stock AND NOT EXISTS (
                   SELECT 1 FROM bom_lines b WHERE b.component_id = p.id AND b.consume_stage = 'shipping')
             ORDER BY (SELECT count(*) FROM bom_lines b WHERE b.component_id = p.id), p.id LIMIT 1",
            [],
        )?;
        let Some(bin) = bin else { return Ok(()) };
        let counted = (bin.safety_stock.get() * Decimal::new(6, 1)).floor();
        let request = json!({
            "product_id": bin.product_id, "location_id": bin.location_id,
            "change": text(counted - bin.on_hand.get()), "reason": "Counted: a box was thrown away with the packaging.",
        });
        self.act(Who::Owner, "inventory.adjust", request, inventory::adjust_stock).map(drop)
    }
}
