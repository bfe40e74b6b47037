//! How long a long document takes: 300 lines should stay far below a second.

use rust_decimal::Decimal;
use spoolyard_documents::{
    Format, PackingLine, PackingSlip, PurchaseLine, PurchaseOrder, packing_slip, purchase_order,
};

const NAME: &str = "PETG filament, clear, 1.75 mm, 1 kg spool, dried and sealed with desiccant";

fn main() {
    divan::main();
}

#[divan::bench(args = [1, 12, 300, 2000])]
fn purchase_order_of(bencher: divan::Bencher, line_count: u32) {
    let line = |line_no| PurchaseLine {
        line_no,
        sku: format!("MAT-PETG-{line_no:04}"),
        name: NAME.into(),
        quantity: Decimal::from(line_no),
        unit: "SPOOL".into(),
        unit_cost: Decimal::new(18_9500, 4),
        total: Decimal::from(line_no) * Decimal::new(1895, 2),
        ..PurchaseLine::default()
    };
    let order = PurchaseOrder { lines: (1..=line_count).map(line).collect(), ..PurchaseOrder::default() };
    bencher.bench(|| purchase_order(&order, &Format::default()));
}

#[divan::bench(args = [1, 12, 300, 2000])]
fn packing_slip_of(bencher: divan::Bencher, line_count: u32) {
    let line = |line_no| PackingLine {
        line_no,
        sku: format!("FG-{line_no:04}"),
        name: NAME.into(),
        unit: "EA".into(),
        ordered: Decimal::from(line_no),
        shipped_now: Decimal::from(line_no),
        ..PackingLine::default()
    };
    let slip = PackingSlip { lines: (1..=line_count).map(line).collect(), ..PackingSlip::default() };
    bencher.bench(|| packing_slip(&slip, &Format::default()));
}
