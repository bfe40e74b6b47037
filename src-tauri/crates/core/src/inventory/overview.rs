//! What all stock is worth, for those who would rather look.

use spoolyard_types::Money;
use spoolyard_types::ids::CategoryId;

use crate::db::Read;
use crate::error::Result;

crate::read_model! {
    /// The stock of a category.
    pub struct CategoryValue {
        /// The category; none for products that have none.
        pub category_id: Option<CategoryId>,
        /// Its name.
        pub category: Option<String>,
        /// How many of its products have stock.
        pub products: u32,
        /// What that is worth.
        pub value: Money,
    }
}

crate::wire! {
    /// What all stock is worth.
    pub struct StockValue {
        /// By category, the most valuable first.
        pub categories: Vec<CategoryValue>,
    }
}

/// What all stock is worth, by category of the products. Products without stock are not counted.
///
/// # Errors
/// When the store cannot be read.
pub fn stock_value(r: &Read<'_>) -> Result<StockValue> {
    let categories = r.all(
        "SELECT c.id AS category_id, c.name AS category, count(*) AS products, sum(v.total_value) AS value
         FROM product_valuations v JOIN products p ON p.id = v.product_id
         LEFT JOIN item_categories c ON c.id = p.category_id
         WHERE v.quantity <> 0
         GROUP BY c.id ORDER BY value DESC, c.id",
        [],
    )?;
    Ok(StockValue { categories })
}
