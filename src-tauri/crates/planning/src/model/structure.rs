//! The bill of material packed: what needs each component, level by level.

use super::rows::starts;
use super::rule::WHOLE_PERCENT;
use super::stand_ins::{StandIn, stand_ins_of};
use crate::input::{Per, Procurement, Snapshot};
use crate::levels::{Rows, cycles, low_level_codes};
use crate::plan::{OrderRef, Problem, ProblemKind};
use crate::quantity::{LARGEST_QTY, MICROS, Ratio, ceil_div, gcd};

/// One use of a component: `num / den` of it for each unit of the parent that is started, or for each batch.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Use {
    pub(crate) parent: u32,
    pub(crate) num: i64,
    pub(crate) den: i64,
    /// Quantity of the parent that one batch makes, micro-units: [`EACH_UNIT`], or as much as an order can be for.
    batch: i64,
}

/// The use counts by the unit.
const EACH_UNIT: i64 = 0;

impl Use {
    /// Whether the need follows the quantity itself, however it is split into orders.
    pub(crate) const fn is_by_unit(&self) -> bool {
        self.batch == EACH_UNIT
    }

    /// How often an order of the parent uses the component, micro-times: its quantity, or the batches it is begun in.
    pub(crate) fn times(&self, started: i64) -> i64 {
        if self.is_by_unit() {
            return started;
        }
        let batches = ceil_div(i128::from(started), i128::from(self.batch.max(1)));
        batches.saturating_mul(i128::from(MICROS)).clamp(0, i128::from(LARGEST_QTY)) as i64
    }

    /// What so many micro-times need, rounded up.
    pub(crate) fn need(&self, times: i64) -> i64 {
        let exact = ceil_div(i128::from(times) * i128::from(self.num), i128::from(self.den));
        exact.clamp(0, i128::from(LARGEST_QTY)) as i64
    }
}

/// The packed structure.
#[derive(Debug, Clone)]
pub(crate) struct Structure {
    /// Uses of each component: `uses[use_start[c]..use_start[c + 1]]`.
    uses: Vec<Use>,
    use_start: Vec<u32>,
    /// Components of each parent.
    pub(crate) components: Rows,
    pub(crate) levels: Vec<u32>,
    /// Items in the order in which they are netted.
    pub(crate) sequence: Vec<u32>,
    pub(crate) cycles: Vec<Vec<u32>>,
    pub(crate) in_cycle: Vec<bool>,
    pub(crate) stand_ins: Vec<(u32, StandIn)>,
    /// What is wrong with its lines and substitutes.
    pub(super) problems: Vec<Problem>,
}

impl Structure {
    pub(super) fn build(snapshot: &Snapshot) -> Self {
        let items = snapshot.items.len();
        let mut problems = Vec::new();
        let mut lines = usable_lines(snapshot, &mut problems);
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
        let stand_ins = stand_ins_of(snapshot, &lines, &mut codes, &mut problems);
        let components = Rows::pack(items, lines.iter().map(|(usage, component)| (usage.parent, *component)));
        let use_start = starts(items, lines.iter().map(|(_, component)| *component));
        let mut next = use_start.clone();
        let mut uses = vec![Use { parent: 0, num: 0, den: 1, batch: EACH_UNIT }; lines.len()];
        for (usage, component) in &lines {
            let slot = &mut next[*component as usize];
            uses[*slot as usize] = *usage;
            *slot += 1;
        }
        let levels: Vec<u32> = codes.into_iter().map(|code| code.unwrap_or(0)).collect();
        let sequence = sequence_of(snapshot, &levels);
        Self { uses, use_start, components, levels, sequence, cycles: found, in_cycle, stand_ins, problems }
    }

    /// How a component is used.
    pub(super) fn uses_of(&self, component: u32) -> &[Use] {
        let component = component as usize;
        &self.uses[self.use_start[component] as usize..self.use_start[component + 1] as usize]
    }
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

fn usable_lines(snapshot: &Snapshot, problems: &mut Vec<Problem>) -> Vec<(Use, u32)> {
    let items = snapshot.items.len();
    let mut lines = Vec::with_capacity(snapshot.bom.len());
    for line in &snapshot.bom {
        if line.parent as usize >= items || line.component as usize >= items {
            problems.push(Problem { item: None, kind: ProblemKind::UnknownItem, order: OrderRef::Item });
            continue;
        }
        let parent = &snapshot.items[line.parent as usize];
        // What a batch or an order takes is said of it as a whole.
        let (bom_batch, batch) = match line.per {
            Per::Unit if parent.bom_batch_qty > 0 => (parent.bom_batch_qty, EACH_UNIT),
            Per::Unit => (MICROS, EACH_UNIT),
            Per::Batch { qty } => (MICROS, if qty > 0 { qty } else { MICROS }),
            Per::Order => (MICROS, i64::MAX),
        };
        if line.qty.is_zero() {
            problems.push(Problem {
                item: Some(line.component),
                kind: ProblemKind::QuantityNotPositive,
                order: OrderRef::Item,
            });
            continue;
        }
        let impossible = matches!(line.per, Per::Batch { qty } if qty <= 0);
        if impossible || parent.bom_batch_qty <= 0 || line.scrap_percent < 0 {
            problems.push(Problem {
                item: Some(line.parent),
                kind: ProblemKind::ImpossibleUsage,
                order: OrderRef::Item,
            });
        }
        let (num, den) = usage_of(line.qty, bom_batch, line.scrap_percent.max(0));
        lines.push((Use { parent: line.parent, num, den, batch }, line.component));
    }
    lines
}

/// Usage for one unit of the parent (one of its batches, one of its orders): `qty / batch × (100 % + scrap)`, exact where it fits, else to nine decimals, up.
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
