//! Farms of any size, drawn from a seed: the same seed always gives the same farm.

use chrono::{Days, NaiveDate};

use crate::calendar::WorkCalendar;
use crate::input::{
    BomLine, Demand, DemandKind, Item, LotCosts, LotPolicy, Options, Per, Procurement, Snapshot, Supply,
    SupplyKind,
};
use crate::quantity::{MICROS, Ratio, units};

/// Levels of a generated structure: products, assemblies, parts, and what is bought.
const LEVELS: u32 = 4;
/// Days over which demand is spread.
const HORIZON_DAYS: u64 = 180;

/// A small generator of pseudo-random numbers (xorshift); good enough to spread a farm, for nothing else.
#[derive(Debug, Clone)]
pub struct Draw(u64);

impl Draw {
    /// Starts from a seed; zero counts as one.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed.max(1).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below `bound` (at least 1).
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % bound.max(1)
    }

    fn one_in(&mut self, chances: u64) -> bool {
        self.below(chances) == 0
    }
}

/// How large a farm is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FarmSize {
    /// Items.
    pub items: u32,
    /// Lines of bills of material.
    pub bom_lines: u32,
    /// Sales order lines.
    pub demands: u32,
}

/// A farm: a quarter of the items on each of four levels, products sold, parts shared, filament and hardware bought.
#[must_use]
pub fn farm(seed: u64, size: FarmSize) -> Snapshot {
    let mut draw = Draw::new(seed);
    let today = NaiveDate::from_ymd_opt(2026, 1, 5).unwrap_or_default();
    let mut snapshot = Snapshot::new(today);
    let items = size.items.max(LEVELS);
    let per_level = items / LEVELS;
    let level_of = |item: u32| (item / per_level).min(LEVELS - 1);
    snapshot.items = (0..items).map(|item| item_of(&mut draw, item, level_of(item))).collect();
    let parents = per_level * (LEVELS - 1);
    for line in 0..size.bom_lines {
        // One line for every parent before any gets a second one.
        let parent = if line < parents { line } else { draw.below(u64::from(parents)) as u32 };
        let first_below = (level_of(parent) + 1) * per_level;
        let component = first_below + draw.below(u64::from(items - first_below)) as u32;
        let bought = level_of(component) == LEVELS - 1;
        let qty = if bought { units(1 + draw.below(120) as i64) } else { units(1 + draw.below(3) as i64) };
        let scrap_percent = if draw.one_in(4) { units(draw.below(10) as i64) } else { 0 };
        snapshot.bom.push(BomLine {
            parent,
            component,
            qty: Ratio::from_micros(qty).unwrap_or(Ratio::ONE),
            per: Per::Unit,
            scrap_percent,
        });
    }
    let day = |draw: &mut Draw, within: u64| today.checked_add_days(Days::new(draw.below(within)));
    for id in 0..i64::from(size.demands) {
        let deep = draw.one_in(10);
        let item = draw.below(u64::from(if deep { items } else { per_level })) as u32;
        let qty = units(1 + draw.below(40) as i64);
        let date = day(&mut draw, HORIZON_DAYS);
        let reference = format!("SO-{id}");
        snapshot.demands.push(Demand { item, kind: DemandKind::SalesOrderLine, id, reference, qty, date });
    }
    for id in 0..i64::from(items / 5) {
        let item = draw.below(u64::from(items)) as u32;
        let made = level_of(item) < LEVELS - 1;
        let kind = if made { SupplyKind::WorkOrder } else { SupplyKind::PurchaseOrder };
        let qty = units(1 + draw.below(500) as i64);
        let date = day(&mut draw, 60);
        snapshot.supplies.push(Supply { item, kind, id, qty, date, start: None });
    }
    snapshot.calendar = Some(WorkCalendar {
        working_weekdays: [true, true, true, true, true, false, false],
        holidays: Vec::new(),
    });
    snapshot.costs = Some(LotCosts { setup: units(20), holding_per_unit_week: MICROS / 50 });
    snapshot.options = Options::default();
    snapshot
}

fn item_of(draw: &mut Draw, index: u32, level: u32) -> Item {
    let made = level < LEVELS - 1;
    let (prefix, procurement) = match level {
        0 => ("FG", Procurement::Make),
        1 => ("ASM", Procurement::Make),
        2 => ("PRT", Procurement::Make),
        _ => ("MAT", Procurement::Buy),
    };
    let mut item = Item::new(i64::from(index), format!("{prefix}-{index:06}"), procurement);
    item.phantom = level == 1 && draw.one_in(20);
    item.on_hand = units(draw.below(60) as i64);
    item.lead_time = units(if made { 1 + draw.below(3) as i64 } else { 3 + draw.below(12) as i64 });
    if draw.one_in(4) {
        item.safety_stock = units(draw.below(20) as i64);
    }
    if !made {
        item.order_multiple = units([0, 10, 100, 1000][draw.below(4) as usize]);
    }
    if made && draw.one_in(10) {
        item.yield_percent = units(90 + draw.below(10) as i64);
    }
    let policies = [
        LotPolicy::PeriodOrderQuantity,
        LotPolicy::SilverMeal,
        LotPolicy::WagnerWhitin,
        LotPolicy::LeastUnitCost,
        LotPolicy::LeastTotalCost,
    ];
    if draw.one_in(3) {
        item.lot_policy = policies[draw.below(policies.len() as u64) as usize];
        item.poq_days = 7;
    }
    item
}
