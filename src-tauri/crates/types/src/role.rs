//! Who acts, and what that person may do.

use serde::{Deserialize, Serialize};

use crate::ids::UserId;

/// What an account may do, from least to most. `users.account_type` holds it.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    ts_rs::TS,
    schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Nobody has signed in.
    Anyone,
    /// Buys from the farm; never signs in here.
    Customer,
    /// Produces, receives, ships and counts; no prices, settings or users.
    Staff,
    /// Everything.
    Admin,
}

impl Role {
    /// As the store writes it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Anyone => "anyone",
            Self::Customer => "customer",
            Self::Staff => "staff",
            Self::Admin => "admin",
        }
    }
}

/// The person (or Spoolyard itself) on whose behalf a command runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The account, when somebody has signed in.
    pub user_id: Option<UserId>,
    /// As histories show it: a person's name, else an e-mail address; `spoolyard` for what happens by itself.
    pub name: String,
    /// What this actor may do.
    pub role: Role,
}

impl Actor {
    /// Nobody: before anyone has signed in.
    #[must_use]
    pub fn anyone() -> Self {
        Self { user_id: None, name: String::from("anyone"), role: Role::Anyone }
    }

    /// Spoolyard itself: background planning, the sample farm, the command line on one's own file.
    #[must_use]
    pub fn spoolyard() -> Self {
        Self { user_id: None, name: String::from("spoolyard"), role: Role::Admin }
    }
}
