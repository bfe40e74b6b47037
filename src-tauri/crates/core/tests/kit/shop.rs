//! A farm that makes vases, for tests of production.

use spoolyard_core::bind;
use spoolyard_core::inventory::{self, Receive, Reference, ReferenceType};
use spoolyard_core::ledger::{self, AccountRole, Event};
use spoolyard_core::production::create::{self, NewWorkOrder, WorkOrderRef};
use spoolyard_core::production::queries::WorkOrder;
use spoolyard_core::production::release;
use spoolyard_core::production::report::{self, ReportWork};
use spoolyard_types::ids::{ProductId, ScrapReasonId, WorkOrderId};
use spoolyard_types::{Entered, Money, Quantity, Text};

use super::{Farm, MAIN, Seed, money, qty};

/// A farm that makes vases.
pub struct Shop {
    pub farm: Farm,
    pub vase: ProductId,
    pub gold: ProductId,
    /// What may stand in for gold; 5 kg at 0.03 a gram are there.
    pub silver: ProductId,
    pub foot: ProductId,
}

/// A vase of 100 g of gold at 0.02 a gram, and a foot of 0.50, printed in one hour at 6 and packed in 3 minutes
/// at 20 an hour of labour. 5 kg and 30 feet are there.
pub fn shop() -> Shop {
    let farm = Farm::new();
    let gold = farm.product(&Seed { sku: "GOLD", ..Seed::default() });
    let silver = farm.product(&Seed { sku: "SILVER", ..Seed::default() });
    let foot = farm.product(&Seed {
        sku: "FOOT",
        unit: "EA",
        item_type: "supply",
        purchase_uom: "EA",
        purchase_factor: None,
        ..Seed::default()
    });
    let vase = farm.product(&Seed {
        sku: "VASE",
        unit: "EA",
        item_type: "finished_good",
        procurement: "make",
        purchase_uom: "EA",
        purchase_factor: None,
        ..Seed::default()
    });
    farm.sql("INSERT INTO work_centers (id, code, name, machine_rate_per_hour) VALUES (2, 'PRINTERS', 'Printers', 6000000)");
    farm.sql("INSERT INTO work_centers (id, code, name, labor_rate_per_hour) VALUES (3, 'PACK', 'Packing', 20000000)");
    farm.act(|w| {
        w.insert("INSERT INTO boms (id, product_id, version) VALUES (1, ?1, 1)", bind![vase])?;
        w.insert(
            "INSERT INTO bom_lines (bom_id, component_id, quantity, unit) VALUES (1, ?1, 100000000, 'G')",
            bind![gold],
        )?;
        w.insert("INSERT INTO routings (id, product_id, code) VALUES (1, ?1, 'RT')", bind![vase])?;
        w.execute(
            "INSERT INTO routing_operations (id, routing_id, work_center_id, sequence, run_time_minutes)
             VALUES (1, 1, 2, 10, 60000000), (2, 1, 3, 20, 3000000)",
            bind![],
        )?;
        w.insert(
            "INSERT INTO routing_operation_materials (routing_operation_id, component_id, quantity, unit)
             VALUES (2, ?1, 1000000, 'EA')",
            bind![foot],
        )
    });
    let shop = Shop { farm, vase, gold, silver, foot };
    shop.receive(gold, "5000", "100");
    shop.receive(silver, "5000", "150");
    shop.receive(foot, "30", "15");
    shop
}

impl Shop {
    pub fn receive(&self, product: ProductId, quantity: &str, value: &str) {
        self.farm.act(|w| {
            let mut event = Event::new(w.today()?, "Opening", "inventory", 1);
            inventory::receive(
                w,
                &mut event,
                Receive {
                    product,
                    location: MAIN,
                    quantity: qty(quantity),
                    value: money(value),
                    against: AccountRole::OpeningBalance,
                    work_order: None,
                    reference: Reference::bare(ReferenceType::Opening),
                    lot: None,
                    serial: None,
                    notes: None,
                },
            )?;
            event.post(w)
        });
    }

    pub fn draft(&self, quantity: &str) -> WorkOrderId {
        self.farm.act(|w| create::create(w, NewWorkOrder::of(self.vase, qty(quantity))))
    }

    pub fn released(&self, quantity: &str) -> WorkOrderId {
        let id = self.draft(quantity);
        self.farm.act(|w| release::release(w, WorkOrderRef { id }));
        id
    }

    pub fn report(&self, id: WorkOrderId, good: &str, scrapped: &str) -> WorkOrder {
        self.farm.act(|w| report::report(w, said(id, good, scrapped)))
    }

    pub fn on_hand(&self, product: ProductId) -> Quantity {
        self.farm.look(|r| inventory::on_hand(r, product))
    }

    pub fn held(&self) -> Quantity {
        self.farm.value("SELECT coalesce(sum(quantity), 0) FROM inventory_allocations")
    }

    pub fn wip(&self, id: WorkOrderId) -> Money {
        self.farm.look(|r| ledger::work_order_wip(r, id))
    }

    pub fn balance(&self, account: AccountRole) -> Money {
        self.farm.look(|r| ledger::balance(r, account))
    }
}

/// A report on the last operation.
pub fn said(id: WorkOrderId, good: &str, scrapped: &str) -> ReportWork {
    let some = |text: &str| Some(qty(text)).filter(|q| !q.is_zero()).map(Entered);
    ReportWork {
        quantity_good: some(good),
        quantity_scrapped: some(scrapped),
        scrap_reason_id: Some(ScrapReasonId(1)),
        ..ReportWork::on(id)
    }
}

/// A text.
pub fn text<const MAX: usize>(value: &str) -> Text<MAX> {
    Text::new(value).unwrap()
}
