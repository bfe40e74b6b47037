//! What to do today.

use spoolyard_types::ids::MrpRunId;
use spoolyard_types::{Date, Timestamp};

use super::super::model::{MessageType, MrpStatus, PlannedOrderType, Severity, Trigger};
use super::super::settings::settings;
use crate::bind;
use crate::db::Read;
use crate::error::Result;

crate::read_model! {
    /// How many messages of a kind wait.
    pub struct MessageCount {
        /// What they ask for.
        pub message_type: MessageType,
        /// How much they matter.
        pub severity: Severity,
        /// How many nobody has put aside.
        pub count: u32,
    }

    /// Planned orders of a type that wait to be released.
    pub struct OrdersToRelease {
        /// What they become.
        pub order_type: PlannedOrderType,
        /// All that are proposed or firmed.
        pub open: u32,
        /// Of these: firmed.
        pub firmed: u32,
        /// Of these: to be started today or earlier.
        pub due_now: u32,
        /// Of these: that should have been started before today.
        pub late: u32,
        /// The next day on which one has to start.
        pub next_start: Option<Date>,
    }

    /// Open sales orders by how they stand in the plan.
    pub struct OrdersByStatus {
        /// How they stand.
        pub mrp_status: MrpStatus,
        /// How many.
        pub count: u32,
    }

    /// A run.
    pub struct PlanRun {
        /// Its row.
        pub id: MrpRunId,
        /// When it began.
        pub run_date: Timestamp,
        /// What started it.
        pub trigger: Trigger,
        /// Whether it was completed or failed.
        pub status: String,
        /// Why it failed.
        pub error_message: Option<String>,
        /// Planned orders that it added.
        pub planned_orders_created: u32,
        /// Items for which something had to be ordered.
        pub shortages_found: u32,
    }
}

crate::wire! {
    /// What to do today.
    pub struct PlanOverview {
        /// The business date.
        pub today: Date,
        /// The plan follows every change by itself.
        pub auto: bool,
        /// Messages by kind, what matters most first.
        pub messages: Vec<MessageCount>,
        /// Planned orders by type.
        pub release: Vec<OrdersToRelease>,
        /// Open sales orders by how they stand.
        pub orders: Vec<OrdersByStatus>,
        /// The last run that changed the plan or failed.
        pub last_run: Option<PlanRun>,
    }
}

/// What to do today: counts, each the length of a list that the window can open.
///
/// # Errors
/// When the store cannot be read.
pub fn overview(r: &Read<'_>) -> Result<PlanOverview> {
    let today = r.today()?;
    Ok(PlanOverview {
        today,
        auto: settings(r)?.auto,
        messages: r.all(
            "SELECT message_type, severity, count(*) AS count FROM planning_messages WHERE dismissed_at IS NULL
             GROUP BY message_type, severity
             ORDER BY CASE severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, message_type",
            [],
        )?,
        release: r.all(
            "SELECT order_type, count(*) AS open, count(*) FILTER (WHERE status = 'firmed') AS firmed,
                 count(*) FILTER (WHERE start_date <= ?1) AS due_now, count(*) FILTER (WHERE start_date < ?1) AS late,
                 min(start_date) AS next_start
             FROM planned_orders WHERE status IN ('planned', 'firmed') GROUP BY order_type ORDER BY order_type DESC",
            bind![today],
        )?,
        orders: r.all(
            "SELECT mrp_status, count(*) AS count FROM sales_orders
             WHERE mrp_status IS NOT NULL AND status IN ('confirmed', 'in_progress')
             GROUP BY mrp_status ORDER BY mrp_status",
            [],
        )?,
        last_run: r.maybe(
            "SELECT id, run_date, trigger, status, error_message, planned_orders_created, shortages_found
             FROM mrp_runs ORDER BY id DESC LIMIT 1",
            [],
        )?,
    })
}
