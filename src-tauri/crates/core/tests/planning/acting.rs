//! Acting on the plan, and taking it back.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use spoolyard_core::planning::{split as planning_split, *};
use spoolyard_types::ids::PlannedOrderId;
use spoolyard_types::{Code, Date, Entered, Quantity};

use crate::Shop;
use crate::kit::qty;

impl Shop {
    /// Every column of what an act may touch.
    fn picture(&self) -> String {
        self.columns(|_| true)
    }

    /// All but the instants, some of which are the computer's own.
    fn facts(&self) -> String {
        self.columns(|name| !name.ends_with("_at"))
    }

    fn columns(&self, shown: impl Fn(&str) -> bool) -> String {
        let of = |table: &str| {
            let columns: Vec<String> = self
                .app
                .look(|r| r.values(&format!("SELECT name FROM pragma_table_info('{table}')"), []))
                .unwrap();
            let columns: Vec<String> = columns.into_iter().filter(|name| shown(name)).collect();
            let sql = format!(
                "SELECT coalesce(group_concat(row, ';'), '') FROM (SELECT json_array({}) AS row FROM {table} ORDER BY id)",
                columns.join(", ")
            );
            self.app.look(|r| r.value::<String>(&sql, [])).unwrap().unwrap()
        };
        ["planned_orders", "purchase_orders", "purchase_order_lines", "production_orders"].map(of).join("\n")
    }

    fn undo(&self, act_id: i64) -> spoolyard_core::Result<UndonePlanAct> {
        self.act(|w| undo(w, UndoPlanAct { act_id: Some(act_id) }))
    }

    fn ids(&self) -> Vec<PlannedOrderId> {
        self.orders().iter().map(|order| order.id).collect()
    }

    fn message(&self, kind: MessageType) -> i64 {
        self.messages().iter().find(|m| m.message_type == kind).unwrap().id
    }

    fn apply(&self, ids: &[i64]) -> spoolyard_core::Result<AppliedMessages> {
        self.act(|w| apply(w, ApplyMessages { ids: ids.to_vec(), date: None }))
    }
}

/// Two orders of dragons, planned.
fn planned() -> Shop {
    let shop = Shop::new();
    shop.sell("SO-2026-0001", shop.dragon, 60, Some("2026-03-20"));
    shop.sell("SO-2026-0002", shop.dragon, 20, Some("2026-04-20"));
    shop.run();
    shop
}

fn part(micros: i64) -> PlannedPart {
    PlannedPart { quantity: Entered(Quantity::from_micros(micros)), due_date: None }
}

#[test]
fn what_is_split_and_merged_again_is_what_it_was() {
    let shop = planned();
    let dragon = shop.orders().iter().find(|o| o.sku == "FG-DRAGON").unwrap().clone();
    let before = shop.picture();
    let total = dragon.quantity.micros();
    let mut runner = TestRunner::new(Config { cases: 24, failure_persistence: None, ..Config::default() });
    runner
        .run(&proptest::collection::vec(1_i64..total / 8, 1..6), |mut cuts| {
            cuts.push(total - cuts.iter().sum::<i64>());
            let parts: Vec<PlannedPart> = cuts.into_iter().map(part).collect();
            let split = shop
                .act(|w| planning_split(w, SplitPlannedOrder { id: dragon.id, parts: parts.clone() }))
                .unwrap();
            prop_assert_eq!(split.ids.len(), parts.len());
            let merged = shop.act(|w| merge(w, MergePlannedOrders { ids: split.ids.clone() })).unwrap();
            prop_assert_eq!(&merged.ids, &vec![dragon.id]);
            let now = shop.orders().iter().find(|o| o.id == dragon.id).unwrap().clone();
            prop_assert_eq!(
                (now.quantity, now.due_date, now.start_date, now.status),
                (dragon.quantity, dragon.due_date, dragon.start_date, PlannedOrderStatus::Firmed)
            );
            shop.undo(merged.act_id).unwrap();
            shop.undo(split.act_id).unwrap();
            prop_assert_eq!(&shop.picture(), &before);
            Ok(())
        })
        .unwrap();
}

#[test]
fn acts_in_any_order_are_taken_back_to_exactly_what_stood_before() {
    let shop = planned();
    let mut runner = TestRunner::new(Config { cases: 16, failure_persistence: None, ..Config::default() });
    let steps = proptest::collection::vec((0_u8..5, any::<prop::sample::Index>(), 1_i64..40), 1..8);
    runner
        .run(&steps, |steps| {
            let mut undo = Vec::new();
            for (kind, which, days) in steps {
                let ids = shop.ids();
                if ids.is_empty() {
                    break;
                }
                let before = shop.picture();
                let id = *which.get(&ids);
                let order = shop.orders().into_iter().find(|o| o.id == id).unwrap();
                let due = order.due_date.plus_days(days);
                let done = shop.act(|w| match kind {
                    0 => firm(w, PlannedOrders { ids: vec![id] }),
                    1 => change(
                        w,
                        ChangePlannedOrder {
                            id,
                            quantity: Entered(order.quantity.plus(qty("1"))?),
                            due_date: due,
                            start_date: None,
                        },
                    ),
                    2 => {
                        let half = order.quantity.micros() / 2;
                        let parts = vec![part(half), part(order.quantity.micros() - half)];
                        planning_split(w, SplitPlannedOrder { id, parts })
                    }
                    3 => merge(w, MergePlannedOrders { ids: ids.clone() }),
                    _ => cancel(w, PlannedOrders { ids: vec![id] }),
                });
                match done {
                    Ok(act) => undo.push((act.act_id, before)),
                    Err(_) => prop_assert_eq!(shop.picture(), before, "what is refused changes nothing"),
                }
            }
            for (act, before) in undo.into_iter().rev() {
                shop.undo(act).unwrap();
                prop_assert_eq!(shop.picture(), before);
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn what_has_moved_on_is_not_taken_back() {
    let shop = planned();
    let ids = shop.ids();
    let first = shop.act(|w| firm(w, PlannedOrders { ids: ids.clone() })).unwrap();
    let request = ChangePlannedOrder {
        id: ids[0],
        quantity: Entered(qty("9")),
        due_date: Date::parse("2026-05-01").unwrap(),
        start_date: None,
    };
    let second = shop.act(|w| change(w, request)).unwrap();
    let refused = shop.undo(first.act_id).unwrap_err();
    assert_eq!(refused.code(), Code::PlanMoved, "{refused}");
    shop.undo(second.act_id).unwrap();
    shop.undo(first.act_id).unwrap();
    assert_eq!(shop.undo(first.act_id).unwrap_err().code(), Code::WrongState);
    let rows = shop.app.look(|r| acts(r, ListPlanActs {})).unwrap().rows;
    assert!(rows.iter().all(|row| row.undone_at.is_some()));
    // A release stays: its documents are cancelled instead.
    shop.act(|w| release(w, ReleasePlannedOrders { ids })).unwrap();
    let last = shop.act(|w| undo(w, UndoPlanAct { act_id: None })).unwrap_err();
    assert_eq!(last.code(), Code::WrongState, "{last}");
}

#[test]
fn what_was_taken_away_comes_back_under_its_own_number_after_a_run() {
    let shop = planned();
    let (before, ids) = (shop.picture(), shop.ids());
    let gone = shop.act(|w| cancel(w, PlannedOrders { ids: ids.clone() })).unwrap();
    // The run proposes the same again, and SQLite gives it the same numbers.
    shop.run();
    assert_eq!(shop.ids().len(), ids.len());
    shop.undo(gone.act_id).unwrap();
    let all = shop.picture();
    for row in before.lines().next().unwrap().split(';') {
        assert!(all.contains(row), "{row} is not there again");
    }
    shop.run();
    assert_eq!(shop.ids().len(), ids.len(), "nothing is planned twice");
}

#[test]
fn parts_that_do_not_add_up_and_broken_spools_are_refused() {
    let shop = planned();
    let orders = shop.orders();
    let pla = orders.iter().find(|o| o.sku == "MAT-PLA-BLACK").unwrap();
    let dragon = orders.iter().find(|o| o.sku == "FG-DRAGON").unwrap();
    let refused = |id, parts: &[&str]| {
        let parts: Vec<PlannedPart> = parts.iter().map(|q| part(qty(q).micros())).collect();
        shop.act(|w| planning_split(w, SplitPlannedOrder { id, parts })).unwrap_err().into_refusal()
    };
    assert_eq!(refused(dragon.id, &["10", "10"]).field.as_deref(), Some("parts"));
    assert_eq!(refused(dragon.id, &["60"]).field.as_deref(), Some("parts"));
    let broken = refused(pla.id, &["500", "14500"]);
    assert_eq!(broken.field.as_deref(), Some("parts[0].quantity"));
    assert!(broken.message.contains("SPOOL"), "{}", broken.message);
    let mixed = MergePlannedOrders { ids: vec![pla.id, dragon.id] };
    assert_eq!(shop.act(|w| merge(w, mixed)).unwrap_err().code(), Code::InvalidValue);
}

/// A spool too late, a spool too much, and a work order that nobody needs.
fn messy() -> Shop {
    let shop = Shop::new();
    let vase = shop.sql(
        "INSERT INTO products (sku, name, unit, item_type, procurement_type, lead_time_days)
         VALUES ('FG-VASE', 'Vase', 'EA', 'finished_good', 'make', 3)",
    );
    shop.sql(&format!(
        "INSERT INTO production_orders (code, product_id, quantity_ordered, status, due_date)
         VALUES ('WO-2026-0901', {vase}, 5000000, 'draft', '2026-03-12')"
    ));
    shop.sell("SO-2026-0001", shop.dragon, 6, Some("2026-03-20"));
    shop.purchase(shop.pla, 2, "2026-03-20");
    shop.purchase(shop.pla, 3, "2026-04-20");
    shop.run();
    shop
}

#[test]
fn an_order_follows_its_message_and_comes_back() {
    let shop = messy();
    let before = shop.picture();
    let said = shop.messages().len();
    let done = shop.apply(&[shop.message(MessageType::Expedite)]).unwrap();
    assert_eq!(done.done, ["PO-2026-92: MAT-PLA-BLACK expected on 2026-03-17"]);
    assert_eq!(done.final_reason, None);
    let expected = "SELECT count(*) FROM purchase_order_lines WHERE expected_date = '2026-03-17'";
    assert_eq!(shop.value(expected), 1);
    assert_eq!(shop.value("SELECT count(*) FROM purchasing_events"), 1);
    shop.undo(done.act_id).unwrap();
    assert_eq!(shop.picture(), before);
    assert_eq!(shop.messages().len(), said, "its message is there again");
    assert!(!shop.run().changed, "and the plan is the same as before");
}

#[test]
fn what_nobody_needs_is_called_off_and_comes_back() {
    let shop = messy();
    let before = shop.picture();
    let cancels: Vec<i64> =
        shop.messages().iter().filter(|m| m.message_type == MessageType::Cancel).map(|m| m.id).collect();
    assert_eq!(cancels.len(), 2, "three spools and five vases");
    let done = shop.apply(&cancels).unwrap();
    assert_eq!(shop.value("SELECT count(*) FROM purchase_orders WHERE status = 'cancelled'"), 1);
    assert_eq!(shop.value("SELECT count(*) FROM production_orders WHERE status = 'cancelled'"), 1);
    shop.undo(done.act_id).unwrap();
    assert_eq!(shop.picture(), before);
    // Somebody writes on the order: the way back is closed, and says where.
    let again = shop.apply(&[shop.message(MessageType::Expedite)]).unwrap();
    shop.sql("UPDATE purchase_orders SET notes = 'called them' WHERE po_number = 'PO-2026-92'");
    let refused = shop.undo(again.act_id).unwrap_err();
    assert!(refused.to_string().contains("PO-2026-92"), "{refused}");
}

#[test]
fn a_message_whose_order_moved_is_refused_and_nothing_is_done() {
    let shop = messy();
    let expedite = shop.message(MessageType::Expedite);
    let cancel = shop.message(MessageType::Cancel);
    shop.sql("UPDATE purchase_order_lines SET expected_date = '2026-03-19' WHERE quantity_ordered = 2000000");
    let before = shop.picture();
    let refused = shop.apply(&[cancel, expedite]).unwrap_err().into_refusal();
    assert_eq!((refused.code, refused.field.as_deref()), (Code::PlanMoved, Some("ids[1]")));
    assert_eq!(shop.picture(), before);
}

#[test]
fn many_at_once_do_the_same_as_one_by_one() {
    let (bulk, singly) = (messy(), messy());
    let kinds = [MessageType::Expedite, MessageType::Cancel];
    let ids = |shop: &Shop| -> Vec<i64> {
        shop.messages().iter().filter(|m| kinds.contains(&m.message_type)).map(|m| m.id).collect()
    };
    let wanted = ids(&bulk);
    assert!(wanted.len() >= 3);
    bulk.apply(&wanted).unwrap();
    for id in ids(&singly) {
        singly.apply(&[id]).unwrap();
    }
    assert_eq!(bulk.facts(), singly.facts());
    assert_eq!(bulk.messages().len(), singly.messages().len());
}

#[test]
fn messages_to_release_write_one_purchase_for_each_vendor() {
    let shop = Shop::new();
    shop.sell("SO-2026-0001", shop.dragon, 6, Some("2026-03-05"));
    shop.run();
    let ids: Vec<i64> = shop
        .messages()
        .iter()
        .filter(|m| matches!(m.message_type, MessageType::Release | MessageType::ReleasePastDue))
        .map(|m| m.id)
        .collect();
    let done = shop.apply(&ids).unwrap();
    assert_eq!(done.documents.len(), 2);
    assert!(done.final_reason.is_some());
    assert_eq!(shop.undo(done.act_id).unwrap_err().code(), Code::WrongState);
}
