//! Documents printed from the store: kept beside it, named by their hash, and closed to those who see no prices.
#![allow(clippy::unwrap_used)] // a test that cannot go on says so by failing

use std::sync::Arc;

use spoolyard_core::attachments::{AddFile, Attachment, FileOwner, FilesRequest, OwnedFiles};
use spoolyard_core::db::{Db, Intent, ListRequest};
use spoolyard_core::documents::{self, FileRef, PrintPackingSlip, PrintPurchaseOrder};
use spoolyard_core::{App, attachments, bind};
use spoolyard_types::ids::{PurchaseOrderId, ShipmentId};
use spoolyard_types::{Actor, Code, FixedClock, Role, Text, Timestamp};

struct Shop {
    app: App,
    clock: Arc<FixedClock>,
    _folder: tempfile::TempDir,
}

fn shop() -> Shop {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(FixedClock::new(Timestamp::parse("2026-03-02T09:00:00Z").unwrap()));
    let app = App::new(Db::open(&folder.path().join("farm.sqlite"), clock.clone()).unwrap());
    let seed = [
        "UPDATE company_settings SET company_name = 'Layer Works', locale = 'de-DE', paper_size = 'a4'",
        "INSERT INTO users (email, password_hash, account_type) VALUES ('c@example.com', '!', 'customer')",
        "INSERT INTO products (sku, name, unit, selling_price) VALUES ('FG-0001', 'Bracket', 'EA', 10000000)",
        "INSERT INTO sales_orders (user_id, order_number, quantity, material_type, unit_price, total_price, grand_total,
             customer_id, shipping_name, shipping_city) VALUES (1, 'SO-2026-0001', 5, '', 0, 0, 0, 1, 'Mira', 'Leeds')",
        "INSERT INTO sales_order_lines (sales_order_id, product_id, quantity, unit_price, total, shipped_quantity)
             VALUES (1, 1, 5000000, 10000000, 50000000, 2000000)",
        "INSERT INTO shipments (shipment_number, sales_order_id, location_id, ship_date) VALUES ('SHP-2026-0001', 1, 1, '2026-03-02')",
        "INSERT INTO shipment_lines (shipment_id, sales_order_line_id, product_id, quantity, unit) VALUES (1, 1, 1, 2000000, 'EA')",
        "UPDATE shipments SET status = 'shipped'",
        "INSERT INTO vendors (code, name) VALUES ('V1', 'Filament House')",
        "INSERT INTO purchase_orders (po_number, vendor_id, subtotal, total_amount) VALUES ('PO-2026-0001', 1, 21500000, 21500000)",
        "INSERT INTO purchase_order_lines (purchase_order_id, product_id, line_number, quantity_ordered, unit_cost, line_total)
             VALUES (1, 1, 1, 1000000, 21500000, 21500000)",
    ];
    let intent = Intent::new(Actor::spoolyard(), Role::Admin, "test");
    app.write(&intent, |w| seed.iter().try_for_each(|sql| w.execute(sql, bind![]).map(|_| ()))).unwrap();
    Shop { app, clock, _folder: folder }
}

fn by(role: Role) -> Intent {
    Intent::new(Actor { user_id: None, name: "op".into(), role }, Role::Staff, "test")
}

#[test]
fn a_packing_slip_is_kept_beside_the_store_and_read_back() {
    let shop = shop();
    let print = PrintPackingSlip { shipment_id: ShipmentId(1) };
    let row = documents::packing_slip(&shop.app, &by(Role::Staff), &print).unwrap();
    assert_eq!(row.file_name, "packing-slip-SHP-2026-0001.pdf");
    assert_eq!((row.owner_type.as_str(), row.number.as_deref()), ("shipment", Some("SHP-2026-0001")));
    let bytes = attachments::content(&shop.app.db.files_dir(), &row.sha256).unwrap();
    assert!(bytes.starts_with(b"%PDF-") && i64::try_from(bytes.len()).unwrap() == row.size);
    shop.clock.set(Timestamp::parse("2026-03-09T09:00:00Z").unwrap());
    let again = documents::packing_slip(&shop.app, &by(Role::Staff), &print).unwrap();
    assert_eq!(again.id, row.id, "the same paper is kept once");
    let read = documents::read_file(&shop.app, &by(Role::Staff), &FileRef { id: row.id }).unwrap();
    assert!(read.base64.starts_with("JVBERi0"));
    let gone = PrintPackingSlip { shipment_id: ShipmentId(9) };
    assert_eq!(
        documents::packing_slip(&shop.app, &by(Role::Staff), &gone).unwrap_err().code(),
        Code::NotFound
    );
}

#[test]
fn a_purchase_order_holds_prices_and_is_for_admins_alone() {
    let shop = shop();
    let print = PrintPurchaseOrder { purchase_order_id: PurchaseOrderId(1) };
    let row = documents::purchase_order(&shop.app, &by(Role::Admin), &print).unwrap();
    shop.clock.set(Timestamp::parse("2026-03-09T09:00:00Z").unwrap());
    documents::purchase_order(&shop.app, &by(Role::Admin), &print).unwrap();
    let listed = |role| {
        shop.app
            .db
            .read(&by(role).actor, Role::Staff, |r| attachments::list(r, Default::default()))
            .unwrap()
            .rows
            .len()
    };
    assert_eq!((listed(Role::Admin), listed(Role::Staff)), (1, 0));
    let read = |role| documents::read_file(&shop.app, &by(role), &FileRef { id: row.id });
    assert_eq!(read(Role::Staff).unwrap_err().code(), Code::NotFound);
    assert!(read(Role::Admin).is_ok());
    let kept: Option<i64> = shop
        .app
        .look(|r| {
            r.value("SELECT count(*) FROM purchase_order_documents WHERE sha256 = ?1", bind![row.sha256])
        })
        .unwrap();
    assert_eq!(kept, Some(1));
}

fn add(
    shop: &Shop,
    role: Role,
    owner_type: FileOwner,
    name: &str,
    base64: &str,
) -> spoolyard_core::Result<Attachment> {
    let req =
        AddFile { owner_type, owner_id: 1, file_name: Text::new(name).unwrap(), base64: base64.to_owned() };
    attachments::add(&shop.app, &by(role), &req)
}

fn files(shop: &Shop, role: Role, owner_type: FileOwner) -> OwnedFiles {
    let req = FilesRequest { owner_type, owner_id: 1 };
    shop.app.db.read(&by(role).actor, Role::Staff, |r| attachments::of(r, req)).unwrap()
}

#[test]
fn a_file_is_kept_with_its_order_found_and_taken_off_again() {
    let shop = shop();
    let pdf = "JVBERi0xLjcK"; // %PDF-1.7
    let row = add(&shop, Role::Admin, FileOwner::PurchaseOrder, "C:\\in\\confirmation.pdf", pdf).unwrap();
    assert_eq!((row.file_name.as_str(), row.mime_type.as_str()), ("confirmation.pdf", "application/pdf"));
    let again = add(&shop, Role::Admin, FileOwner::PurchaseOrder, "twice.pdf", pdf).unwrap();
    assert_eq!(again.id, row.id, "the same content is kept once");
    assert_eq!(files(&shop, Role::Admin, FileOwner::PurchaseOrder).rows.len(), 1);

    let found = |words: &str| {
        let req = ListRequest { search: Some(words.to_owned()), ..ListRequest::default() };
        shop.app.look(|r| attachments::list(r, req)).unwrap().rows.len()
    };
    assert_eq!((found("confirm"), found("PO-2026-0001"), found("SO-2026")), (1, 1, 0));

    let papers = || {
        let sql = "SELECT count(*) FROM purchase_order_documents WHERE purchase_order_id = 1";
        shop.app.look(|r| r.value::<i64>(sql, bind![])).unwrap()
    };
    assert_eq!(papers(), Some(1));
    shop.app.write(&by(Role::Admin), |w| attachments::remove(w, row.id)).unwrap();
    assert_eq!((files(&shop, Role::Admin, FileOwner::PurchaseOrder).rows.len(), papers()), (0, Some(0)));
    let gone = shop.app.write(&by(Role::Admin), |w| attachments::remove(w, row.id)).unwrap_err();
    assert_eq!(gone.code(), Code::NotFound);
}

#[test]
fn what_is_no_document_is_refused_and_staff_keep_to_files_without_prices() {
    let shop = shop();
    let refused =
        |role, owner, name: &str, base64: &str| add(&shop, role, owner, name, base64).unwrap_err().code();
    let order = FileOwner::PurchaseOrder;
    assert_eq!(refused(Role::Admin, order, "setup.exe", "TVoAAA=="), Code::FileRefused);
    assert_eq!(refused(Role::Admin, order, "invoice.pdf", "TVoAAA=="), Code::FileRefused);
    assert_eq!(refused(Role::Admin, order, "empty.pdf", ""), Code::FileRefused);
    assert_eq!(refused(Role::Admin, order, "torn.pdf", "JVBERi0xLjc"), Code::InvalidValue);
    assert_eq!(refused(Role::Admin, order, "large.txt", &"YWFh".repeat(9 << 20)), Code::FileRefused);
    assert_eq!(refused(Role::Admin, FileOwner::Quote, "note.txt", "YWFh"), Code::NotFound);
    assert_eq!(refused(Role::Staff, order, "note.txt", "YWFh"), Code::Forbidden);

    let row = add(&shop, Role::Staff, FileOwner::Item, "note.txt", "YWFh").unwrap();
    add(&shop, Role::Admin, order, "secret.txt", "YWFh").unwrap();
    let hidden = files(&shop, Role::Staff, order);
    assert!(hidden.rows.is_empty() && hidden.add_refusal.is_some());
    let seen = files(&shop, Role::Staff, FileOwner::Item);
    assert!(
        seen.add_refusal.is_none() && seen.rows[0].remove_refusal.is_some(),
        "nobody is known to have added it"
    );
    let stays = shop.app.write(&by(Role::Staff), |w| attachments::remove(w, row.id)).unwrap_err();
    assert_eq!(stays.code(), Code::Forbidden);
}
