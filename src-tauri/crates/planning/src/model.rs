//! The snapshot made ready: validated rules, packed structure, and rows grouped by item.

use crate::calendar::{Offsets, day_of};
use crate::input::{Item, LotCosts, LotPolicy, Procurement, Snapshot, StockingPolicy, SupplyKind};
use crate::levels::{Rows, cycles, low_level_codes};
use crate::plan::{OrderKind, OrderRef, Problem, ProblemKind, Span};
use crate::quantity::{LARGEST_QTY, MICROS, Ratio, ceil_div, common_step, gcd};

/// All of a quantity, in micro-percent.
const WHOLE_PERCENT: i64 = 100 * MICROS;
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
    yield_percent: i64,
    pub(crate) safety: i64,
    pub(crate) opening: i64,
    pub(crate) reorder: Option<(i64, i64)>,
}

impl Rule {
    /// Lead time of a lot in whole days, rounded up.
    pub(crate) fn lead_days(&self, qty: i64) -> i32 {
        if self.lead_per_unit == 0 {
            return (self.lead / MICROS) as i32 + i32::from(self.lead % MICROS != 0);
        }
        let variable = ceil_div(i128::from(self.lead_per_unit) * i128::from(qty.max(0)), i128::from(MICROS));
        let days = ceil_div(i128::from(self.lead) + variable, i128::from(MICROS));
        days.min(i128::from(LONGEST_LEAD_DAYS)) as i32
    }

    /// What has to be started so that `good` comes out.
    pub(crate) fn started(&self, good: i64) -> i64 {
        if self.yield_percent == WHOLE_PERCENT {
            return good;
        }
        let started = ceil_div(i128::from(good) * i128::from(WHOLE_PERCENT), i128::from(self.yield_percent));
        started.min(i128::from(LARGEST_QTY)) as i64
    }

    /// What comes out of a start.
    pub(crate) fn good(&self, started: i64) -> i64 {
        if self.yield_percent == WHOLE_PERCENT {
            return started;
        }
        (i128::from(started) * i128::from(self.yield_percent) / i128::from(WHOLE_PERCENT)) as i64
    }
}

/// One use of a component: `num / den` of it for each unit of the parent that is started.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Use {
    pub(crate) parent: u32,
    pub(crate) num: i64,
    pub(crate) den: i64,
}

/// Goods on their way.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Incoming {
    pub(crate) item: u32,
    /// Its own date; `None` when it has none.
    pub(crate) dated: Option<i32>,
    /// The day from which it counts, never before today.
    pub(crate) day: i32,
    pub(crate) good: i64,
    /// Quantity whose components are still to be planned: firm and frozen planned orders.
    pub(crate) started: i64,
    pub(crate) start: i32,
    pub(crate) order: OrderRef,
}

/// A checked need.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Need {
    pub(crate) item: u32,
    pub(crate) day: i32,
    pub(crate) qty: i64,
    pub(crate) dated: bool,
    /// Position in the snapshot.
    pub(crate) row: u32,
}

/// A substitution that may be made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StandIn {
    pub(crate) substitute: u32,
    pub(crate) priority: i32,
    pub(crate) factor: Ratio,
}

/// The snapshot made ready.
#[derive(Debug, Clone)]
pub(crate) struct Model {
    pub(crate) today: i32,
    pub(crate) fence_end: i32,
    pub(crate) offsets: Offsets,
    pub(crate) rules: Vec<Rule>,
    /// Safety-stock steps of each item in date order, as (day, level).
    pub(crate) steps: Vec<(i32, i64)>,
    pub(crate) step_spans: Vec<(u32, u32)>,
    /// Uses of each component: `uses[use_rows.of(component)]`.
    pub(crate) uses: Vec<Use>,
    pub(crate) use_start: Vec<u32>,
    /// Components of each parent.
    pub(crate) components: Rows,
    pub(crate) incoming: Vec<Incoming>,
    pub(crate) incoming_start: Vec<u32>,
    pub(crate) needs: Vec<Need>,
    pub(crate) need_start: Vec<u32>,
    pub(crate) stand_ins: Vec<(u32, StandIn)>,
    pub(crate) levels: Vec<u32>,
    pub(crate) sequence: Vec<u32>,
    pub(crate) cycles: Vec<Vec<u32>>,
    pub(crate) in_cycle: Vec<bool>,
    pub(crate) problems: Vec<Problem>,
}

impl Model {
    /// Checks and packs a snapshot.
    pub(crate) fn compile(snapshot: &Snapshot) -> Self {
        let today = day_of(snapshot.today);
        let mut problems = Vec::new();
        let no_work =
            snapshot.calendar.as_ref().is_some_and(|calendar| !calendar.working_weekdays.contains(&true));
        if no_work {
            problems.push(Problem { item: None, kind: ProblemKind::NoWorkingDays, order: OrderRef::Item });
        }
        let offsets = Offsets::new(snapshot.calendar.as_ref(), today);
        let mut rules: Vec<Rule> = snapshot
            .items
            .iter()
            .enumerate()
            .map(|(index, item)| rule_of(index as u32, item, snapshot.costs, &mut problems))
            .collect();
        let structure = Structure::build(snapshot, &mut problems);
        for (index, rule) in rules.iter_mut().enumerate() {
            // A phantom that has nothing to pass its need to would lose it: it is planned like any other item.
            if rule.kind == OrderKind::PassThrough && structure.components.of(index as u32).is_empty() {
                rule.kind = bought_or_made(&snapshot.items[index]);
            }
            if rule.kind == OrderKind::PassThrough {
                rule.lead = 0;
                rule.lead_per_unit = 0;
                rule.safety = 0;
                rule.reorder = None;
                rule.min = 0;
                rule.step = 0;
                rule.max = 0;
                rule.policy = LotPolicy::LotForLot;
            }
        }
        let (steps, step_spans) = steps_of(snapshot, &rules);
        let fence_end = today.saturating_add(snapshot.options.firm_fence_days.max(0));
        let mut model = Self {
            today,
            fence_end,
            offsets,
            rules,
            steps,
            step_spans,
            uses: structure.uses,
            use_start: structure.use_start,
            components: structure.components,
            incoming: Vec::new(),
            incoming_start: Vec::new(),
            needs: Vec::new(),
            need_start: Vec::new(),
            stand_ins: structure.stand_ins,
            levels: structure.levels,
            sequence: Vec::new(),
            cycles: structure.cycles,
            in_cycle: structure.in_cycle,
            problems,
        };
        model.sequence = sequence_of(snapshot, &model.levels);
        model.gather_incoming(snapshot);
        model.gather_needs(snapshot);
        model.problems.sort_unstable();
        model
    }

    /// Safety stock in force on a day: none before today.
    pub(crate) fn safety_on(&self, item: u32, day: i32) -> i64 {
        if day < self.today {
            return 0;
        }
        let (start, end) = self.step_spans[item as usize];
        let steps = &self.steps[start as usize..end as usize];
        let passed = steps.partition_point(|(from, _)| *from <= day);
        if passed == 0 { self.rules[item as usize].safety } else { steps[passed - 1].1 }
    }

    pub(crate) fn steps_of(&self, item: u32) -> &[(i32, i64)] {
        let (start, end) = self.step_spans[item as usize];
        &self.steps[start as usize..end as usize]
    }

    pub(crate) fn uses_of(&self, component: u32) -> &[Use] {
        let component = component as usize;
        &self.uses[self.use_start[component] as usize..self.use_start[component + 1] as usize]
    }

    pub(crate) fn incoming_of(&self, item: u32) -> &[Incoming] {
        let item = item as usize;
        &self.incoming[self.incoming_start[item] as usize..self.incoming_start[item + 1] as usize]
    }

    pub(crate) fn needs_of(&self, item: u32) -> &[Need] {
        let item = item as usize;
        &self.needs[self.need_start[item] as usize..self.need_start[item + 1] as usize]
    }

    pub(crate) fn stand_ins_of(&self, item: u32) -> &[(u32, StandIn)] {
        let start = self.stand_ins.partition_point(|(of, _)| *of < item);
        let end = self.stand_ins.partition_point(|(of, _)| *of <= item);
        &self.stand_ins[start..end]
    }

    pub(crate) fn stand_in_pairs(&self) -> Vec<(u32, u32)> {
        self.stand_ins.iter().map(|(item, stand_in)| (*item, stand_in.substitute)).collect()
    }

    fn gather_incoming(&mut self, snapshot: &Snapshot) {
        let mut rows = Vec::with_capacity(snapshot.supplies.len());
        for supply in &snapshot.supplies {
            let order = OrderRef::Supply(supply.kind, supply.id);
            if !self.accepts(supply.item, supply.qty, order, snapshot) {
                continue;
            }
            let rule = &self.rules[supply.item as usize];
            let dated = supply.date.map(day_of);
            let day = dated.unwrap_or(self.today).max(self.today);
            let firm = supply.kind == SupplyKind::PlannedFirm;
            let start = supply.start.map_or_else(
                || self.offsets.back(dated.unwrap_or(self.today), rule.lead_days(supply.qty)),
                day_of,
            );
            let good = if firm { rule.good(supply.qty) } else { supply.qty };
            let started = if firm { supply.qty } else { 0 };
            rows.push(Incoming { item: supply.item, dated, day, good, started, start, order });
        }
        for existing in &snapshot.existing {
            let due = day_of(existing.due);
            let inside = due >= self.today && due < self.fence_end;
            if !inside || !self.accepts(existing.item, existing.qty, OrderRef::Frozen(existing.id), snapshot)
            {
                continue;
            }
            let good = self.rules[existing.item as usize].good(existing.qty);
            rows.push(Incoming {
                item: existing.item,
                dated: Some(due),
                day: due,
                good,
                started: existing.qty,
                start: day_of(existing.start),
                order: OrderRef::Frozen(existing.id),
            });
        }
        rows.sort_unstable_by_key(|row| (row.item, row.day, row.dated, row.order, row.good));
        self.incoming_start = starts(snapshot.items.len(), rows.iter().map(|row| row.item));
        self.incoming = rows;
    }

    fn gather_needs(&mut self, snapshot: &Snapshot) {
        let mut rows = Vec::with_capacity(snapshot.demands.len());
        for (row, demand) in snapshot.demands.iter().enumerate() {
            let order = OrderRef::Demand(demand.kind, demand.id);
            if !self.accepts(demand.item, demand.qty, order, snapshot) {
                continue;
            }
            let day = demand.date.map_or(self.today, day_of);
            let dated = demand.date.is_some();
            rows.push(Need { item: demand.item, day, qty: demand.qty, dated, row: row as u32 });
        }
        rows.sort_unstable_by_key(|row| {
            let demand = &snapshot.demands[row.row as usize];
            (row.item, row.day, demand.kind, demand.id, row.qty, row.row)
        });
        self.need_start = starts(snapshot.items.len(), rows.iter().map(|row| row.item));
        self.needs = rows;
    }

    fn accepts(&mut self, item: u32, qty: i64, order: OrderRef, snapshot: &Snapshot) -> bool {
        let kind = if item as usize >= snapshot.items.len() {
            ProblemKind::UnknownItem
        } else if qty <= 0 {
            ProblemKind::QuantityNotPositive
        } else if qty > LARGEST_QTY {
            ProblemKind::QuantityTooLarge
        } else {
            return true;
        };
        let item = (kind != ProblemKind::UnknownItem).then_some(item);
        self.problems.push(Problem { item, kind, order });
        false
    }
}

/// Starts of the rows of each item in a list sorted by item.
fn starts(items: usize, sorted: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut start = vec![0_u32; items + 1];
    for item in sorted {
        start[item as usize + 1] += 1;
    }
    for item in 0..items {
        start[item + 1] += start[item];
    }
    start
}

/// Level by level, and inside a level by key: the order of the input rows never matters.
fn sequence_of(snapshot: &Snapshot, levels: &[u32]) -> Vec<u32> {
    let mut sequence: Vec<u32> = (0..levels.len() as u32).collect();
    sequence.sort_by(|a, b| {
        let (left, right) = (&snapshot.items[*a as usize], &snapshot.items[*b as usize]);
        levels[*a as usize]
            .cmp(&levels[*b as usize])
            .then_with(|| left.id.cmp(&right.id))
            .then_with(|| left.sku.cmp(&right.sku))
    });
    sequence
}

/// A safety-stock level and the day it begins.
type Step = (i32, i64);

fn steps_of(snapshot: &Snapshot, rules: &[Rule]) -> (Vec<Step>, Vec<Span>) {
    let mut steps = Vec::new();
    let mut spans = Vec::with_capacity(rules.len());
    for (item, rule) in snapshot.items.iter().zip(rules) {
        let start = steps.len() as u32;
        if rule.kind != OrderKind::PassThrough {
            steps.extend(
                item.safety_stock_steps
                    .iter()
                    .map(|step| (day_of(step.from), step.qty.clamp(0, LARGEST_QTY))),
            );
            steps[start as usize..].sort_unstable();
        }
        spans.push((start, steps.len() as u32));
    }
    (steps, spans)
}

fn bought_or_made(item: &Item) -> OrderKind {
    match item.procurement {
        Procurement::Make => OrderKind::Make,
        Procurement::Buy => OrderKind::Buy,
    }
}

fn rule_of(index: u32, item: &Item, costs: Option<LotCosts>, problems: &mut Vec<Problem>) -> Rule {
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
        yield_percent: if possible_yield { item.yield_percent } else { WHOLE_PERCENT },
        safety: item.safety_stock.clamp(0, LARGEST_QTY),
        opening: on_hand.saturating_sub(item.allocated.clamp(0, LARGEST_QTY)),
        reorder,
    }
}

/// The packed structure.
struct Structure {
    uses: Vec<Use>,
    use_start: Vec<u32>,
    components: Rows,
    levels: Vec<u32>,
    cycles: Vec<Vec<u32>>,
    in_cycle: Vec<bool>,
    stand_ins: Vec<(u32, StandIn)>,
}

impl Structure {
    fn build(snapshot: &Snapshot, problems: &mut Vec<Problem>) -> Self {
        let items = snapshot.items.len();
        let mut lines = usable_lines(snapshot, problems);
        let graph = Rows::pack(items, lines.iter().map(|(usage, component)| (usage.parent, *component)));
        let mut codes = low_level_codes(&graph);
        let mut in_cycle = vec![false; items];
        let mut found = Vec::new();
        if codes.contains(&None) {
            found = cycles(&graph, &codes);
            for member in found.iter().flatten() {
                in_cycle[*member as usize] = true;
            }
        }
        // Members are planned as leaves: nothing explodes out of a circle, nor out of what is bought.
        let before = lines.len();
        lines.retain(|(usage, _)| {
            let parent = &snapshot.items[usage.parent as usize];
            !in_cycle[usage.parent as usize] && (parent.phantom || parent.procurement == Procurement::Make)
        });
        if lines.len() != before {
            codes =
                low_level_codes(&Rows::pack(items, lines.iter().map(|(usage, part)| (usage.parent, *part))));
        }
        for members in &mut found {
            members.sort_by(|a, b| snapshot.items[*a as usize].sku.cmp(&snapshot.items[*b as usize].sku));
        }
        found.sort_by(|a, b| snapshot.items[a[0] as usize].sku.cmp(&snapshot.items[b[0] as usize].sku));
        let stand_ins = stand_ins_of(snapshot, &lines, &mut codes, problems);
        let components = Rows::pack(items, lines.iter().map(|(usage, component)| (usage.parent, *component)));
        let use_start = starts(items, lines.iter().map(|(_, component)| *component));
        let mut next = use_start.clone();
        let mut uses = vec![Use { parent: 0, num: 0, den: 1 }; lines.len()];
        for (usage, component) in &lines {
            let slot = &mut next[*component as usize];
            uses[*slot as usize] = *usage;
            *slot += 1;
        }
        let levels = codes.into_iter().map(|code| code.unwrap_or(0)).collect();
        Self { uses, use_start, components, levels, cycles: found, in_cycle, stand_ins }
    }
}

fn usable_lines(snapshot: &Snapshot, problems: &mut Vec<Problem>) -> Vec<(Use, u32)> {
    let items = snapshot.items.len();
    let mut lines = Vec::with_capacity(snapshot.bom.len());
    for line in &snapshot.bom {
        if line.parent as usize >= items || line.component as usize >= items {
            problems.push(Problem { item: None, kind: ProblemKind::UnknownItem, order: OrderRef::Item });
            continue;
        }
        let parent = &snapshot.items[line.parent as usize];
        let batch = if parent.bom_batch_qty > 0 { parent.bom_batch_qty } else { MICROS };
        if line.qty.is_zero() {
            problems.push(Problem {
                item: Some(line.component),
                kind: ProblemKind::QuantityNotPositive,
                order: OrderRef::Item,
            });
            continue;
        }
        if parent.bom_batch_qty <= 0 || line.scrap_percent < 0 {
            problems.push(Problem {
                item: Some(line.parent),
                kind: ProblemKind::ImpossibleUsage,
                order: OrderRef::Item,
            });
        }
        let (num, den) = usage_of(line.qty, batch, line.scrap_percent.max(0));
        lines.push((Use { parent: line.parent, num, den }, line.component));
    }
    lines
}

/// Usage for one unit of the parent: `qty / batch × (100 % + scrap)`, exact where it fits, else to nine decimals, up.
fn usage_of(qty: Ratio, batch: i64, scrap_percent: i64) -> (i64, i64) {
    let (num, den) = qty.parts();
    let share = (i128::from(WHOLE_PERCENT) + i128::from(scrap_percent)) * i128::from(MICROS);
    let whole = i128::from(WHOLE_PERCENT) * i128::from(batch);
    let divisor = gcd(share, whole).max(1);
    let exact =
        Ratio::new(share / divisor, whole / divisor).and_then(|factor| factor.times(Ratio::new(num, den)?));
    if let Some((num, den)) = exact.map(Ratio::parts)
        && let (Ok(num), Ok(den)) = (i64::try_from(num), i64::try_from(den))
    {
        return (num, den);
    }
    const NANO: i128 = 1_000_000_000;
    let near = exact.and_then(|ratio| {
        let (num, den) = ratio.parts();
        num.checked_mul(NANO).map(|scaled| ceil_div(scaled, den))
    });
    (near.and_then(|num| i64::try_from(num).ok()).unwrap_or(i64::MAX), NANO as i64)
}

/// Substitutes that can be used, by item and priority. A substitute is netted before the item it stands in for, so the
/// codes grow by these edges; those that would close a circle are refused.
fn stand_ins_of(
    snapshot: &Snapshot,
    lines: &[(Use, u32)],
    codes: &mut Vec<Option<u32>>,
    problems: &mut Vec<Problem>,
) -> Vec<(u32, StandIn)> {
    let items = snapshot.items.len();
    let mut rows: Vec<(u32, StandIn)> = Vec::new();
    for row in &snapshot.substitutes {
        let known = (row.item as usize) < items && (row.substitute as usize) < items;
        if known && row.item != row.substitute && !row.factor.is_zero() {
            let stand_in = StandIn { substitute: row.substitute, priority: row.priority, factor: row.factor };
            rows.push((row.item, stand_in));
        } else {
            let item = known.then_some(row.item);
            problems.push(Problem { item, kind: ProblemKind::ImpossibleSubstitute, order: OrderRef::Item });
        }
    }
    let key = |position: u32| (snapshot.items[position as usize].id, &snapshot.items[position as usize].sku);
    rows.sort_by(|a, b| {
        let order = (a.0, a.1.priority).cmp(&(b.0, b.1.priority));
        let order = order.then_with(|| key(a.1.substitute).cmp(&key(b.1.substitute)));
        order.then_with(|| a.1.factor.parts().cmp(&b.1.factor.parts()))
    });
    rows.dedup_by_key(|(item, stand_in)| (*item, stand_in.substitute));
    for strictness in 0..3 {
        if rows.is_empty() {
            break;
        }
        let soft = rows.iter().map(|(item, stand_in)| (stand_in.substitute, *item));
        let graph = Rows::pack(items, lines.iter().map(|(usage, part)| (usage.parent, *part)).chain(soft));
        let with = low_level_codes(&graph);
        if !with.contains(&None) {
            *codes = with;
            break;
        }
        let mut circle = vec![u32::MAX; items];
        for (number, members) in cycles(&graph, &with).iter().enumerate() {
            for member in members {
                circle[*member as usize] = number as u32;
            }
        }
        rows.retain(|(item, stand_in)| {
            let here = circle[*item as usize];
            let closes = here != u32::MAX && here == circle[stand_in.substitute as usize];
            // First try to keep one direction of a mutual pair.
            let refused = closes && (strictness > 0 || key(stand_in.substitute) > key(*item));
            if refused {
                problems.push(Problem {
                    item: Some(*item),
                    kind: ProblemKind::ImpossibleSubstitute,
                    order: OrderRef::Item,
                });
            }
            !refused
        });
    }
    rows
}
