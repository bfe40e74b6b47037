//! Orders and shipments to print: an ordinary one, and ways to stretch it.

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use spoolyard_documents::{
    Company, Invoice, OrderConfirmation, PackingLine, PackingSlip, PaidPart, Party, PurchaseLine,
    PurchaseOrder, SaleLine, SaleSums,
};

pub(crate) fn decimal(text: &str) -> Decimal {
    text.parse().expect("a decimal")
}

pub(crate) fn day(month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(2026, month, day)
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn lines(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

pub(crate) fn created_at() -> DateTime<Utc> {
    DateTime::from_timestamp(1_772_900_000, 0).expect("a time")
}

pub(crate) fn company() -> Company {
    Company {
        name: "Larkspur Print Works".into(),
        address: lines(&["18 Foundry Lane, Unit 4", "Providence, RI 02903", "United States"]),
        phone: some("+1 401 555 0134"),
        email: some("orders@larkspur.example"),
        website: some("larkspur.example"),
        tax_id: some("05-5551234"),
        logo: None,
    }
}

fn vendor() -> Party {
    Party {
        name: "Harbor Filament Supply Co.".into(),
        contact: some("Attn. Dana Whitfield"),
        address: lines(&["2200 Dockside Avenue", "Tacoma, WA 98421", "United States"]),
        phone: some("+1 253 555 0188"),
        email: some("sales@harborfilament.example"),
        tax_id: None,
    }
}

fn warehouse() -> Party {
    Party {
        name: "Larkspur Print Works, Receiving".into(),
        contact: some("Attn. Jo Marsh"),
        address: lines(&["18 Foundry Lane, Dock 2", "Providence, RI 02903", "United States"]),
        ..Party::default()
    }
}

const GOODS: [(&str, &str, &str, &str); 6] = [
    ("MAT-PLA-BLACK", "PLA filament, black, 1.75 mm, 1 kg spool", "SPOOL", "16.40"),
    ("MAT-PETG-CLEAR", "PETG filament, clear, 1.75 mm, 1 kg spool", "SPOOL", "18.95"),
    ("MAT-TPU95-RED", "TPU 95A filament, signal red, 1.75 mm, 750 g", "SPOOL", "27.1250"),
    ("HW-INSERT-M3", "Heat-set insert, brass, M3 × 5.7 mm", "BOX", "9.80"),
    ("SP-NOZZLE-06", "Nozzle, hardened steel, 0.6 mm", "EA", "14.00"),
    ("PK-MAILER-A5", "Padded mailer, recycled, A5", "EA", "0.2165"),
];

pub(crate) fn purchase_line(at: usize) -> PurchaseLine {
    let (sku, name, unit, cost) = GOODS[at % GOODS.len()];
    let quantity = Decimal::from(4 + 7 * (at % 5));
    let unit_cost = decimal(cost);
    PurchaseLine {
        line_no: u32::try_from(at).expect("few lines") + 1,
        sku: sku.into(),
        name: name.into(),
        vendor_sku: (at.is_multiple_of(2)).then(|| format!("HF-{:04}", 1100 + at)),
        quantity,
        unit: unit.into(),
        unit_cost,
        total: (quantity * unit_cost)
            .round_dp_with_strategy(2, rust_decimal::RoundingStrategy::MidpointAwayFromZero),
        needed_by: (at % 6 == 4).then(|| day(3, 20)).flatten(),
        notes: (at % 6 == 2)
            .then(|| "Same batch for all spools, please: colour varies between batches.".into()),
    }
}

pub(crate) fn purchase_order(line_count: usize) -> PurchaseOrder {
    let order_lines: Vec<_> = (0..line_count).map(purchase_line).collect();
    let subtotal: Decimal = order_lines.iter().map(|line| line.total).sum();
    PurchaseOrder {
        company: company(),
        number: "PO-2026-0042".into(),
        order_date: day(3, 7),
        expected_date: day(3, 21),
        vendor: vendor(),
        account_number: some("LPW-7781"),
        ship_to: warehouse(),
        buyer: some("Jo Marsh"),
        payment_terms: some("Net 30"),
        ship_via: some("Ground freight"),
        lines: order_lines,
        subtotal,
        shipping: decimal("24.50"),
        tax_label: some("Sales tax 7 %"),
        tax: decimal("31.17"),
        total: subtotal + decimal("55.67"),
        notes: some(
            "Please confirm this order and the ship date by e-mail. Partial deliveries are welcome if each box is marked with our order number.",
        ),
        terms: some(
            "Goods are accepted after inspection at the dock. Price and quantity are as stated above; changes need our written consent.",
        ),
        created_at: created_at(),
        ..PurchaseOrder::default()
    }
}

pub(crate) fn packing_slip(line_count: usize) -> PackingSlip {
    PackingSlip {
        company: company(),
        order_number: "SO-2026-0117".into(),
        customer_reference: some("4500098231"),
        order_date: day(3, 2),
        ship_date: day(3, 7),
        ship_to: Party { email: None, ..vendor() },
        bill_to: Some(Party { name: "Harbor Holdings LLC".into(), contact: None, ..vendor() }),
        packages: Some(2),
        weight_kg: Some(decimal("3.450")),
        lines: (0..line_count).map(packing_line).collect(),
        notes: some(
            "Thank you for your order. The backordered part follows as soon as it is printed, at no extra freight.",
        ),
        returns: some(
            "Anything wrong? Write to orders@larkspur.example within 30 days and quote the order number.",
        ),
        created_at: created_at(),
        ..PackingSlip::default()
    }
}

fn packing_line(at: usize) -> PackingLine {
    let (sku, name, unit, _) = GOODS[at % GOODS.len()];
    let ordered = Decimal::from(3 + at % 9);
    let backordered = Decimal::from(usize::from(at % 4 == 3));
    PackingLine {
        line_no: u32::try_from(at).expect("few lines") + 1,
        sku: sku.into(),
        name: name.into(),
        unit: unit.into(),
        ordered,
        shipped_now: ordered - backordered,
        backordered,
        lots: if at % 5 == 1 { lines(&["LOT-2026-0009", "LOT-2026-0010"]) } else { Vec::new() },
        serials: if at % 6 == 4 {
            lines(&["SN-2026-0301", "SN-2026-0302", "SN-2026-0303"])
        } else {
            Vec::new()
        },
        ..PackingLine::default()
    }
}

pub(crate) fn sale_line(at: usize) -> SaleLine {
    let (sku, name, unit, price) = GOODS[at % GOODS.len()];
    let (quantity, unit_price) = (Decimal::from(2 + at % 7), decimal(price));
    let gross = (quantity * unit_price)
        .round_dp_with_strategy(2, rust_decimal::RoundingStrategy::MidpointAwayFromZero);
    let discount = if at % 4 == 1 { decimal("1.25") } else { Decimal::ZERO };
    SaleLine {
        line_no: u32::try_from(at).expect("few lines") + 1,
        sku: sku.into(),
        name: name.into(),
        quantity,
        unit: unit.into(),
        unit_price,
        discount,
        total: gross - discount,
        promised: (at % 6 == 3).then(|| day(3, 28)).flatten(),
        notes: None,
    }
}

fn sums(lines: &[SaleLine]) -> SaleSums {
    let subtotal: Decimal = lines.iter().map(|line| line.total).sum();
    SaleSums {
        subtotal,
        shipping: decimal("8.50"),
        tax_name: None,
        taxes: vec![(decimal("8.250000"), decimal("12.38")), (decimal("2"), decimal("0.40"))],
        total: subtotal + decimal("21.28"),
    }
}

fn paid() -> Vec<PaidPart> {
    let part = |number: &str, at: u32, method: &str, amount: &str| PaidPart {
        number: number.into(),
        date: day(3, at),
        method: method.into(),
        amount: decimal(amount),
    };
    vec![part("PAY-2026-0003", 5, "card", "10.00"), part("PAY-2026-0007", 9, "bank transfer", "5.5")]
}

pub(crate) fn invoice(line_count: usize) -> Invoice {
    let lines: Vec<_> = (0..line_count).map(sale_line).collect();
    let sums = sums(&lines);
    Invoice {
        company: company(),
        number: "INV-2026-0042".into(),
        invoice_date: day(3, 7),
        due_date: day(4, 6),
        order_number: "SO-2026-0117".into(),
        order_date: day(3, 2),
        shipment_number: some("SHP-2026-0051"),
        ship_date: day(3, 7),
        customer_reference: some("4500098231"),
        payment_terms: some("Net 30"),
        bill_to: Party { name: "Harbor Holdings LLC".into(), contact: None, ..vendor() },
        ship_to: Some(Party { email: None, ..vendor() }),
        lines,
        balance: sums.total - decimal("15.5"),
        sums,
        paid: paid(),
        notes: some("Thank you for your order."),
        created_at: created_at(),
        ..Invoice::default()
    }
}

pub(crate) fn order_confirmation(line_count: usize) -> OrderConfirmation {
    let lines: Vec<_> = (0..line_count).map(sale_line).collect();
    let sums = sums(&lines);
    OrderConfirmation {
        company: company(),
        number: "SO-2026-0117".into(),
        order_date: day(3, 2),
        requested_date: day(3, 30),
        promised_date: day(3, 27),
        customer_reference: some("4500098231"),
        payment_terms: some("Net 30"),
        bill_to: vendor(),
        lines,
        balance: sums.total,
        sums,
        notes: some("Thank you for your order."),
        created_at: created_at(),
        ..OrderConfirmation::default()
    }
}
