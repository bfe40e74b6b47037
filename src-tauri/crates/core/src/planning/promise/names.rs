//! What the links of a promise are called, and which order each waits for. Three queries for any number of lines.

use std::collections::{HashMap, HashSet};

use spoolyard_planning::calendar::day_of;
use spoolyard_planning::promise::{LinkHow, Promise, PromiseLink};
use spoolyard_planning::{Supply, SupplyKind};
use spoolyard_types::Quantity;
use spoolyard_types::ids::{ProductId, VendorId};

use super::{AskPromise, PromiseSource, PromiseWait, obtained};
use crate::bind;
use crate::db::Read;
use crate::error::Result;
use crate::planning::snapshot::Loaded;

crate::read_model! {
    /// A product in words.
    pub(super) struct Product {
        id: ProductId,
        pub(super) sku: String,
        pub(super) name: String,
        pub(super) unit: String,
    }

    struct Vendor {
        id: VendorId,
        name: String,
    }

    struct Document {
        kind: String,
        id: i64,
        document_id: i64,
        number: String,
        vendor: Option<String>,
    }
}

/// All names of an answer.
pub(super) struct Names {
    products: HashMap<ProductId, Product>,
    vendors: HashMap<VendorId, String>,
    documents: HashMap<(String, i64), Document>,
}

/// The receipt that a link waits for: the last one that is there by its day.
fn awaited<'l>(loaded: &'l Loaded, link: &PromiseLink) -> Option<&'l Supply> {
    let today = day_of(loaded.today.get());
    let day = |supply: &Supply| supply.date.map_or(today, day_of).max(today);
    let rows = loaded.snapshot.supplies.iter().filter(|supply| supply.item == link.item);
    rows.filter(|supply| day(supply) <= link.ready && supply.kind != SupplyKind::OnHand)
        .max_by_key(|supply| (day(supply), supply.id))
        .filter(|supply| day(supply) == link.ready)
}

fn document_key(supply: &Supply) -> Option<(&'static str, i64)> {
    match supply.kind {
        SupplyKind::PurchaseOrder => Some(("purchase_order", supply.id)),
        SupplyKind::WorkOrder => Some(("production_order", supply.id)),
        SupplyKind::OnHand | SupplyKind::PlannedFirm => None,
    }
}

pub(super) fn load(
    r: &Read<'_>,
    loaded: &Loaded,
    req: &AskPromise,
    found: &[Option<Promise>],
) -> Result<Names> {
    let links: Vec<&PromiseLink> = found.iter().flatten().flat_map(|promise| &promise.chain).collect();
    let known = |item: u32| loaded.known.get(item as usize);
    let mut products: HashSet<i64> = req.lines.iter().map(|line| line.product_id.get()).collect();
    products.extend(links.iter().filter_map(|link| known(link.item)).map(|k| k.product.get()));
    let vendors: HashSet<i64> =
        links.iter().filter_map(|link| known(link.item)?.vendor).map(VendorId::get).collect();
    let documents: HashSet<(&str, i64)> = links
        .iter()
        .filter(|link| link.how == LinkHow::Waits)
        .filter_map(|link| document_key(awaited(loaded, link)?))
        .collect();
    let products: Vec<Product> = r.all(
        "SELECT id, sku, name, unit FROM products WHERE id IN (SELECT value FROM json_each(?1))",
        bind![serde_json::json!(products)],
    )?;
    let vendors: Vec<Vendor> = r.all(
        "SELECT id, name FROM vendors WHERE id IN (SELECT value FROM json_each(?1))",
        bind![serde_json::json!(vendors)],
    )?;
    let documents: Vec<Document> = r.all(
        "SELECT f.value ->> 0 AS kind, f.value ->> 1 AS id, coalesce(po.id, w.id) AS document_id,
             coalesce(po.po_number, w.code) AS number, v.name AS vendor
         FROM json_each(?1) f
         LEFT JOIN purchase_order_lines l ON f.value ->> 0 = 'purchase_order' AND l.id = f.value ->> 1
         LEFT JOIN purchase_orders po ON po.id = l.purchase_order_id LEFT JOIN vendors v ON v.id = po.vendor_id
         LEFT JOIN production_orders w ON f.value ->> 0 = 'production_order' AND w.id = f.value ->> 1
         WHERE coalesce(po.id, w.id) IS NOT NULL",
        bind![serde_json::json!(documents)],
    )?;
    Ok(Names {
        products: products.into_iter().map(|row| (row.id, row)).collect(),
        vendors: vendors.into_iter().map(|row| (row.id, row.name)).collect(),
        documents: documents.into_iter().map(|row| ((row.kind.clone(), row.id), row)).collect(),
    })
}

impl Names {
    pub(super) fn product(&self, id: ProductId) -> Option<&Product> {
        self.products.get(&id)
    }

    pub(super) fn chain(&self, loaded: &Loaded, promise: &Promise) -> Vec<PromiseWait> {
        promise.chain.iter().filter_map(|link| self.wait(loaded, link)).collect()
    }

    fn wait(&self, loaded: &Loaded, link: &PromiseLink) -> Option<PromiseWait> {
        let known = loaded.known.get(link.item as usize)?;
        let item = loaded.snapshot.items.get(link.item as usize)?;
        let product = self.products.get(&known.product)?;
        let supply = match link.how {
            LinkHow::Waits => awaited(loaded, link),
            LinkHow::Starts => None,
        };
        let document =
            supply.and_then(document_key).and_then(|(kind, id)| self.documents.get(&(kind.to_owned(), id)));
        let source = match link.how {
            LinkHow::Waits => PromiseSource::OnOrder,
            LinkHow::Starts => obtained(item),
        };
        let planned_vendor = || {
            let buys = obtained(item) == PromiseSource::Buy;
            known.vendor.filter(|_| buys).and_then(|id| self.vendors.get(&id).cloned())
        };
        Some(PromiseWait {
            product_id: known.product,
            sku: product.sku.clone(),
            name: product.name.clone(),
            source,
            quantity: Quantity::from_micros(link.qty),
            unit: product.unit.clone(),
            from: loaded.date(link.from),
            ready: loaded.date(link.ready),
            days: i64::from(link.ready) - i64::from(link.from),
            vendor: match document {
                Some(document) => document.vendor.clone(),
                None => planned_vendor(),
            },
            document_type: document.map(|document| document.kind.clone()),
            document_id: document.map(|document| document.document_id),
            document_number: document.map(|document| document.number.clone()),
        })
    }
}
