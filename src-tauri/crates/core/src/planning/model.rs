//! The words of planning.

use spoolyard_planning::ExceptionKind;

crate::stored_enum! {
    /// What a planned order becomes.
    pub enum PlannedOrderType {
        /// A line of a purchase order.
        Purchase = "purchase",
        /// A work order.
        Production = "production",
    }

    /// The life of a planned order.
    pub enum PlannedOrderStatus {
        /// Proposed: the next run may move it, change its size or drop it.
        Planned = "planned",
        /// A person stands by it: runs leave it alone and count it as supply.
        Firmed = "firmed",
        /// It became a purchase order or a work order.
        Released = "released",
    }

    /// What started a run.
    pub enum Trigger {
        /// A person.
        Manual = "manual",
        /// A change of supply, demand or structure.
        NetChange = "net_change",
        /// The clock.
        Schedule = "schedule",
    }

    /// How much a message matters.
    pub enum Severity {
        /// Good to know.
        Info = "info",
        /// Something should be done.
        Warning = "warning",
        /// Something cannot be done as things are.
        Error = "error",
    }

    /// What serves a need.
    pub enum SupplyType {
        /// Stock; its id is the product's.
        Stock = "stock",
        /// A planned order.
        PlannedOrder = "planned_order",
        /// A line of a purchase order.
        PurchaseOrderLine = "purchase_order_line",
        /// A work order.
        ProductionOrder = "production_order",
    }

    /// What has a need.
    pub enum DemandType {
        /// A line of a sales order.
        SalesOrderLine = "sales_order_line",
        /// A planned order, for its components.
        PlannedOrder = "planned_order",
        /// A work order whose materials are not copied yet.
        ProductionOrder = "production_order",
        /// A material of a released work order.
        OperationMaterial = "operation_material",
        /// Safety stock, or stock that fell below zero; its id is the product's.
        SafetyStock = "safety_stock",
        /// The target of a reorder point; its id is the product's.
        ReorderPoint = "reorder_point",
    }

    /// The order that a message is about.
    pub enum PlanOrderKind {
        /// A line of a sales order.
        SalesOrderLine = "sales_order_line",
        /// A planned order.
        PlannedOrder = "planned_order",
        /// A line of a purchase order.
        PurchaseOrderLine = "purchase_order_line",
        /// A work order.
        ProductionOrder = "production_order",
    }

    /// How an open sales order stands in the plan, the worst of its lines.
    pub enum MrpStatus {
        /// Stock and open orders serve all of it.
        Covered = "covered",
        /// Planned orders that can still start in time serve the rest.
        Planned = "planned",
        /// Something that serves it should have started earlier, or has to come earlier than it says.
        Late = "late",
        /// Something that it needs is not served, or nobody can make or sell it.
        Short = "short",
    }

    /// What a message asks for.
    pub enum MessageType {
        /// Start the order today.
        Release = "release",
        /// The order should have been started before today.
        ReleasePastDue = "release_past_due",
        /// The receipt should come earlier.
        Expedite = "expedite",
        /// The receipt may come later.
        DeExpedite = "de_expedite",
        /// Nothing needs the receipt.
        Cancel = "cancel",
        /// Part of the receipt is not needed.
        Excess = "excess",
        /// The receipt's day has passed.
        PastDueReceipt = "past_due_receipt",
        /// The need's day has passed.
        PastDueDemand = "past_due_demand",
        /// The need has no date.
        UndatedDemand = "undated_demand",
        /// The receipt has no date.
        UndatedReceipt = "undated_receipt",
        /// Stock falls below zero.
        Shortage = "shortage",
        /// Stock falls below safety stock.
        BelowSafetyStock = "below_safety_stock",
        /// Another item stands in.
        Substituted = "substituted",
        /// A made item has no bill of material.
        MissingBom = "missing_bom",
        /// A made item has no routing.
        MissingRouting = "missing_routing",
        /// A bought item has no vendor.
        MissingVendor = "missing_vendor",
        /// The lot rule lacks what it needs.
        LotRuleIncomplete = "lot_rule_incomplete",
        /// Quantities cannot be right.
        QuantityTooLarge = "quantity_too_large",
        /// Items contain one another.
        BomCycle = "bom_cycle",
        /// A unit cannot be converted.
        UnitError = "unit_error",
        /// A row cannot be used as it is.
        BadData = "bad_data",
    }
}

impl MessageType {
    /// The engine's word for it.
    pub(super) fn of(kind: ExceptionKind) -> Self {
        match kind {
            ExceptionKind::Release => Self::Release,
            ExceptionKind::ReleasePastDue => Self::ReleasePastDue,
            ExceptionKind::Expedite => Self::Expedite,
            ExceptionKind::DeExpedite => Self::DeExpedite,
            ExceptionKind::Cancel => Self::Cancel,
            ExceptionKind::Excess => Self::Excess,
            ExceptionKind::PastDueReceipt => Self::PastDueReceipt,
            ExceptionKind::PastDueDemand => Self::PastDueDemand,
            ExceptionKind::UndatedDemand => Self::UndatedDemand,
            ExceptionKind::UndatedReceipt => Self::UndatedReceipt,
            ExceptionKind::Shortage => Self::Shortage,
            ExceptionKind::BelowSafetyStock => Self::BelowSafetyStock,
            ExceptionKind::Substituted => Self::Substituted,
            ExceptionKind::MissingBom => Self::MissingBom,
            ExceptionKind::MissingRouting => Self::MissingRouting,
            ExceptionKind::MissingVendor => Self::MissingVendor,
            ExceptionKind::LotRuleIncomplete => Self::LotRuleIncomplete,
            ExceptionKind::QuantityTooLarge => Self::QuantityTooLarge,
        }
    }

    /// How much it matters.
    #[must_use]
    pub fn severity(self) -> Severity {
        match self {
            Self::Release
            | Self::DeExpedite
            | Self::Excess
            | Self::Substituted
            | Self::MissingRouting
            | Self::UndatedDemand
            | Self::UndatedReceipt => Severity::Info,
            Self::ReleasePastDue
            | Self::Expedite
            | Self::Cancel
            | Self::PastDueReceipt
            | Self::PastDueDemand
            | Self::BelowSafetyStock
            | Self::LotRuleIncomplete => Severity::Warning,
            Self::Shortage
            | Self::MissingBom
            | Self::MissingVendor
            | Self::QuantityTooLarge
            | Self::BomCycle
            | Self::UnitError
            | Self::BadData => Severity::Error,
        }
    }
}
