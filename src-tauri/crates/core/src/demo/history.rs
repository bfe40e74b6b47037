//! The days of the history, one after another.

use spoolyard_types::ids::PrinterId;

use super::build::Build;
use crate::error::Result;

impl Build<'_> {
    /// Lives through every day up to today. `progress` hears of each.
    pub(super) fn live(&self, progress: &mut dyn FnMut(u32, u32, &str) -> Result<()>) -> Result<()> {
        let days = self.sample.sales.history_days;
        let mut coming = self.draw_demand()?.into_iter().peekable();
        let printers: Vec<PrinterId> = self.store().values("SELECT id FROM printers ORDER BY id", [])?;
        let (mut orders, mut bought, mut jobs) = (Vec::new(), Vec::new(), Vec::new());
        for ago in (0..=days).rev() {
            let day = self.days_ago(ago);
            progress(days - ago, days + 1, &format!("{day}"))?;
            self.set_clock(day, 8, 0)?;
            self.buy(day, &mut bought)?;
            if !self.works_on(day) {
                continue;
            }
            while let Some(demand) = coming.next_if(|demand| demand.day <= day) {
                orders.push(self.take(demand)?);
            }
            for id in self.schedule(day)? {
                jobs.extend(self.queue(id, day)?);
            }
            self.set_clock(day, 11, 0)?;
            self.work(&mut jobs, &printers, day)?;
            self.set_clock(day, 14, 0)?;
            self.hold()?;
            for order in &mut orders {
                self.follow(order, day)?;
            }
        }
        Ok(())
    }
}
