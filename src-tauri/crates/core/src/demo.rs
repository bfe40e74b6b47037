//! The sample farm: two months of a print farm's trade, carried out by the commands of the other capabilities.
//!
//! Nouns: sample, history, day. Verbs: load. It owns no table and writes by the commands that a person would
//! use, each at its own instant of the past ([`Write::act`](crate::db::Write)), all in one transaction: a
//! cancelled or failed build leaves the farm as empty as it was. Two builds with one seed and one date write
//! the same rows.
//!
//! Never: it touches a farm that holds products or orders; it makes up a tracking number.

mod billing;
mod build;
mod buying;
mod demand;
mod floor;
mod history;
mod large;
mod masters;
mod opening;
mod planner;
mod plates;
mod quoting;
mod random;
mod records;
mod sample;
mod selling;

use spoolyard_types::{Actor, Code, Money};

pub use self::large::{Large, fill};

use self::build::Build;
use self::sample::Sample;
use crate::App;
use crate::accounts::{self, SetUp};
use crate::db::{Intent, Read, Write};
use crate::error::{Result, refuse};

/// What everybody of the sample farm signs in with, the owner of a farm that the command line made included.
pub const SAMPLE_PASSWORD: &str = "twelve printers hum";

/// What the owner of a farm that [`found`] set up signs in with.
pub const SAMPLE_OWNER: &str = "nora@ridgelineprint.example";

wire! {
    /// How the sample farm is built.
    #[derive(Default)]
    pub struct LoadSample {
        /// Draws another history; the sample's own when left out.
        #[serde(default)]
        #[ts(optional)]
        pub seed: Option<u32>,
    }
}

read_model! {
    /// What the sample farm holds.
    pub struct SampleMade {
        /// Items, filament included.
        pub products: u32,
        /// Customers.
        pub customers: u32,
        /// Customers' orders, drafts included.
        pub sales_orders: u32,
        /// Parcels that left.
        pub shipments: u32,
        /// Work orders.
        pub work_orders: u32,
        /// Orders to vendors.
        pub purchase_orders: u32,
        /// Movements of stock.
        pub movements: u32,
        /// What was ordered, without tax and drafts.
        pub revenue: Money,
    }
}

/// Sets up the company and the owner of the sample in a fresh store; the owner, who acts from then on.
///
/// # Errors
/// [`Code::AlreadySetUp`].
pub fn found(app: &App) -> Result<Actor> {
    let company = Sample::read()?.company;
    let owner = company.people.iter().find(|p| p.email == SAMPLE_OWNER);
    let owner = owner.ok_or_else(|| sample::faulty("company.json", "there is no owner"))?;
    let request = serde_json::json!({
        "company_name": company.company_name, "currency_code": company.currency, "timezone": company.timezone,
        "farm": "sample",
        "owner": {
            "first_name": owner.first_name, "last_name": owner.last_name, "email": owner.email,
            "password": SAMPLE_PASSWORD,
        },
    });
    let request: SetUp =
        serde_json::from_value(request).map_err(|err| sample::faulty("company.json", err))?;
    Ok(accounts::set_up(app, &request)?.user.actor())
}

/// Builds the sample farm into a farm that is set up and empty, in one transaction. `progress` hears of each
/// day with how many there are, and may refuse to go on.
///
/// # Errors
/// [`Code::WrongState`] for a farm that holds products or orders; what `progress` refuses.
pub fn load(
    app: &App,
    intent: &Intent,
    how: &LoadSample,
    progress: &mut dyn FnMut(u32, u32, &str) -> Result<()>,
) -> Result<SampleMade> {
    app.write(intent, |w| {
        build_in(w, how, progress)?;
        made(w)
    })
}

fn made(r: &Read<'_>) -> Result<SampleMade> {
    let made = r.maybe(
        "SELECT (SELECT count(*) FROM products) AS products,
             (SELECT count(*) FROM users WHERE account_type = 'customer') AS customers,
             (SELECT count(*) FROM sales_orders) AS sales_orders,
             (SELECT count(*) FROM shipments WHERE status = 'shipped') AS shipments,
             (SELECT count(*) FROM production_orders) AS work_orders,
             (SELECT count(*) FROM purchase_orders) AS purchase_orders,
             (SELECT count(*) FROM inventory_transactions) AS movements,
             (SELECT coalesce(sum(total_price), 0) FROM sales_orders WHERE status NOT IN ('draft', 'cancelled')) AS revenue",
        [],
    )?;
    made.ok_or_else(|| crate::error::not_found("sample farm", ""))
}

fn build_in(
    w: &Write<'_>,
    how: &LoadSample,
    progress: &mut dyn FnMut(u32, u32, &str) -> Result<()>,
) -> Result<()> {
    let held = w.value::<i64>(
        "SELECT 1 WHERE EXISTS (SELECT 1 FROM products) OR EXISTS (SELECT 1 FROM sales_orders)
             OR EXISTS (SELECT 1 FROM purchase_orders) OR EXISTS (SELECT 1 FROM production_orders)",
        [],
    )?;
    if held.is_some() {
        let text = "This farm holds products or orders already; the sample is loaded into an empty one only. \
                    Begin another file to look at the sample.";
        return Err(refuse(Code::WrongState, text));
    }
    let mut build = Build::begin(w, how.seed.map(u64::from))?;
    progress(0, 1, "Products, printers and people")?;
    build.masters(SAMPLE_PASSWORD)?;
    build.recipes()?;
    build.opening_stock()?;
    build.live(progress)
}
