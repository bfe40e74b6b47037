//! One order in the real window, by clicks and keys: entered, confirmed, planned, bought, received, made with
//! scrap, shipped with its packing slip, paid. The store is then asked whether all of it is so.
//!
//! Ten hooks are sold; a plate holds twelve, so twelve are made. Each takes 12 g of filament and 5 % waste:
//! 12 × 12.6 g = 151.2 g of a spool of 1000 g. Two come out warped, ten are left, and ten leave, each in a box.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::kit::{Books, OWNER, On, Stage, Window};

const ENTER: &str = "\u{e007}";
const TAB: &str = "\u{e004}";
/// Held while the next key is pressed.
const CONTROL: char = '\u{e009}';

#[tokio::test]
async fn an_order_goes_through_the_window_from_entry_to_payment() {
    let stage = Stage::set();
    let farm = stage.new_farm();
    let books = Books::of_a_new_farm(&farm);
    let items = masters(&books);
    let window = stage.open(&farm).await;

    sign_in(&window).await;
    let number = enter_the_order(&window).await;
    plan_and_release(&window).await;
    buy(&window).await;
    make(&window).await;
    ship_and_take_the_money(&window, &number).await;

    let slip = packing_slip(&stage.desk());
    let text = text_of(&slip);
    assert!(text.contains(&number), "{number} is not on {}:\n{text}", slip.display());
    assert!(text.contains("HOOK") && text.contains("Fjord Optics"), "{text}");
    window.close().await;

    books.verify();
    the_store_agrees(&books, &items, &number);
}

/// The rows that the order stands on.
struct Items {
    filament: Value,
    boxes: Value,
    hook: Value,
}

fn masters(books: &Books) -> Items {
    let vendor = json!({ "name": "Polaris", "lead_time_days": 3, "is_active": true });
    let vendor = books.call("vendors.save", vendor)["id"].clone();
    let material = json!({ "code": "PLA", "name": "PLA", "base_material": "PLA", "density": "1.24",
        "base_price_per_kg": "30.00", "requires_enclosure": false });
    let material = books.call("materials.save", material)["id"].clone();
    let color = json!({ "code": "BLACK", "name": "Black", "hex_code": "#101010" });
    let color = books.call("colors.save", color)["id"].clone();
    let filament = json!({ "material_type_id": material, "color_id": color, "last_cost": "0.02",
        "preferred_vendor_id": vendor });
    let filament = books.call("materials.make_item", filament)["id"].clone();
    let boxes = json!({ "sku": "BOX", "name": "Box", "item_type": "supply", "last_cost": "0.40",
        "preferred_vendor_id": vendor, "lead_time_days": 3 });
    let boxes = books.call("items.save", boxes)["id"].clone();
    let hook = json!({ "sku": "HOOK", "name": "Hook", "item_type": "finished_good", "procurement_type": "make",
        "selling_price": "15.00", "lead_time_days": 2, "order_multiple": "12" });
    let hook = books.call("items.save", hook)["id"].clone();
    let bill = json!({ "product_id": hook, "lines": [
        { "component_id": filament, "quantity": "12", "unit": "G", "scrap_factor": "5", "is_cost_only": false },
        { "component_id": boxes, "quantity": "1", "unit": "EA", "consume_stage": "shipping", "is_cost_only": false },
    ] });
    books.call("boms.save", bill);
    let center = books.call("work_centers.list", json!({}))[0]["id"].clone();
    let routing = json!({ "product_id": hook, "operations": [{ "operation_name": "Print", "work_center_id": center,
        "setup_time_minutes": "10", "run_time_minutes": "30", "can_overlap": false, "materials": [] }] });
    books.call("routings.save", routing);
    let customer = json!({ "company_name": "Fjord Optics", "email": "buy@example.com", "tax_exempt": true,
        "shipping_address_line1": "1 Elm Street", "shipping_city": "Oslo", "shipping_zip": "0150",
        "shipping_country": "Norway" });
    books.call("customers.create", customer);
    Items { filament, boxes, hook }
}

async fn sign_in(window: &Window) {
    window.fill("Email", OWNER.0).await;
    window.fill("Password", OWNER.1).await;
    window.press(ENTER).await;
    window.wait_for(&On::heading("Today")).await;
    window.picture("order_1_today").await;
}

/// Answers with the number that the order got.
async fn enter_the_order(window: &Window) -> String {
    window.click(&place("/orders")).await;
    window.click(&On::button("New order")).await;
    window.wait_for(&On::heading("New order")).await;
    window.choose("Customer", "Fjord Optics").await;
    // Whoever has said for whom goes on with what, and then how many: the keyboard is there already.
    has_the_keyboard(window, "Item").await;
    window.press("HOOK").await;
    window.wait_for(&On::xpath("the option `HOOK`", "//*[@role='option'][contains(., 'HOOK')]")).await;
    window.press(ENTER).await;
    has_the_keyboard(window, "Quantity, line 1").await;
    window.press(&format!("10{TAB}")).await;
    window.wait_for(&On::text("150.00")).await;
    window.fill("Wanted by", "+4w").await;
    window.press(TAB).await;
    window.picture("order_2_entered").await;
    window.press(&format!("{CONTROL}s")).await;
    let number = window.text(&document("SO-")).await;
    window.click(&On::button("Confirm")).await;
    window.wait_for(&On::text("was confirmed")).await;
    window.picture("order_3_confirmed").await;
    number
}

/// Waits until what is typed goes into this field.
async fn has_the_keyboard(window: &Window, field: &str) {
    let script = format!("return document.activeElement?.getAttribute('aria-label') === '{field}'");
    window.wait_until_true(&format!("`{field}` has the keyboard"), &script).await;
}

/// What the plan proposes becomes a purchase order of two lines and a work order.
async fn plan_and_release(window: &Window) {
    window.click(&place("/plan")).await;
    window.wait_for(&On::heading("Plan")).await;
    window.click(&On::button("Run planning")).await;
    window.click(&place("/planned-orders")).await;
    for sku in ["BOX", "HOOK", "MAT-PLA-BLACK"] {
        window.wait_for(&row(sku)).await;
    }
    window.picture("order_4_planned").await;
    window.click(&On::xpath("the box that selects all", "//*[@title='Select all that is loaded']")).await;
    window
        .click(&On::xpath(
            "`Release` of what is selected",
            "//*[@role='toolbar']//button[normalize-space(.)='Release']",
        ))
        .await;
    window.wait_for(&On::text("drafts written")).await;
}

async fn buy(window: &Window) {
    window.click(&place("/purchase-orders")).await;
    window.click(&number_in_list("PO-")).await;
    window.wait_for(&document("PO-")).await;
    window.click(&On::button("Order")).await;
    window.click(&On::button("Receive")).await;
    window.click(&On::button("Enter spools")).await;
    window.wait_for(&On::text("adds up")).await;
    window.picture("order_5_receiving").await;
    press_in_dialog(window, "Receive").await;
    window.picture("order_6_received").await;
}

async fn make(window: &Window) {
    window.click(&place("/work-orders")).await;
    window.click(&number_in_list("WO-")).await;
    window.wait_for(&document("WO-")).await;
    window.click(&On::button("Release")).await;
    window.click(&On::button("Start")).await;
    // A single operation: it may be completed at once, or reported on in between.
    window.wait_for(&On::button("Complete")).await;
    window.picture("order_7_released").await;
    window.click(&On::button("Report")).await;
    window.fill("Good", "8").await;
    window.fill("Scrap", "2").await;
    window.press(TAB).await;
    window.choose("Why scrapped", "Warped").await;
    window.fill("Minutes of work", "95").await;
    window.picture("order_8_reporting").await;
    press_in_dialog(window, "Report").await;
    window.wait_for(&On::text("8 / 12")).await;
    window.click(&On::button("Complete")).await;
    assert_eq!(window.value("Good ones in all").await, "10", "twelve less two");
    press_in_dialog(window, "Complete").await;
    window.wait_for(&On::text("Completed")).await;
    window.picture("order_9_made").await;
}

async fn ship_and_take_the_money(window: &Window, number: &str) {
    window.click(&place("/orders")).await;
    window.click(&number_in_list(number)).await;
    window.wait_for(&On::heading(number)).await;
    window.click(&On::button("Ship")).await;
    assert_eq!(window.value("In this parcel: HOOK").await, "10");
    press_in_dialog(window, "Ship it").await;
    window.click(&On::button("Record a payment")).await;
    assert!(window.value("Amount").await.starts_with("150"), "ten at 15.00");
    press_in_dialog(window, "Record the payment").await;
    window.wait_for(&On::button("Order the same again")).await;
    window.picture("order_10_paid").await;
}

/// The file that the window gave to the person's desk once the parcel had left.
fn packing_slip(desk: &Path) -> PathBuf {
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        let files = std::fs::read_dir(desk).unwrap().map(|entry| entry.unwrap().path());
        let found = files
            .filter(|path| path.extension().is_some_and(|ending| ending == "pdf"))
            .find(|path| std::fs::read(path).is_ok_and(|bytes| bytes.starts_with(b"%PDF")));
        if let Some(path) = found {
            return path;
        }
        assert!(Instant::now() < deadline, "no packing slip was put on {}", desk.display());
        thread::sleep(Duration::from_millis(50));
    }
}

/// What a person reads on it.
fn text_of(pdf: &Path) -> String {
    let output = Command::new("pdftotext").arg("-layout").arg(pdf).arg("-").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn the_store_agrees(books: &Books, items: &Items, number: &str) {
    let orders = books.call("orders.list", json!({}));
    assert_eq!(orders["rows"].as_array().map(Vec::len), Some(1), "{orders}");
    let head = books.call("orders.get", json!({ "id": orders["rows"][0]["id"] }))["head"].take();
    for (field, expected) in [
        ("order_number", number),
        ("status", "completed"),
        ("payment_status", "paid"),
        ("fulfillment_status", "fulfilled"),
        ("balance", "0"),
    ] {
        assert_eq!(head[field], expected, "{field} of {head}");
    }
    let list = books.call("items.list", json!({}));
    let on_hand = |item: &Value| {
        let row = list["rows"].as_array().unwrap().iter().find(|row| row["id"] == *item);
        row.unwrap_or_else(|| panic!("no item {item} in {list}"))["on_hand"].clone()
    };
    assert_eq!(on_hand(&items.filament), "848.8", "1000 g less 151.2 g");
    assert_eq!(on_hand(&items.hook), "0", "ten made, ten gone");
    assert_eq!(on_hand(&items.boxes), "0", "ten bought, ten gone");
    let work = books.call("work_orders.list", json!({}))["rows"][0].take();
    for (field, expected) in
        [("status", "completed"), ("quantity_completed", "10"), ("quantity_scrapped", "2")]
    {
        assert_eq!(work[field], expected, "{field} of {work}");
    }
}

/// A page's entry in the navigation.
fn place(address: &str) -> On {
    On::xpath(&format!("the way to {address}"), &format!("//nav[@aria-label='Main']//a[@href='{address}']"))
}

/// The heading of a document whose number begins so.
fn document(beginning: &str) -> On {
    On::xpath(
        &format!("the document {beginning}…"),
        &format!("//h1[starts-with(normalize-space(.), '{beginning}')]"),
    )
}

/// A row of a list that has exactly this in one of its cells.
fn row(words: &str) -> On {
    On::xpath(
        &format!("the row of {words}"),
        &format!("//*[@role='row'][.//*[@role='gridcell'][normalize-space(.)='{words}']]"),
    )
}

/// The number of a document in a list; a click on it opens the document.
fn number_in_list(beginning: &str) -> On {
    On::xpath(
        &format!("the number {beginning}… in the list"),
        &format!("//*[@role='row']//*[@role='gridcell'][starts-with(normalize-space(.), '{beginning}')]"),
    )
}

/// Presses a button of the open dialog, which then goes away.
async fn press_in_dialog(window: &Window, verb: &str) {
    let dialog = "//*[@role='dialog']";
    let button = format!("{dialog}//button[normalize-space(.)='{verb}']");
    window.click(&On::xpath(&format!("`{verb}` in the dialog"), &button)).await;
    window.wait_until_gone(&On::xpath("the dialog", dialog)).await;
}
