//! Order-point items: order up to a target once the inventory position falls below a point.
//!
//! The position counts what is on order: receipts that arrive within the lead time and orders already planned. An order
//! starts on the day the point is passed and arrives a lead time later, sooner when known demand would drive stock
//! below its floor before that.

use crate::model::Rule;
use crate::netting::{Bucket, Netting};
use crate::plan::Projected;

impl Netting<'_> {
    /// Nets an order-point item.
    pub(crate) fn cover_by_order_point(&mut self, item: u32, rule: &Rule) {
        let Some((point, target)) = rule.reorder else { return };
        let mut projected = rule.opening.max(0);
        let mut below = false;
        let mut index = 0;
        while index < self.desk.buckets.len() {
            let bucket = self.desk.buckets[index];
            projected = projected.saturating_add(bucket.supply).saturating_sub(bucket.demand);
            let fenced = bucket.day < self.model.fence_end && self.model.fence_end > self.model.today;
            if projected < bucket.floor {
                let short = bucket.floor - projected;
                projected += self.pull_in(index, short);
                projected += self.substitute(item, bucket.day, bucket.floor.saturating_sub(projected).max(0));
            }
            if projected < bucket.floor && !fenced {
                projected = self.order_up_to(item, rule, target, bucket.day, projected);
            } else if bucket.day >= self.model.today && !fenced {
                let short = point - self.position(index, projected, rule, target);
                if short > 0 {
                    projected = self.order_ahead(item, rule, target, index, projected);
                }
            }
            if projected < bucket.floor && !below {
                self.say_short(item, bucket, projected);
            }
            below = projected < bucket.floor;
            self.desk.projected.push(Projected { day: bucket.day, qty: projected });
            index += 1;
        }
    }

    /// Orders for this very day; answers the new projection.
    fn order_up_to(&mut self, item: u32, rule: &Rule, target: i64, day: i32, projected: i64) -> i64 {
        self.place(item, rule, target.saturating_sub(projected), day).saturating_add(projected)
    }

    /// Stock and what arrives within the lead time of an order up to the target: an order already on its way is seen.
    fn position(&self, index: usize, projected: i64, rule: &Rule, target: i64) -> i64 {
        let day = self.desk.buckets[index].day;
        let lead_days = rule.lead_days(target.saturating_sub(projected));
        let end = self.model.offsets.forward(day, lead_days);
        self.desk.buckets[index + 1..]
            .iter()
            .take_while(|bucket| bucket.day <= end)
            .fold(projected, |position, bucket| position.saturating_add(bucket.supply))
    }

    /// Orders on this day for arrival a lead time later, or on the first day before that on which stock runs short.
    fn order_ahead(&mut self, item: u32, rule: &Rule, target: i64, index: usize, projected: i64) -> i64 {
        let day = self.desk.buckets[index].day;
        let latest = self.model.offsets.forward(day, rule.lead_days(target.saturating_sub(projected)));
        let mut due = latest;
        let mut at_arrival = projected;
        for bucket in &self.desk.buckets[index + 1..] {
            if bucket.day > latest {
                break;
            }
            at_arrival = at_arrival.saturating_add(bucket.supply).saturating_sub(bucket.demand);
            if at_arrival < bucket.floor {
                due = bucket.day;
                break;
            }
        }
        let good = target.saturating_sub(at_arrival);
        if good <= 0 {
            return projected;
        }
        if due == day {
            return self.place(item, rule, good, day).saturating_add(projected);
        }
        let arriving = self.place(item, rule, good, due);
        match self.desk.buckets.binary_search_by_key(&due, |bucket| bucket.day) {
            Ok(found) => self.desk.buckets[found].supply += arriving,
            Err(slot) => {
                let floor = self.model.safety_on(item, due);
                self.desk.buckets.insert(slot, Bucket { day: due, demand: 0, supply: arriving, floor });
            }
        }
        projected
    }
}
