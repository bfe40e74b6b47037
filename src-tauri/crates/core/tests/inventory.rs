//! Stock through a real store: what lies where, who holds it, what it is worth.

mod kit;

use kit::{Farm, MAIN, Seed, cost, money, qty};
use spoolyard_core::inventory::{
    self, Adjust, Holder, Issue, Moved, NewLot, Receive, Reference, ReferenceType, Transfer,
};
use spoolyard_core::ledger::{self, AccountRole, Event};
use spoolyard_types::ids::{LocationId, LotId, ProductId, SalesOrderLineId, TransactionId};
use spoolyard_types::{Code, Date};

fn bought(product: ProductId, quantity: &str, value: &str) -> Receive {
    Receive {
        product,
        location: MAIN,
        quantity: qty(quantity),
        value: money(value),
        against: AccountRole::Grni,
        work_order: None,
        reference: Reference::new(ReferenceType::Po, 1),
        lot: None,
        serial: None,
        notes: None,
    }
}

fn taken(product: ProductId, quantity: &str) -> Issue {
    let reference = Reference::new(ReferenceType::Wo, 1);
    Issue::of(product, MAIN, qty(quantity), AccountRole::Cogs, reference)
}

fn line(id: i64) -> Holder {
    Holder::SalesOrderLine(SalesOrderLineId(id))
}

trait Stock {
    fn receive(&self, req: Receive) -> Moved;
    fn issue(&self, req: Issue) -> Moved;
    fn reverse(&self, id: TransactionId) -> Moved;
    fn worth(&self, product: ProductId) -> String;
    fn accounts_agree(&self);
    fn new_lot(&self, product: ProductId, expires: Option<&str>) -> LotId;
}

impl Stock for Farm {
    fn receive(&self, req: Receive) -> Moved {
        self.act(|w| {
            let mut event = Event::new(w.today()?, "received", "purchase_order", 1);
            let moved = inventory::receive(w, &mut event, req)?;
            event.post(w)?;
            Ok(moved)
        })
    }

    fn issue(&self, req: Issue) -> Moved {
        self.act(|w| issue_on(w, req))
    }

    fn reverse(&self, id: TransactionId) -> Moved {
        self.act(|w| inventory::reverse(w, id, "a slip"))
    }

    fn worth(&self, product: ProductId) -> String {
        let sql = format!("SELECT total_value FROM product_valuations WHERE product_id = {}", product.get());
        self.value::<spoolyard_types::Money>(&sql).to_string()
    }

    fn accounts_agree(&self) {
        let stock: i64 = self.value("SELECT coalesce(sum(total_value), 0) FROM product_valuations");
        let booked: i64 = self.value(
            "SELECT coalesce(sum(debit - credit), 0) FROM gl_journal_entry_lines l
             JOIN gl_accounts a ON a.id = l.account_id WHERE a.role IN ('inventory_raw', 'inventory_finished')",
        );
        assert_eq!(stock, booked);
    }

    fn new_lot(&self, product: ProductId, expires: Option<&str>) -> LotId {
        self.act(|w| {
            let expiration_date = expires.and_then(Date::parse);
            inventory::create_lot(w, NewLot { expiration_date, ..NewLot::of(product, w.today()?, MAIN) })
        })
    }
}

fn issue_on(w: &spoolyard_core::db::Write<'_>, req: Issue) -> spoolyard_core::Result<Moved> {
    let mut event = Event::new(w.today()?, "issued", "production_order", 1);
    let moved = inventory::issue(w, &mut event, req)?;
    event.post(w)?;
    Ok(moved)
}

#[test]
fn the_average_is_taken_over_the_quantity_before_the_receipt() {
    let farm = Farm::new();
    let pla = farm.product(&Seed::default());
    farm.receive(bought(pla, "500", "10"));
    farm.receive(bought(pla, "1000", "30"));
    let average: spoolyard_types::UnitCost = farm.value("SELECT average_cost FROM products");
    assert_eq!(average, cost("0.026667"));
    let out = farm.issue(taken(pla, "1499"));
    assert_eq!(out.value, money("39.973333"));
    // The last gram takes what is left, so that an empty shelf is worth nothing.
    assert_eq!(farm.issue(taken(pla, "1")).value, money("0.026667"));
    assert_eq!(farm.worth(pla), "0");
    farm.accounts_agree();
}

#[test]
fn fifo_takes_the_oldest_receipt_first_and_gives_back_what_it_took() {
    let farm = Farm::new();
    let pla = farm.product(&Seed { cost_method: "fifo", ..Seed::default() });
    farm.receive(bought(pla, "3", "1"));
    farm.receive(bought(pla, "10", "5"));
    assert_eq!(farm.issue(taken(pla, "2")).value, money("0.666667"));
    let both = farm.issue(taken(pla, "3"));
    assert_eq!(both.value, money("1.333333"));
    farm.reverse(both.transaction);
    assert_eq!(farm.worth(pla), "5.333333");
    assert_eq!(farm.issue(taken(pla, "3")).value, money("1.333333"), "the layers are as they were");
    farm.accounts_agree();
}

#[test]
fn standard_cost_posts_what_was_paid_beyond_it_as_a_variance() {
    let farm = Farm::new();
    let screw = farm.product(&Seed {
        sku: "SCREW",
        unit: "EA",
        item_type: "supply",
        cost_method: "standard",
        standard: Some("0.05"),
        ..Seed::default()
    });
    let moved = farm.receive(bought(screw, "100", "6"));
    assert_eq!(moved.value, money("5"));
    let ppv = |farm: &Farm| farm.look(|r| ledger::balance(r, AccountRole::PurchasePriceVariance));
    assert_eq!(ppv(&farm), money("1"));
    assert_eq!(farm.look(|r| ledger::balance(r, AccountRole::Grni)), money("-6"));
    farm.reverse(moved.transaction);
    assert_eq!((ppv(&farm), farm.worth(screw)), (money("0"), String::from("0")));
    assert_eq!(farm.look(|r| ledger::balance(r, AccountRole::Grni)), money("0"));
    farm.accounts_agree();
}

#[test]
fn an_issue_of_more_than_there_is_changes_nothing() {
    let farm = Farm::new();
    let pla = farm.product(&Seed::default());
    farm.receive(bought(pla, "500", "10"));
    let said = farm.refused_as(Code::InsufficientStock, |w| issue_on(w, taken(pla, "500.000001")));
    assert!(said.contains("only 500 G are there"), "{said}");
    assert_eq!(farm.look(|r| inventory::on_hand(r, pla)), qty("500"));
    assert_eq!(farm.value::<i64>("SELECT count(*) FROM inventory_transactions"), 1);
}

#[test]
fn a_reservation_is_idempotent_used_up_by_its_holder_and_safe_from_others() {
    let farm = Farm::new();
    let pla = farm.product(&Seed::default());
    farm.receive(bought(pla, "100", "2"));
    let reserve = |holder, wanted: &str| farm.act(|w| inventory::reserve(w, holder, pla, None, qty(wanted)));
    assert_eq!(reserve(line(1), "60"), qty("60"));
    assert_eq!(reserve(line(1), "60"), qty("60"));
    assert_eq!(reserve(line(2), "60"), qty("40"), "only what is free");
    assert_eq!(farm.look(|r| inventory::available(r, pla)), qty("0"));
    farm.refused_as(Code::InsufficientStock, |w| issue_on(w, taken(pla, "1")));
    farm.issue(Issue { holder: Some(line(1)), ..taken(pla, "50") });
    assert_eq!(farm.look(|r| inventory::held(r, line(1))), qty("10"));
    assert_eq!(reserve(line(1), "4"), qty("4"), "reserving less lets the rest go");
    assert_eq!(farm.act(|w| inventory::release(w, line(1), None)), qty("4"));
    assert_eq!(farm.act(|w| inventory::release(w, line(1), None)), qty("0"));
    assert_eq!(farm.value::<i64>("SELECT allocated_quantity FROM inventory"), 40_000_000);
}

#[test]
fn the_lot_that_expires_first_is_taken_and_a_blocked_one_never() {
    let farm = Farm::new();
    let resin = farm.product(&Seed { sku: "RESIN", track_lots: true, ..Seed::default() });
    farm.refused_as(Code::LotRequired, |w| {
        inventory::receive(w, &mut Event::new(w.today()?, "x", "purchase_order", 1), bought(resin, "1", "1"))
    });
    let late = farm.new_lot(resin, Some("2027-01-01"));
    let soon = farm.new_lot(resin, Some("2026-04-01"));
    let gone = farm.new_lot(resin, Some("2026-03-01"));
    for lot in [late, soon, gone] {
        farm.receive(Receive { lot: Some(lot), ..bought(resin, "100", "5") });
    }
    let out = farm.issue(taken(resin, "150"));
    let lots: Vec<_> = out.parts.iter().map(|p| (p.lot, p.quantity)).collect();
    assert_eq!(lots, [(Some(soon), qty("100")), (Some(late), qty("50"))]);
    let status =
        |lot: LotId| farm.value::<String>(&format!("SELECT status FROM material_lots WHERE id = {lot}"));
    assert_eq!((status(soon), status(late)), (String::from("depleted"), String::from("active")));
    farm.refused_as(Code::LotBlocked, |w| issue_on(w, taken(resin, "51")));
    farm.refused_as(Code::LotBlocked, |w| issue_on(w, Issue { lot: Some(gone), ..taken(resin, "1") }));
    // Writing off is how an expired lot leaves the shelf.
    farm.issue(Issue { lot: Some(gone), to: AccountRole::Scrap, ..taken(resin, "100") });
    farm.reverse(out.parts[0].transaction);
    assert_eq!(status(soon), "active");
    farm.accounts_agree();
}

#[test]
fn a_transfer_moves_free_stock_and_no_worth_and_can_be_undone() {
    let farm = Farm::new();
    let pla = farm.product(&Seed::default());
    let shelf = farm.location("SHELF");
    farm.receive(bought(pla, "100", "2"));
    farm.act(|w| inventory::reserve(w, line(1), pla, None, qty("80")));
    let go = |quantity: &str, to: LocationId| Transfer {
        product: pla,
        from: MAIN,
        to,
        quantity: qty(quantity),
        lot: None,
        date: Date::parse("2026-03-02").unwrap(),
        reason: None,
        notes: None,
    };
    farm.refused_as(Code::InsufficientStock, |w| inventory::transfer(w, go("21", shelf)));
    farm.refused_as(Code::InvalidValue, |w| inventory::transfer(w, go("1", MAIN)));
    let moved = farm.act(|w| inventory::transfer(w, go("20", shelf)));
    let rows: i64 = farm.value(
        "SELECT count(*) FROM inventory_transactions WHERE reference_type = 'transfer' AND reference_id = 2",
    );
    assert_eq!((moved.transaction, rows), (TransactionId(2), 2));
    assert_eq!(farm.worth(pla), "2");
    farm.reverse(moved.transaction);
    assert_eq!(
        farm.value::<i64>("SELECT on_hand_quantity FROM inventory WHERE location_id = 1"),
        100_000_000
    );
    farm.refused_as(Code::AlreadyReversed, |w| inventory::reverse(w, moved.transaction, "again"));
    farm.accounts_agree();
}

#[test]
fn a_count_may_find_less_than_was_promised_and_the_promise_stands() {
    let farm = Farm::new();
    let pla = farm.product(&Seed::default());
    farm.receive(bought(pla, "100", "2"));
    farm.act(|w| inventory::reserve(w, line(1), pla, None, qty("80")));
    let lost = |change: &str| Adjust {
        product: pla,
        location: MAIN,
        change: qty(change),
        unit_cost: None,
        against: AccountRole::InventoryAdjustment,
        reference: Reference::bare(ReferenceType::CycleCount),
        lot: None,
        reason: Some(String::from("spilled")),
        notes: None,
    };
    let post = |change: &str| {
        farm.attempt(|w| {
            let mut event = Event::new(w.today()?, "count", "inventory", 1);
            inventory::adjust(w, &mut event, lost(change))?;
            event.post(w)?;
            Ok(())
        })
    };
    post("-50").unwrap();
    assert_eq!(farm.look(|r| inventory::available(r, pla)), qty("-30"));
    assert_eq!(post("-50.5").unwrap_err().code(), Code::InsufficientStock);
    post("10").unwrap();
    assert_eq!(farm.worth(pla), "1.2");
    farm.accounts_agree();
}

#[test]
fn a_closed_month_takes_nothing_until_it_is_opened_again() {
    let farm = Farm::new();
    let pla = farm.product(&Seed::default());
    farm.receive(bought(pla, "100", "2"));
    let march = || ledger::ClosePeriod { year: 2026, period: 3 };
    farm.act(|w| ledger::close_period(w, march()));
    farm.refused_as(Code::PeriodClosed, |w| issue_on(w, taken(pla, "1")));
    farm.refused_as(Code::WrongState, |w| ledger::close_period(w, march()));
    farm.act(|w| ledger::reopen_period(w, march()));
    farm.issue(taken(pla, "1"));
    let books = farm.look(|r| ledger::trial_balance(r, ledger::TrialBalanceRequest { from: None, to: None }));
    assert_eq!((books.debit, books.credit), (money("2.02"), money("2.02")));
}

#[test]
fn reversing_receipts_of_which_nothing_was_used_brings_the_old_average_back() {
    let farm = Farm::new();
    let pla = farm.product(&Seed::default());
    farm.receive(bought(pla, "100", "2"));
    let second = farm.receive(bought(pla, "100", "4"));
    let third = farm.receive(bought(pla, "50", "50"));
    let out = farm.issue(taken(pla, "10"));
    farm.reverse(out.transaction);
    farm.reverse(third.transaction);
    farm.reverse(second.transaction);
    let average: spoolyard_types::UnitCost = farm.value("SELECT average_cost FROM products");
    assert_eq!((farm.worth(pla), average), (String::from("2"), cost("0.02")));
    assert_eq!(farm.look(|r| ledger::balance(r, AccountRole::PurchasePriceVariance)), money("0"));
    farm.accounts_agree();
}

#[test]
fn a_receipt_partly_used_can_be_reversed_only_as_far_as_it_is_there() {
    let farm = Farm::new();
    let pla = farm.product(&Seed::default());
    let first = farm.receive(bought(pla, "100", "2"));
    farm.receive(bought(pla, "100", "4"));
    farm.issue(taken(pla, "50"));
    farm.reverse(first.transaction);
    // 4.50 lay there for 150; two thirds of that left with the receipt that had cost 2.
    assert_eq!(farm.worth(pla), "1.5");
    assert_eq!(farm.look(|r| ledger::balance(r, AccountRole::Grni)), money("-4"));
    assert_eq!(farm.look(|r| ledger::balance(r, AccountRole::PurchasePriceVariance)), money("1"));
    farm.accounts_agree();
}
