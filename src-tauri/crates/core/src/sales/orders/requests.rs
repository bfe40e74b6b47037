//! What is said about an order when it is written.

use spoolyard_types::ids::{ProductId, SalesOrderId, SalesOrderLineId, UserId};
use spoolyard_types::{Date, Entered, Money, Percent, Quantity, Text, Timestamp, UnitCost};

use crate::sales::model::RushLevel;

crate::wire! {
    /// A name and where it is.
    #[derive(Default)]
    pub struct OrderAddress {
        /// The person.
        pub name: Option<Text<200>>,
        /// The company; kept on billing addresses.
        pub company: Option<Text<200>>,
        /// Telephone; kept on shipping addresses.
        pub phone: Option<Text<30>>,
        /// Street.
        pub line1: Option<Text<255>>,
        /// Second line.
        pub line2: Option<Text<255>>,
        /// City.
        pub city: Option<Text<100>>,
        /// State.
        pub state: Option<Text<50>>,
        /// Postal code.
        pub zip: Option<Text<20>>,
        /// Country.
        pub country: Option<Text<100>>,
    }

    /// A line as it shall be.
    pub struct OrderLineRequest {
        /// The line that is changed; left out for a new one.
        pub id: Option<SalesOrderLineId>,
        /// What is sold. A line keeps its product.
        pub product_id: ProductId,
        /// How much, in the stock unit.
        pub quantity: Entered<Quantity, 10, 2>,
        /// Price of one. Left out: the product's selling price on a new line, what it was on another.
        pub unit_price: Option<Entered<UnitCost, 18, 6>>,
        /// Taken off, as an amount. Left out, with `discount_percent`: none on a new line, what it was on another.
        pub discount: Option<Entered<Money, 10, 2>>,
        /// Taken off, as a share of what the line costs.
        pub discount_percent: Option<Entered<Percent, 5, 2>>,
        /// Tax in per cent; the order's rate when left out.
        pub tax_rate: Option<Entered<Percent, 5, 2>>,
        /// What stands on documents; the product's name when left out.
        pub description: Option<Text<500>>,
        /// When this line is wanted; as the order when left out.
        pub requested_date: Option<Date>,
        /// Anything else.
        pub notes: Option<Text<10000>>,
    }

    /// All that may be said about an order.
    pub struct OrderFields {
        /// For whom.
        pub customer_id: Option<UserId>,
        /// When it is wanted.
        pub requested_date: Option<Date>,
        /// How soon.
        pub rush_level: Option<RushLevel>,
        /// The customer's own number for it.
        pub po_reference: Option<Text<100>>,
        /// `Net 30`, …; the customer's when left out of a new order.
        pub payment_terms: Option<Text<100>>,
        /// Tax as a fraction (0.0825). Left out of a new order: the company's, or none for an exempt customer;
        /// of another: as it was.
        pub tax_rate: Option<Entered<Quantity, 5, 4>>,
        /// What shipping costs the customer. Left out: nothing on a new order, as it was on another.
        pub shipping_cost: Option<Entered<Money, 10, 2>>,
        /// Whether that is taxed too.
        #[serde(default)]
        pub tax_shipping: bool,
        /// Where it goes; the customer's address when left out of a new order, as it was on another.
        pub shipping: Option<OrderAddress>,
        /// Who pays; likewise.
        pub billing: Option<OrderAddress>,
        /// What the customer should read.
        pub customer_notes: Option<Text<10000>>,
        /// What he should not.
        pub internal_notes: Option<Text<10000>>,
        /// What the shop floor should read.
        pub production_notes: Option<Text<10000>>,
        /// The lines, in their order. A line that is left out goes away.
        pub lines: Vec<OrderLineRequest>,
    }

    /// A new order.
    pub struct CreateOrder {
        /// All that is said about it.
        pub order: OrderFields,
    }

    /// An order as it shall be.
    pub struct UpdateOrder {
        /// Its row.
        pub id: SalesOrderId,
        /// When the order was last changed as far as the window knows; somebody else's change is then not lost.
        pub expected_updated_at: Option<Timestamp>,
        /// All that is said about it.
        pub order: OrderFields,
    }

    /// Which order.
    pub struct OrderRef {
        /// Its row.
        pub id: SalesOrderId,
    }
}
