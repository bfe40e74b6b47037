//! When can a customer have it: figures that were worked out by hand. Today is Monday 2 March; PLA takes 5 days to
//! come, a dragon 3 days to make.

use spoolyard_core::planning::*;
use spoolyard_types::ids::{ProductId, SalesOrderLineId};
use spoolyard_types::{Actor, Code, Date, Entered};

use crate::Shop;
use crate::kit::qty;

fn line(product: ProductId, quantity: &str) -> PromiseLine {
    PromiseLine { product_id: product, quantity: Entered(qty(quantity)), wanted_date: None, line_id: None }
}

impl Shop {
    fn ask(&self, lines: Vec<PromiseLine>) -> Vec<PromiseAnswer> {
        promise(&self.app, &Actor::spoolyard(), AskPromise { lines }).unwrap().lines
    }

    fn when(&self, product: ProductId, quantity: &str) -> PromiseAnswer {
        self.ask(vec![line(product, quantity)]).remove(0)
    }
}

/// `source sku quantity from..ready`, the asked item first.
fn chain(answer: &PromiseAnswer) -> Vec<String> {
    let row = |w: &PromiseWait| format!("{} {} {} {}..{}", w.source, w.sku, w.quantity, w.from, w.ready);
    answer.chain.iter().map(row).collect()
}

#[test]
fn what_lies_on_the_shelf_can_be_had_today() {
    let shop = Shop::new();
    shop.stock(shop.dragon, "3");
    let two = shop.when(shop.dragon, "2");
    assert_eq!((two.date.to_string().as_str(), two.source), ("2026-03-02", PromiseSource::Stock));
    assert_eq!((two.free_quantity, two.missing_quantity), (qty("2"), qty("0")));
    assert!(two.chain.is_empty());
    assert_eq!(two.left.iter().map(|l| l.quantity).collect::<Vec<_>>(), [qty("1")]);
    let five = shop.when(shop.dragon, "5");
    assert_eq!((five.free_quantity, five.missing_quantity), (qty("3"), qty("2")));
    assert_eq!(five.date.to_string(), "2026-03-10", "two more: five days for filament, three to make");
}

#[test]
fn a_missing_spool_and_its_vendor_decide_the_day() {
    let shop = Shop::new();
    let wanted = Date::parse("2026-03-09").unwrap();
    let asked = PromiseLine { wanted_date: Some(wanted), ..line(shop.dragon, "4") };
    let four = shop.ask(vec![asked]).remove(0);
    assert_eq!(four.source, PromiseSource::Make);
    assert_eq!(four.in_time, Some(false));
    assert_eq!(
        chain(&four),
        ["make FG-DRAGON 4 2026-03-07..2026-03-10", "buy MAT-PLA-BLACK 1000 2026-03-02..2026-03-07"]
    );
    assert_eq!((four.chain[1].vendor.as_deref(), four.chain[1].days), (Some("Filament Ltd"), 5));
    assert_eq!(four.doubt, None);
}

#[test]
fn what_is_on_order_is_waited_for_by_its_number() {
    let shop = Shop::new();
    let order = shop.purchase(shop.pla, 2, "2026-03-05");
    let four = shop.when(shop.dragon, "4");
    assert_eq!(
        chain(&four),
        ["make FG-DRAGON 4 2026-03-05..2026-03-08", "on_order MAT-PLA-BLACK 1000 2026-03-02..2026-03-05"]
    );
    let wait = &four.chain[1];
    assert_eq!(wait.document_number.as_deref(), Some("PO-2026-92"));
    assert_eq!(wait.document_id, Some(order));
    // Ten need 2500 g: more than the two spools bring.
    assert_eq!(shop.when(shop.dragon, "10").date.to_string(), "2026-03-10");
}

#[test]
fn lines_of_one_order_do_not_count_the_same_goods_twice() {
    let shop = Shop::new();
    shop.stock(shop.dragon, "3");
    let dates: Vec<String> = shop
        .ask(vec![line(shop.dragon, "2"), line(shop.dragon, "2")])
        .iter()
        .map(|answer| answer.date.to_string())
        .collect();
    assert_eq!(dates, ["2026-03-02", "2026-03-10"]);
}

#[test]
fn a_line_that_is_edited_does_not_stand_in_its_own_way() {
    let shop = Shop::new();
    shop.stock(shop.dragon, "3");
    let own: SalesOrderLineId = shop.sell("SO-2026-0001", shop.dragon, 3, Some("2026-03-20"));
    assert_eq!(shop.when(shop.dragon, "3").date.to_string(), "2026-03-10", "they are sold");
    let edited = PromiseLine { line_id: Some(own), ..line(shop.dragon, "3") };
    assert_eq!(shop.ask(vec![edited]).remove(0).date.to_string(), "2026-03-02");
    // Asking again sees what was done in between.
    shop.sql("UPDATE sales_orders SET status = 'cancelled'");
    assert_eq!(shop.when(shop.dragon, "3").date.to_string(), "2026-03-02");
}

#[test]
fn an_order_that_should_have_started_long_ago_is_not_built_upon() {
    let shop = Shop::new();
    // 750 g were needed yesterday; the plan writes a spool that should have been ordered last week.
    shop.sell("SO-2026-0001", shop.dragon, 3, Some("2026-03-04"));
    let one = shop.when(shop.dragon, "1");
    assert_eq!(
        chain(&one),
        ["make FG-DRAGON 1 2026-03-07..2026-03-10", "on_order MAT-PLA-BLACK 250 2026-03-02..2026-03-07"]
    );
    assert_eq!(one.chain[1].vendor.as_deref(), Some("Filament Ltd"));
}

#[test]
fn services_wait_for_nothing_and_doubts_are_told() {
    let shop = Shop::new();
    let service =
        shop.sql("INSERT INTO products (sku, name, item_type) VALUES ('SRV-PAINT', 'Painting', 'service')");
    let answer = shop.when(ProductId(service), "1");
    assert_eq!((answer.source, answer.date.to_string().as_str()), (PromiseSource::Service, "2026-03-02"));
    shop.sql("UPDATE products SET preferred_vendor_id = NULL WHERE sku = 'MAT-PLA-BLACK'");
    let doubt = shop.when(shop.dragon, "1").doubt.unwrap();
    assert!(doubt.contains("MAT-PLA-BLACK has no vendor"), "{doubt}");
    let nothing = AskPromise { lines: vec![line(shop.dragon, "0")] };
    let refused = promise(&shop.app, &Actor::spoolyard(), nothing).unwrap_err().into_refusal();
    assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidValue, Some("lines[0].quantity")));
}
