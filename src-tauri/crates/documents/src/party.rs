//! Who a document speaks of: the shop itself, and those it buys from and ships to.

/// The shop whose letterhead a document carries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Company {
    /// Its name.
    pub name: String,
    /// Its address, line by line.
    pub address: Vec<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// E-mail.
    pub email: Option<String>,
    /// Web site.
    pub website: Option<String>,
    /// Tax or VAT number.
    pub tax_id: Option<String>,
    /// The bytes of a PNG or JPEG file; see [`crate::check_logo`] for its limits.
    pub logo: Option<Vec<u8>>,
}

/// A vendor, a customer, or an address of either.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Party {
    /// Name of the company or person.
    pub name: String,
    /// For the attention of.
    pub contact: Option<String>,
    /// The address, line by line.
    pub address: Vec<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// E-mail.
    pub email: Option<String>,
    /// Tax or VAT number.
    pub tax_id: Option<String>,
}
