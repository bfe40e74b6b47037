//! The states of work orders and operations, and how much a report uses up.

use rust_decimal::Decimal;
use spoolyard_types::{Code, Quantity};

use crate::engineering::QuantityPer;
use crate::engineering::model::{cycles, multiply};
use crate::error::{Result, refuse};

crate::stored_enum! {
    /// Where a work order is in its life.
    pub enum WorkOrderStatus {
        /// Written down; nothing is reserved.
        Draft = "draft",
        /// Materials are reserved and operations are laid out.
        Released = "released",
        /// Something was reported or started.
        InProgress = "in_progress",
        /// Stopped for a while; its reservations stay.
        OnHold = "on_hold",
        /// Done: its goods are on the shelf.
        Completed = "completed",
        /// Given up.
        Cancelled = "cancelled",
    }

    /// Where an operation is in its life.
    pub enum OperationStatus {
        /// Not begun.
        Pending = "pending",
        /// Begun.
        InProgress = "in_progress",
        /// Stopped for a while.
        Paused = "paused",
        /// Done.
        Completed = "completed",
        /// Left out.
        Skipped = "skipped",
    }

    /// Whether goods have to be inspected, and what came of it.
    pub enum QcStatus {
        /// No inspection.
        NotRequired = "not_required",
        /// To be inspected; the goods cannot ship.
        Pending = "pending",
        /// Good.
        Passed = "passed",
        /// Not good; the goods cannot ship.
        Failed = "failed",
    }

    /// Why a work order was written.
    pub enum Source {
        /// Somebody wanted it.
        Manual = "manual",
        /// A sales order wants it.
        SalesOrder = "sales_order",
        /// Planning proposed it.
        Mrp = "mrp",
    }

    /// For whom a work order makes.
    pub enum OrderType {
        /// For somebody.
        MakeToOrder = "MAKE_TO_ORDER",
        /// For the shelf.
        MakeToStock = "MAKE_TO_STOCK",
    }

    /// Whether an entry of the material list waits, is reserved or used up.
    pub enum MaterialStatus {
        /// Nothing is reserved.
        Pending = "pending",
        /// Something is reserved.
        Allocated = "allocated",
        /// All that was needed is used up.
        Consumed = "consumed",
    }

    /// Who reported.
    pub enum ReportSource {
        /// Somebody.
        Person = "person",
        /// A printer.
        Printer = "printer",
    }
}

fn cannot(code: &str, from: WorkOrderStatus, to: WorkOrderStatus, remedy: &str) -> crate::Error {
    refuse(Code::WrongState, format!("{code} is {from} and cannot become {to}. {remedy}"))
}

impl WorkOrderStatus {
    /// Draft → released.
    ///
    /// # Errors
    /// [`Code::WrongState`] naming both states.
    pub fn release(self, code: &str) -> Result<Self> {
        match self {
            Self::Draft => Ok(Self::Released),
            Self::Released | Self::InProgress | Self::OnHold | Self::Completed | Self::Cancelled => {
                Err(cannot(code, self, Self::Released, "Only a draft is released."))
            }
        }
    }

    /// Released → in progress; in progress stays so.
    ///
    /// # Errors
    /// [`Code::WrongState`] naming both states.
    pub fn work(self, code: &str) -> Result<Self> {
        match self {
            Self::Released | Self::InProgress => Ok(Self::InProgress),
            Self::Draft => Err(cannot(code, self, Self::InProgress, "Release it first.")),
            Self::OnHold => Err(cannot(code, self, Self::InProgress, "Resume it first.")),
            Self::Completed | Self::Cancelled => {
                Err(cannot(code, self, Self::InProgress, "It is over; create another work order."))
            }
        }
    }

    /// Released or in progress → on hold.
    ///
    /// # Errors
    /// [`Code::WrongState`] naming both states.
    pub fn hold(self, code: &str) -> Result<Self> {
        match self {
            Self::Released | Self::InProgress => Ok(Self::OnHold),
            Self::Draft | Self::OnHold | Self::Completed | Self::Cancelled => {
                Err(cannot(code, self, Self::OnHold, "Only released work is put on hold."))
            }
        }
    }

    /// On hold → what it was held from.
    ///
    /// # Errors
    /// [`Code::WrongState`] naming both states.
    pub fn resume(self, code: &str, held_from: Option<Self>) -> Result<Self> {
        match self {
            Self::OnHold => Ok(held_from.unwrap_or(Self::Released)),
            Self::Draft | Self::Released | Self::InProgress | Self::Completed | Self::Cancelled => {
                Err(cannot(code, self, Self::InProgress, "Only work on hold is resumed."))
            }
        }
    }

    /// Released or in progress → completed.
    ///
    /// # Errors
    /// [`Code::WrongState`] naming both states.
    pub fn complete(self, code: &str) -> Result<Self> {
        match self {
            Self::Released | Self::InProgress => Ok(Self::Completed),
            Self::Draft => Err(cannot(code, self, Self::Completed, "Release it first.")),
            Self::OnHold => Err(cannot(code, self, Self::Completed, "Resume it first.")),
            Self::Completed | Self::Cancelled => Err(cannot(code, self, Self::Completed, "It is over.")),
        }
    }

    /// Anything that is not over → cancelled.
    ///
    /// # Errors
    /// [`Code::WrongState`] naming both states.
    pub fn cancel(self, code: &str) -> Result<Self> {
        match self {
            Self::Draft | Self::Released | Self::InProgress | Self::OnHold => Ok(Self::Cancelled),
            Self::Completed | Self::Cancelled => Err(cannot(code, self, Self::Cancelled, "It is over.")),
        }
    }

    /// Whether it is neither completed nor cancelled.
    #[must_use]
    pub fn is_open(self) -> bool {
        match self {
            Self::Draft | Self::Released | Self::InProgress | Self::OnHold => true,
            Self::Completed | Self::Cancelled => false,
        }
    }
}

/// What a material's whole need counts for, so that a part of the order uses up its part.
#[derive(Debug, Clone, Copy)]
pub struct Share {
    /// What the whole order needs, in the stock unit.
    pub required: Quantity,
    /// For a unit, a batch or the order.
    pub per: QuantityPer,
    /// Units of a batch.
    pub units_per_cycle: u32,
    /// Units ordered.
    pub ordered: Quantity,
    /// The units processed before this material took over from another one.
    pub from: Quantity,
    /// The units processed when another one took over from it; none while it is the one.
    pub upto: Option<Quantity>,
}

impl Share {
    /// What `processed` units, good and scrapped, use up in all.
    ///
    /// # Errors
    /// [`Code::InvalidValue`] where it does not fit.
    pub fn upto(&self, processed: Quantity) -> Result<Quantity> {
        let end = self.upto.unwrap_or(processed).min(processed);
        let units = end.minus(self.from)?.max(Quantity::ZERO);
        let all = self.upto.unwrap_or(self.ordered).minus(self.from)?.max(Quantity::ZERO);
        let part = |done: Decimal, all: Decimal| -> Result<Quantity> {
            let value = multiply(self.required.get(), done)?.checked_div(all).unwrap_or_default();
            Ok(Quantity::rounded(value)?)
        };
        match self.per {
            QuantityPer::Unit => part(units.get(), all.get()),
            QuantityPer::Batch => {
                part(cycles(units, self.units_per_cycle)?, cycles(all, self.units_per_cycle)?)
            }
            QuantityPer::Order => Ok(if units.is_positive() { self.required } else { Quantity::ZERO }),
        }
    }

    /// What going from `before` to `after` processed units uses up.
    ///
    /// # Errors
    /// [`Code::InvalidValue`] where it does not fit.
    pub fn between(&self, before: Quantity, after: Quantity) -> Result<Quantity> {
        Ok(self.upto(after)?.minus(self.upto(before)?)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn however_an_order_is_reported_its_parts_add_up_to_its_need(
            required in 1i64..1_000_000_000, ordered in 1i64..500, cycle in 1u32..20,
            cuts in prop::collection::vec(0i64..500, 0..8),
            per in prop::sample::select(QuantityPer::ALL.to_vec()),
        ) {
            let whole = |n: i64| Quantity::from_micros(n * 1_000_000);
            let share = Share {
                required: Quantity::from_micros(required), per, units_per_cycle: cycle, ordered: whole(ordered),
                from: Quantity::ZERO, upto: None,
            };
            let mut cuts: Vec<i64> = cuts.into_iter().filter(|c| *c < ordered).collect();
            cuts.push(ordered);
            cuts.sort_unstable();
            let (mut sum, mut before) = (Quantity::ZERO, 0);
            for cut in cuts {
                let part = share.between(whole(before), whole(cut)).unwrap();
                prop_assert!(!part.is_negative());
                sum = sum.plus(part).unwrap();
                before = cut;
            }
            prop_assert_eq!(sum, share.required);
        }
    }

    #[test]
    fn a_replaced_material_counts_before_and_its_substitute_after() {
        let q = |n: i64| Quantity::from_micros(n * 1_000_000);
        let share = |required, from, upto| Share {
            required,
            per: QuantityPer::Unit,
            units_per_cycle: 1,
            ordered: q(10),
            from,
            upto,
        };
        let (old, new) = (share(q(40), q(0), Some(q(4))), share(q(66), q(4), None));
        assert_eq!(old.between(q(0), q(3)).unwrap(), q(30));
        assert_eq!((old.between(q(3), q(6)).unwrap(), new.between(q(3), q(6)).unwrap()), (q(10), q(22)));
        assert_eq!((old.between(q(6), q(10)).unwrap(), new.between(q(6), q(10)).unwrap()), (q(0), q(44)));
        assert_eq!(new.between(q(10), q(11)).unwrap(), q(11), "more than was ordered takes as much for each");
        assert_eq!(share(q(0), q(0), Some(q(0))).upto(q(10)).unwrap(), q(0), "replaced before it was begun");
    }

    #[test]
    fn an_impossible_step_names_both_states() {
        let message = WorkOrderStatus::Completed.hold("WO-2026-0001").unwrap_err().into_refusal().message;
        assert!(message.contains("completed") && message.contains("on_hold"), "{message}");
    }
}
