//! The planning rule of an item: its own words, checked and reduced.

use crate::input::{Item, LotCosts, LotPolicy, Procurement, StockingPolicy};
use crate::plan::{OrderKind, OrderRef, Problem, ProblemKind};
use crate::quantity::{LARGEST_QTY, MICROS, ceil_div, common_step, gcd};

/// All of a quantity, in micro-percent.
pub(super) const WHOLE_PERCENT: i64 = 100 * MICROS;
/// Longest lead time the engine believes in, days.
const LONGEST_LEAD_DAYS: i64 = 36_500;

/// The planning rule of one item, checked and reduced.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    pub(crate) kind: OrderKind,
    pub(crate) policy: LotPolicy,
    pub(crate) min: i64,
    /// Orders are whole multiples of this; zero for none.
    pub(crate) step: i64,
    pub(crate) max: i64,
    pub(crate) poq_days: i32,
    pub(crate) costs: Option<LotCosts>,
    lead: i64,
    lead_per_unit: i64,
    /// Started for good, in lowest terms: at 80 % five are started for four that come out good.
    started_for: i64,
    good_of: i64,
    pub(crate) safety: i64,
    pub(crate) opening: i64,
    pub(crate) reorder: Option<(i64, i64)>,
}

impl Rule {
    /// A phantom passes its need on as it comes: at once, and in no lots.
    pub(super) fn pass_on(&mut self) {
        self.lead = 0;
        self.lead_per_unit = 0;
        self.safety = 0;
        self.reorder = None;
        self.min = 0;
        self.step = 0;
        self.max = 0;
        self.policy = LotPolicy::LotForLot;
    }

    /// Lead time of a lot in whole days, rounded up.
    pub(crate) fn lead_days(&self, qty: i64) -> i32 {
        if self.lead_per_unit == 0 {
            return (self.lead / MICROS) as i32 + i32::from(self.lead % MICROS != 0);
        }
        let (start, parts) = self.exact_start(qty.max(0), self.good(qty.max(0)));
        let variable = i128::from(self.lead_per_unit)
            .checked_mul(start)
            .map_or(i128::MAX / 2, |worked| ceil_div(worked, i128::from(parts) * i128::from(MICROS)));
        let days = ceil_div(i128::from(self.lead) + variable, i128::from(MICROS));
        days.min(i128::from(LONGEST_LEAD_DAYS)) as i32
    }

    /// What has to be started so that `good` comes out.
    pub(crate) fn started(&self, good: i64) -> i64 {
        if self.loses_nothing() {
            return good;
        }
        let started = ceil_div(i128::from(good) * i128::from(self.started_for), i128::from(self.good_of));
        started.min(i128::from(LARGEST_QTY)) as i64
    }

    /// What comes out of a start.
    pub(crate) fn good(&self, started: i64) -> i64 {
        if self.loses_nothing() {
            return started;
        }
        (i128::from(started) * i128::from(self.good_of) / i128::from(self.started_for)) as i64
    }

    /// Whether all that is started comes out good.
    pub(crate) const fn loses_nothing(&self) -> bool {
        self.started_for == self.good_of
    }

    /// Parts of a micro-unit in which [`Rule::exact_start`] counts.
    pub(crate) const fn start_parts(&self) -> i64 {
        self.good_of
    }

    /// What was really started, as a count of parts and the parts of a micro-unit.
    ///
    /// 50 good at 95 % are 52 12/19 started, which an order can only write as 52.631579. Where the quantity is that
    /// rounding, the fraction itself goes on to components and lead time: 19 g each are 1000 g, not a dust more, and
    /// one spool, not two.
    pub(crate) fn exact_start(&self, started: i64, good: i64) -> (i128, i64) {
        if self.loses_nothing() {
            return (i128::from(started), 1);
        }
        let exact = i128::from(good) * i128::from(self.started_for);
        let written = i128::from(started) * i128::from(self.good_of);
        let is_its_rounding = exact <= written && written - exact < i128::from(self.good_of);
        (if is_its_rounding { exact } else { written }, self.good_of)
    }
}

pub(super) fn bought_or_made(item: &Item) -> OrderKind {
    match item.procurement {
        Procurement::Make => OrderKind::Make,
        Procurement::Buy => OrderKind::Buy,
    }
}

pub(super) fn rule_of(index: u32, item: &Item, costs: Option<LotCosts>, problems: &mut Vec<Problem>) -> Rule {
    let mut report = |kind| problems.push(Problem { item: Some(index), kind, order: OrderRef::Item });
    let lots = [item.min_order_qty, item.order_multiple, item.max_order_qty, item.purchase_factor];
    if lots.iter().any(|qty| !(0..=LARGEST_QTY).contains(qty)) {
        report(ProblemKind::ImpossibleLot);
    }
    let [mut min, multiple, mut max, factor] =
        lots.map(|qty| if qty <= LARGEST_QTY { qty.max(0) } else { 0 });
    let factor = if item.procurement == Procurement::Buy { factor } else { 0 };
    let mut multiple = multiple;
    if item.lot_policy == LotPolicy::FixedOrderQuantity {
        multiple = if multiple == 0 { min } else { multiple };
        min = min.max(multiple);
    }
    // When no common step fits, the purchase unit wins: nobody can buy part of a spool.
    let step = common_step(multiple, factor).unwrap_or(factor);
    if max > 0 && (max < min || (step > 0 && max < step)) {
        report(ProblemKind::ImpossibleLot);
        max = 0;
    }
    if max > 0 && step > 0 {
        max -= max % step;
        if max < min {
            max = 0;
            report(ProblemKind::ImpossibleLot);
        }
    }
    if item.lead_time < 0 || item.lead_time_per_unit < 0 {
        report(ProblemKind::NegativeLeadTime);
    }
    let possible_yield = (1..=WHOLE_PERCENT).contains(&item.yield_percent);
    if !possible_yield {
        report(ProblemKind::ImpossibleYield);
    }
    if item.on_hand < 0 {
        report(ProblemKind::NegativeStock);
    }
    if item.on_hand.checked_abs().is_none_or(|qty| qty > LARGEST_QTY) || item.safety_stock > LARGEST_QTY {
        report(ProblemKind::QuantityTooLarge);
    }
    let on_hand = item.on_hand.clamp(-LARGEST_QTY, LARGEST_QTY);
    let reorder = match item.stocking {
        StockingPolicy::OnDemand => None,
        StockingPolicy::ReorderPoint { point, target } => {
            let point = point.clamp(0, LARGEST_QTY);
            Some((point, target.clamp(point, LARGEST_QTY.max(point))))
        }
    };
    let yielded = if possible_yield { item.yield_percent } else { WHOLE_PERCENT };
    let common = gcd(i128::from(WHOLE_PERCENT), i128::from(yielded)) as i64;
    Rule {
        kind: if item.phantom { OrderKind::PassThrough } else { bought_or_made(item) },
        policy: item.lot_policy,
        min,
        step,
        max,
        poq_days: item.poq_days,
        costs: item.costs.or(costs).filter(|costs| costs.setup >= 0 && costs.holding_per_unit_week >= 0),
        lead: item.lead_time.clamp(0, LONGEST_LEAD_DAYS * MICROS),
        lead_per_unit: item.lead_time_per_unit.max(0),
        started_for: WHOLE_PERCENT / common,
        good_of: yielded / common,
        safety: item.safety_stock.clamp(0, LARGEST_QTY),
        opening: on_hand.saturating_sub(item.allocated.clamp(0, LARGEST_QTY)),
        reorder,
    }
}
