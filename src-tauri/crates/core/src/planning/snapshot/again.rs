//! A second look, at the products that something changed alone.

use std::collections::{BTreeSet, HashMap, HashSet};

use spoolyard_planning::shared::{ByItem, Shared};
use spoolyard_types::ids::ProductId;

use super::super::settings::settings;
use super::{Loaded, Look, fill};
use crate::db::Read;
use crate::error::Result;

/// What a second look came to.
pub(in super::super) enum Again {
    /// These items are not what they were, in the sense of [`spoolyard_planning::netchange::replan`].
    Changed(BTreeSet<u32>),
    /// It cannot be told from these products alone: everything has to be looked at.
    Doubt,
}

/// Brings a snapshot up to date, knowing that nothing changed but these products, supply of them, their bills, and
/// the documents that sell or make them. Tables in which nothing differs stay the very same.
///
/// # Errors
/// When the store cannot be read; the snapshot is then good for nothing.
pub(in super::super) fn look_again(
    r: &Read<'_>,
    loaded: &mut Loaded,
    products: &[ProductId],
) -> Result<Again> {
    let last = loaded.known.last().map(|known| known.product);
    let is_new = |product: &&ProductId| !loaded.positions.contains_key(*product);
    // Items stand in the order of their ids; one that comes in between (a service that is stocked now) moves others.
    if products.iter().filter(is_new).any(|product| Some(*product) < last) {
        return Ok(Again::Doubt);
    }
    let present: i64 = r
        .value(
            "SELECT count(*) FROM products WHERE item_type <> 'service' AND id IN (SELECT value FROM json_each(?1))",
            crate::bind![serde_json::json!(products)],
        )?
        .unwrap_or_default();
    if present as usize != products.len() {
        return Ok(Again::Doubt);
    }
    let mut seen = blank(loaded);
    fill(r, Look::Of(products), &settings(r)?, &mut seen)?;
    Ok(take_in(loaded, seen, products).map_or(Again::Doubt, Again::Changed))
}

/// The same items, and no row of anything else.
fn blank(loaded: &Loaded) -> Loaded {
    let mut blank = loaded.clone();
    blank.snapshot.bom = Shared::default();
    blank.snapshot.supplies = Shared::default();
    blank.snapshot.demands = Shared::default();
    blank.snapshot.existing = ByItem::default();
    blank.notes = ByItem::default();
    blank.sources = Shared::default();
    blank.packaging = Shared::default();
    blank.open_lines = Shared::default();
    blank.troubles = Shared::default();
    blank
}

/// Puts what was seen of some products in the place of what was known of them; the items that differ. None where a
/// product has no place.
fn take_in(loaded: &mut Loaded, mut seen: Loaded, products: &[ProductId]) -> Option<BTreeSet<u32>> {
    let mut is_ours = vec![false; loaded.known.len()];
    let mut owners: HashSet<ProductId> = HashSet::new();
    for product in products {
        if let Some(position) = loaded.positions.get(product) {
            is_ours[*position as usize] = true;
            owners.insert(*product);
        }
    }
    let ours = |item: u32| is_ours.get(item as usize) == Some(&true);
    let mut changed = BTreeSet::new();
    for product in products {
        let position = seen.position(*product)?;
        let place = position as usize;
        // Inside the fence proposals are receipts.
        let frozen = seen.snapshot.options.firm_fence_days > 0;
        if frozen || loaded.snapshot.items.get(place) != seen.snapshot.items.get(place) {
            changed.insert(position);
        }
        take_proposals(loaded, &mut seen, position);
    }
    let now = &mut loaded.snapshot;
    if let Some(old) = swap(&mut now.bom, &seen.snapshot.bom, |line| ours(line.parent)) {
        differing(&old, &seen.snapshot.bom, |line| [line.parent, line.component], &mut changed);
    }
    if let Some(old) = swap(&mut now.supplies, &seen.snapshot.supplies, |row| ours(row.item)) {
        differing(&old, &seen.snapshot.supplies, |row| [row.item; 2], &mut changed);
    }
    take_demands(loaded, &seen, &owners, &mut changed);
    take_lines(loaded, &seen, &owners);
    swap(&mut loaded.troubles, &seen.troubles, |trouble| {
        trouble.product.is_some_and(|product| owners.contains(&product))
    });
    loaded.snapshot.items = seen.snapshot.items;
    loaded.known = seen.known;
    loaded.positions = seen.positions;
    loaded.version = seen.version;
    Some(changed)
}

fn take_proposals(loaded: &mut Loaded, seen: &mut Loaded, item: u32) {
    if loaded.snapshot.existing.of(item) != seen.snapshot.existing.of(item) {
        loaded.snapshot.existing.set(item, std::mem::take(seen.snapshot.existing.of_mut(item)));
    }
    if loaded.notes.of(item) != seen.notes.of(item) {
        loaded.notes.set(item, std::mem::take(seen.notes.of_mut(item)));
    }
}

/// Needs and whose they are lie side by side: neither moves without the other.
fn take_demands(
    loaded: &mut Loaded,
    seen: &Loaded,
    owners: &HashSet<ProductId>,
    changed: &mut BTreeSet<u32>,
) {
    let ours: Vec<bool> = loaded.sources.iter().map(|source| owners.contains(&source.owner)).collect();
    let places = || ours.iter().enumerate().filter(|(_, ours)| **ours).map(|(place, _)| place);
    let old: Vec<_> = places().map(|place| loaded.snapshot.demands[place].clone()).collect();
    let same_sources = places().map(|place| &loaded.sources[place]).eq(&seen.sources);
    if old == **seen.snapshot.demands && same_sources {
        return;
    }
    let stays: Vec<bool> = ours.iter().map(|ours| !ours).collect();
    keep(&mut loaded.snapshot.demands, &stays);
    keep(&mut loaded.sources, &stays);
    loaded.snapshot.demands.extend(seen.snapshot.demands.iter().cloned());
    loaded.sources.extend(seen.sources.iter().copied());
    // Their places are other ones now, which the plan has to know even where nothing else differs.
    if !differing(&old, &seen.snapshot.demands, |row| [row.item; 2], changed) {
        changed.extend(seen.snapshot.demands.iter().map(|row| row.item));
    }
}

fn take_lines(loaded: &mut Loaded, seen: &Loaded, owners: &HashSet<ProductId>) {
    let ours = |owner: ProductId| owners.contains(&owner);
    if !(loaded.packaging.is_empty() && seen.packaging.is_empty()) {
        let lines: HashSet<i64> =
            loaded.open_lines.iter().filter(|line| ours(line.owner)).map(|line| line.id.get()).collect();
        let old: HashSet<(i64, u32)> =
            loaded.packaging.iter().filter(|(line, _)| lines.contains(line)).copied().collect();
        if old != *seen.packaging {
            loaded.packaging.retain(|(line, _)| !lines.contains(line));
            loaded.packaging.extend(seen.packaging.iter().copied());
        }
    }
    swap(&mut loaded.open_lines, &seen.open_lines, |line| ours(line.owner));
}

fn keep<T>(rows: &mut Vec<T>, stays: &[bool]) {
    let mut place = 0;
    rows.retain(|_| {
        place += 1;
        stays[place - 1]
    });
}

/// Puts rows in the place of those that are ours, and answers these; none, and nothing is touched, where they are the
/// same.
fn swap<T: Clone + PartialEq>(
    rows: &mut Shared<Vec<T>>,
    seen: &Shared<Vec<T>>,
    ours: impl Fn(&T) -> bool,
) -> Option<Vec<T>> {
    let old: Vec<T> = rows.iter().filter(|row| ours(row)).cloned().collect();
    if old == **seen {
        return None;
    }
    rows.retain(|row| !ours(row));
    rows.extend(seen.iter().cloned());
    Some(old)
}

/// Marks items whose rows are not the same list in both; whether there is any.
fn differing<T: PartialEq>(
    before: &[T],
    after: &[T],
    items: impl Fn(&T) -> [u32; 2],
    changed: &mut BTreeSet<u32>,
) -> bool {
    let group = |rows: &[T]| {
        let mut grouped: HashMap<u32, Vec<usize>> = HashMap::new();
        for (place, row) in rows.iter().enumerate() {
            grouped.entry(items(row)[0]).or_default().push(place);
        }
        grouped
    };
    let (old, mut new) = (group(before), group(after));
    let mut any = false;
    let mut mark = |rows: &[T], places: &[usize]| {
        any = true;
        changed.extend(places.iter().flat_map(|place| items(&rows[*place])));
    };
    for (item, old) in &old {
        let new = new.remove(item).unwrap_or_default();
        let same = old.len() == new.len() && old.iter().zip(&new).all(|(a, b)| before[*a] == after[*b]);
        if !same {
            mark(before, old);
            mark(after, &new);
        }
    }
    for new in new.values() {
        mark(after, new);
    }
    any
}
