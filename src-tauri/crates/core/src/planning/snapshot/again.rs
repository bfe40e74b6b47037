//! A second look, at the products that something changed alone.

use std::collections::{BTreeSet, HashMap};

use spoolyard_planning::{BomLine, Demand, Item, Supply};
use spoolyard_types::ids::ProductId;

use super::super::settings::settings;
use super::{Known, Loaded, Look, fill};
use crate::db::Read;
use crate::error::Result;

/// What a second look came to.
pub(in super::super) enum Again {
    /// These items are not what they were, in the sense of [`spoolyard_planning::netchange::replan`].
    Changed(BTreeSet<u32>),
    /// It cannot be told from these products alone: everything has to be looked at.
    Doubt,
}

/// Rows that were there before.
struct Old {
    items: HashMap<u32, Item>,
    bom: Vec<BomLine>,
    supplies: Vec<Supply>,
    demands: Vec<Demand>,
}

/// Brings a snapshot up to date, knowing that nothing changed but these products, supply of them, their bills, and
/// the documents that sell or make them.
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
    let old = take_away(loaded, products);
    let marks = [loaded.snapshot.bom.len(), loaded.snapshot.supplies.len(), loaded.snapshot.demands.len()];
    let present: i64 = r
        .value(
            "SELECT count(*) FROM products WHERE item_type <> 'service' AND id IN (SELECT value FROM json_each(?1))",
            crate::bind![serde_json::json!(products)],
        )?
        .unwrap_or_default();
    if present as usize != products.len() {
        return Ok(Again::Doubt);
    }
    fill(r, Look::Of(products), &settings(r)?, loaded)?;
    let mut changed = BTreeSet::new();
    for product in products {
        let Some(position) = loaded.position(*product) else { return Ok(Again::Doubt) };
        // Inside the fence proposals are receipts.
        let frozen = loaded.snapshot.options.firm_fence_days > 0;
        if frozen || old.items.get(&position) != loaded.snapshot.items.get(position as usize) {
            changed.insert(position);
        }
    }
    let now = &loaded.snapshot;
    differing(&old.bom, &now.bom[marks[0]..], |line| [line.parent, line.component], &mut changed);
    differing(&old.supplies, &now.supplies[marks[1]..], |row| [row.item; 2], &mut changed);
    differing(&old.demands, &now.demands[marks[2]..], |row| [row.item; 2], &mut changed);
    Ok(Again::Changed(changed))
}

/// Takes out all rows that [`fill`] will see again.
fn take_away(loaded: &mut Loaded, products: &[ProductId]) -> Old {
    let mut is_ours = vec![false; loaded.known.len()];
    for product in products {
        if let Some(position) = loaded.positions.get(product) {
            is_ours[*position as usize] = true;
        }
    }
    let ours = |item: u32| is_ours.get(item as usize) == Some(&true);
    let owned = |known: &[Known]| -> BTreeSet<ProductId> {
        known.iter().zip(&is_ours).filter(|(_, ours)| **ours).map(|(known, _)| known.product).collect()
    };
    let owners = owned(&loaded.known);
    let items = is_ours.iter().enumerate().filter(|(_, ours)| **ours);
    let items = items.map(|(item, _)| (item as u32, loaded.snapshot.items[item].clone())).collect();
    let snapshot = &mut loaded.snapshot;
    let bom = snapshot.bom.extract_if(.., |line| ours(line.parent)).collect();
    let supplies = snapshot.supplies.extract_if(.., |row| ours(row.item)).collect();
    let stays: Vec<bool> = snapshot.existing.iter().map(|row| !ours(row.item)).collect();
    keep(&mut snapshot.existing, &stays);
    keep(&mut loaded.notes, &stays);
    let stays: Vec<bool> = loaded.sources.iter().map(|source| !owners.contains(&source.owner)).collect();
    let mut place = 0;
    let demands = snapshot
        .demands
        .extract_if(.., |_| {
            place += 1;
            !stays[place - 1]
        })
        .collect();
    keep(&mut loaded.sources, &stays);
    let lines: BTreeSet<i64> = loaded
        .open_lines
        .iter()
        .filter(|line| owners.contains(&line.owner))
        .map(|line| line.id.get())
        .collect();
    loaded.packaging.retain(|(line, _)| !lines.contains(line));
    loaded.open_lines.retain(|line| !owners.contains(&line.owner));
    loaded.troubles.retain(|trouble| trouble.product.is_none_or(|product| !owners.contains(&product)));
    Old { items, bom, supplies, demands }
}

fn keep<T>(rows: &mut Vec<T>, stays: &[bool]) {
    let mut place = 0;
    rows.retain(|_| {
        place += 1;
        stays[place - 1]
    });
}

/// Items whose rows are not the same list in both, in whatever order.
fn differing<T: PartialEq>(
    before: &[T],
    after: &[T],
    items: impl Fn(&T) -> [u32; 2],
    changed: &mut BTreeSet<u32>,
) {
    let group = |rows: &[T]| {
        let mut grouped: HashMap<u32, Vec<usize>> = HashMap::new();
        for (place, row) in rows.iter().enumerate() {
            grouped.entry(items(row)[0]).or_default().push(place);
        }
        grouped
    };
    let (old, mut new) = (group(before), group(after));
    let mut mark = |rows: &[T], places: &[usize]| {
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
}
