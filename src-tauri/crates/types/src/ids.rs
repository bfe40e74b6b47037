//! One identifier type for each table, so that an order is never passed where a product is meant.

macro_rules! ids {
    ($d:tt $($(#[$doc:meta])* $name:ident),* $(,)?) => {
        /// Hands the name of every identifier type to a macro, so that whoever has to do something for each of them
        /// needs no list of his own.
        #[macro_export]
        macro_rules! every_id {
            ($d with:ident) => {
                $d with!($($name),*);
            };
        }
    $(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl $name {
            /// The row's number in its table.
            #[must_use]
            pub fn get(self) -> i64 {
                self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        $crate::wire_as!($name, "number", "Id", { "type": "integer", "minimum": 1 });
    )*};
}

ids! { $
    /// A row of `products`.
    ProductId,
    /// A row of `item_categories`.
    CategoryId,
    /// A row of `units_of_measure`.
    UnitId,
    /// A row of `material_types`.
    MaterialTypeId,
    /// A row of `colors`.
    ColorId,
    /// A row of `boms`.
    BomId,
    /// A row of `bom_lines`.
    BomLineId,
    /// A row of `routings`.
    RoutingId,
    /// A row of `routing_operations`.
    RoutingOperationId,
    /// A row of `routing_operation_materials`.
    RoutingMaterialId,
    /// A row of `work_centers`.
    WorkCenterId,
    /// A row of `inventory_locations`.
    LocationId,
    /// A row of `inventory_transactions`.
    TransactionId,
    /// A row of `vendors`.
    VendorId,
    /// A row of `vendor_items`.
    VendorItemId,
    /// A row of `purchase_orders`.
    PurchaseOrderId,
    /// A row of `purchase_order_lines`.
    PurchaseOrderLineId,
    /// A row of `goods_receipts`.
    GoodsReceiptId,
    /// A row of `vendor_bills`.
    VendorBillId,
    /// A row of `vendor_payments`.
    VendorPaymentId,
    /// A row of `users`: people who sign in and customers.
    UserId,
    /// A row of `sales_orders`.
    SalesOrderId,
    /// A row of `sales_order_lines`.
    SalesOrderLineId,
    /// A row of `payments`.
    PaymentId,
    /// A row of `shipments`.
    ShipmentId,
    /// A row of `invoices`.
    InvoiceId,
    /// A row of `production_orders`.
    WorkOrderId,
    /// A row of `production_order_operations`.
    OperationId,
    /// A row of `production_order_operation_materials`.
    OperationMaterialId,
    /// A row of `scrap_reasons`.
    ScrapReasonId,
    /// A row of `material_lots`.
    LotId,
    /// A row of `material_spools`.
    SpoolId,
    /// A row of `serial_numbers`.
    SerialId,
    /// A row of `mrp_runs`.
    MrpRunId,
    /// A row of `planned_orders`.
    PlannedOrderId,
    /// A row of `printers`.
    PrinterId,
    /// A row of `print_jobs`.
    PrintJobId,
    /// A row of `print_files`.
    PrintFileId,
    /// A row of `print_plates`.
    PrintPlateId,
    /// A row of `gl_accounts`.
    AccountId,
    /// A row of `gl_journal_entries`.
    JournalEntryId,
    /// A row of `attachments`.
    AttachmentId,
    /// A row of `saved_views`.
    SavedViewId,
}
