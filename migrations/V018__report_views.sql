-- One view a table for spreadsheets, report tools and anyone with sqlite3: the same columns, with plain decimals
-- instead of millionths, and without hashes, tokens, keys and connection secrets. The decimals are numbers, not
-- text: as text, "ORDER BY quantity" would put 9 after 10 and "WHERE quantity < 5" would find nothing, both in
-- silence. Read as a number, every digit is right up to a billion units with six decimals (fifteen digits); a tool
-- may print the last of them with noise and a millionth as 1e-06, and whoever needs more reads the integer in the
-- table itself. The application never reads these views: no float comes near a calculation. A migration that adds a
-- column to a table creates its view anew.

-- units and company

CREATE VIEW report_units_of_measure AS
SELECT
    id, code, name, base_unit,
    conversion_factor / 100000000.0 AS conversion_factor,
    uom_class, is_default, active, created_at, updated_at
FROM units_of_measure;

CREATE VIEW report_company_settings AS
SELECT
    id, company_name, settings_json, business_hours_start, business_hours_end, business_days_per_week,
    business_work_days, timezone, business_type, ai_provider, ai_ollama_url, ai_ollama_model,
    ai_anthropic_model, external_ai_blocked, created_at, updated_at, farm_kind, address_line1, address_line2,
    city, state, postal_code, country, phone, email, website, tax_id, locale, currency_code, paper_size,
    week_start,
    default_tax_rate     / 1000000.0 AS default_tax_rate,
    over_receipt_percent / 1000000.0 AS over_receipt_percent,
    default_lead_time_days, default_location_id, default_work_center_id, logo_attachment_id
FROM company_settings;

-- users

CREATE VIEW report_users AS
SELECT
    id, customer_number, email, email_verified, first_name, last_name, company_name, phone,
    billing_address_line1, billing_address_line2, billing_city, billing_state, billing_zip, billing_country,
    shipping_address_line1, shipping_address_line2, shipping_city, shipping_state, shipping_zip,
    shipping_country, status, account_type, created_at, updated_at, last_login_at, created_by, updated_by,
    notes, payment_terms,
    credit_limit / 1000000.0 AS credit_limit,
    tax_exempt, failed_sign_ins, locked_until
FROM users;

CREATE VIEW report_refresh_tokens AS
SELECT
    id, user_id, expires_at, revoked, created_at, revoked_at
FROM refresh_tokens;

CREATE VIEW report_password_reset_requests AS
SELECT
    id, user_id, status, created_at, expires_at, approved_at, completed_at, admin_notes
FROM password_reset_requests;

-- catalog

CREATE VIEW report_item_categories AS
SELECT
    id, code, name, parent_id, description, sort_order, is_active, created_at, updated_at
FROM item_categories;

CREATE VIEW report_material_types AS
SELECT
    id, code, name, base_material, process_type,
    density               / 1000000.0 AS density,
    volumetric_flow_limit / 1000000.0 AS volumetric_flow_limit,
    nozzle_temp_min, nozzle_temp_max, bed_temp_min, bed_temp_max, requires_enclosure,
    base_price_per_kg     / 1000000.0 AS base_price_per_kg,
    price_multiplier      / 1000000.0 AS price_multiplier,
    description, strength_rating, is_customer_visible, display_order, active, created_at, updated_at
FROM material_types;

CREATE VIEW report_colors AS
SELECT
    id, code, name, hex_code, hex_code_secondary, display_order, is_customer_visible, active, created_at,
    updated_at
FROM colors;

CREATE VIEW report_material_colors AS
SELECT
    id, material_type_id, color_id, is_customer_visible, display_order, active
FROM material_colors;

CREATE VIEW report_products AS
SELECT
    id, sku, legacy_sku, name, description, unit, purchase_uom,
    purchase_factor         / 1000000.0 AS purchase_factor,
    item_type, procurement_type, category_id, material_type_id, color_id, cost_method,
    standard_cost           / 1000000.0 AS standard_cost,
    average_cost            / 1000000.0 AS average_cost,
    last_cost               / 1000000.0 AS last_cost,
    selling_price           / 1000000.0 AS selling_price,
    weight_oz               / 1000000.0 AS weight_oz,
    length_in               / 1000000.0 AS length_in,
    width_in                / 1000000.0 AS width_in,
    height_in               / 1000000.0 AS height_in,
    lead_time_days,
    min_order_qty           / 1000000.0 AS min_order_qty,
    reorder_point           / 1000000.0 AS reorder_point,
    safety_stock            / 1000000.0 AS safety_stock,
    preferred_vendor_id, stocking_policy, upc, type, gcode_file_path, image_url, is_public, sales_channel,
    customer_id, is_raw_material, has_bom, track_lots, track_serials, active, woocommerce_product_id,
    squarespace_product_id, created_at, updated_at,
    order_multiple          / 1000000.0 AS order_multiple,
    max_order_qty           / 1000000.0 AS max_order_qty,
    lot_policy,
    lot_size                / 1000000.0 AS lot_size,
    poq_days,
    order_cost              / 1000000.0 AS order_cost,
    lead_time_per_unit_days / 1000000.0 AS lead_time_per_unit_days,
    yield_percent           / 1000000.0 AS yield_percent,
    is_phantom, notes
FROM products;

-- vendors

CREATE VIEW report_vendors AS
SELECT
    id, code, name, contact_name, email, phone, website, address_line1, address_line2, city, state, postal_code,
    country, payment_terms, account_number, tax_id, lead_time_days,
    rating / 1000000.0 AS rating,
    notes, is_active, created_at, updated_at
FROM vendors;

CREATE VIEW report_vendor_items AS
SELECT
    id, vendor_id, vendor_sku, vendor_description, product_id, default_unit_cost, default_purchase_unit,
    last_seen_at, times_ordered, notes, created_at, updated_at,
    last_unit_cost  / 1000000.0 AS last_unit_cost,
    purchase_factor / 1000000.0 AS purchase_factor,
    is_preferred
FROM vendor_items;

-- engineering

CREATE VIEW report_boms AS
SELECT
    id, product_id, code, name, version, revision, active,
    total_cost / 1000000.0 AS total_cost,
    assembly_time_minutes, effective_date, notes, created_at
FROM boms;

CREATE VIEW report_bom_lines AS
SELECT
    id, bom_id, component_id, sequence,
    quantity     / 1000000.0 AS quantity,
    unit, consume_stage, is_cost_only,
    scrap_factor / 1000000.0 AS scrap_factor,
    notes
FROM bom_lines;

CREATE VIEW report_product_alternates AS
SELECT
    id, component_id, substitute_id, bom_line_id, priority,
    factor / 1000000.0 AS factor,
    notes, created_at
FROM product_alternates;

CREATE VIEW report_work_centers AS
SELECT
    id, code, name, description, center_type,
    capacity_hours_per_day  / 1000000.0 AS capacity_hours_per_day,
    capacity_units_per_hour / 1000000.0 AS capacity_units_per_hour,
    machine_rate_per_hour   / 1000000.0 AS machine_rate_per_hour,
    labor_rate_per_hour     / 1000000.0 AS labor_rate_per_hour,
    overhead_rate_per_hour  / 1000000.0 AS overhead_rate_per_hour,
    hourly_rate             / 1000000.0 AS hourly_rate,
    is_bottleneck, scheduling_priority, is_active, created_at, updated_at
FROM work_centers;

CREATE VIEW report_resources AS
SELECT
    id, work_center_id, code, name, machine_type, serial_number, printer_class, bambu_device_id,
    bambu_ip_address,
    capacity_hours_per_day / 1000000.0 AS capacity_hours_per_day,
    status, is_active, created_at, updated_at, printer_id
FROM resources;

CREATE VIEW report_routings AS
SELECT
    id, product_id, code, name, is_template, version, revision, is_active,
    total_setup_time_minutes / 1000000.0 AS total_setup_time_minutes,
    total_run_time_minutes   / 1000000.0 AS total_run_time_minutes,
    total_cost               / 1000000.0 AS total_cost,
    effective_date, notes, created_at, updated_at
FROM routings;

CREATE VIEW report_routing_operations AS
SELECT
    id, routing_id, work_center_id, sequence, operation_code, operation_name, description,
    setup_time_minutes    / 1000000.0 AS setup_time_minutes,
    run_time_minutes      / 1000000.0 AS run_time_minutes,
    wait_time_minutes     / 1000000.0 AS wait_time_minutes,
    move_time_minutes     / 1000000.0 AS move_time_minutes,
    runtime_source, slicer_file_path, units_per_cycle,
    scrap_rate_percent    / 1000000.0 AS scrap_rate_percent,
    labor_rate_override   / 1000000.0 AS labor_rate_override,
    machine_rate_override / 1000000.0 AS machine_rate_override,
    predecessor_operation_id, can_overlap, is_active, created_at, updated_at
FROM routing_operations;

CREATE VIEW report_routing_operation_materials AS
SELECT
    id, routing_operation_id, component_id,
    quantity     / 1000000.0 AS quantity,
    quantity_per, unit,
    scrap_factor / 1000000.0 AS scrap_factor,
    is_cost_only, is_optional, notes, created_at, updated_at
FROM routing_operation_materials;

CREATE VIEW report_working_calendar_days AS
SELECT
    day, is_working, name
FROM working_calendar_days;

-- inventory

CREATE VIEW report_inventory_locations AS
SELECT
    id, name, code, type, parent_id, active, is_nettable, created_at, updated_at
FROM inventory_locations;

CREATE VIEW report_inventory AS
SELECT
    id, product_id, location_id,
    on_hand_quantity   / 1000000.0 AS on_hand_quantity,
    allocated_quantity / 1000000.0 AS allocated_quantity,
    available_quantity / 1000000.0 AS available_quantity,
    last_counted, created_at, updated_at
FROM inventory;

CREATE VIEW report_inventory_allocations AS
SELECT
    id, product_id, location_id, holder_type, holder_id,
    quantity / 1000000.0 AS quantity,
    created_at, updated_at
FROM inventory_allocations;

CREATE VIEW report_inventory_transactions AS
SELECT
    id, product_id, location_id, journal_entry_id, transaction_type, reference_type, reference_id,
    quantity      / 1000000.0 AS quantity,
    lot_number, serial_number,
    cost_per_unit / 1000000.0 AS cost_per_unit,
    total_cost    / 1000000.0 AS total_cost,
    unit, notes, requires_approval, approval_reason, approved_by, approved_at, transaction_date, created_at,
    created_by, reverses_id, operation_material_id, shipment_id, lot_id, spool_id, reason, rejected_by,
    rejected_at, is_posted
FROM inventory_transactions;

CREATE VIEW report_inventory_cost_layers AS
SELECT
    id, product_id, transaction_id,
    received  / 1000000.0 AS received,
    remaining / 1000000.0 AS remaining,
    unit_cost / 1000000.0 AS unit_cost,
    created_at
FROM inventory_cost_layers;

CREATE VIEW report_product_valuations AS
SELECT
    product_id,
    quantity    / 1000000.0 AS quantity,
    total_value / 1000000.0 AS total_value,
    updated_at
FROM product_valuations;

-- purchasing

CREATE VIEW report_purchase_orders AS
SELECT
    id, po_number, vendor_id, status, order_date, expected_date, shipped_date, received_date, tracking_number,
    carrier,
    subtotal      / 1000000.0 AS subtotal,
    tax_amount    / 1000000.0 AS tax_amount,
    shipping_cost / 1000000.0 AS shipping_cost,
    total_amount  / 1000000.0 AS total_amount,
    payment_method, payment_reference, document_url, notes, created_by, created_at, updated_at, location_id,
    currency_code, terms, lands_freight, lands_tax, cancelled_at, cancellation_reason
FROM purchase_orders;

CREATE VIEW report_purchase_order_lines AS
SELECT
    id, purchase_order_id, product_id, line_number,
    quantity_ordered  / 1000000.0 AS quantity_ordered,
    quantity_received / 1000000.0 AS quantity_received,
    purchase_unit,
    unit_cost         / 1000000.0 AS unit_cost,
    line_total        / 1000000.0 AS line_total,
    notes, created_at, updated_at,
    purchase_factor   / 1000000.0 AS purchase_factor,
    quantity_returned / 1000000.0 AS quantity_returned,
    expected_date, vendor_sku, description, planned_order_id
FROM purchase_order_lines;

CREATE VIEW report_goods_receipts AS
SELECT
    id, receipt_number, purchase_order_id, location_id, received_date, vendor_packing_slip, reverses_id, notes,
    created_by, created_at
FROM goods_receipts;

CREATE VIEW report_goods_receipt_lines AS
SELECT
    id, goods_receipt_id, purchase_order_line_id,
    quantity       / 1000000.0 AS quantity,
    stock_quantity / 1000000.0 AS stock_quantity,
    unit_cost      / 1000000.0 AS unit_cost,
    lot_id, inventory_transaction_id, reverses_id, created_at
FROM goods_receipt_lines;

CREATE VIEW report_purchase_order_documents AS
SELECT
    id, purchase_order_id, document_type, file_name, original_file_name, file_url, file_path, storage_type,
    file_size, mime_type, google_drive_id, notes, uploaded_by, uploaded_at, created_at, updated_at, sha256
FROM purchase_order_documents;

CREATE VIEW report_purchasing_events AS
SELECT
    id, purchase_order_id, event_type, title, description, old_value, new_value, event_date, user_id, created_at
FROM purchasing_events;

-- quotes

CREATE VIEW report_quotes AS
SELECT
    id, user_id, quote_number, product_name, quantity, material_type, color, finish, gcode_file_path,
    material_grams   / 1000000.0 AS material_grams,
    print_time_hours / 1000000.0 AS print_time_hours,
    unit_price       / 1000000.0 AS unit_price,
    subtotal         / 1000000.0 AS subtotal,
    tax_rate         / 1000000.0 AS tax_rate,
    tax_amount       / 1000000.0 AS tax_amount,
    total_price      / 1000000.0 AS total_price,
    margin_percent   / 1000000.0 AS margin_percent,
    image_data, image_filename, image_mime_type, file_format, file_size_bytes,
    dimensions_x     / 1000000.0 AS dimensions_x,
    dimensions_y     / 1000000.0 AS dimensions_y,
    dimensions_z     / 1000000.0 AS dimensions_z,
    status, approval_method, approved_by, approved_at, rejection_reason, auto_approved, auto_approve_eligible,
    requires_review_reason, rush_level, requested_delivery_date, customer_notes, admin_notes, internal_notes,
    customer_id, customer_email, customer_name, shipping_name, shipping_address_line1, shipping_address_line2,
    shipping_city, shipping_state, shipping_zip, shipping_country, shipping_phone, shipping_rate_id,
    shipping_carrier, shipping_service,
    shipping_cost    / 1000000.0 AS shipping_cost,
    sales_order_id, converted_at, product_id, created_at, updated_at, expires_at,
    discount_amount  / 1000000.0 AS discount_amount,
    currency_code, price_breakdown_json
FROM quotes;

CREATE VIEW report_quote_parts AS
SELECT
    id, quote_id, line_number, product_id, quote_file_id, name, quantity, finish,
    material_grams / 1000000.0 AS material_grams,
    print_minutes  / 1000000.0 AS print_minutes,
    unit_price     / 1000000.0 AS unit_price,
    line_total     / 1000000.0 AS line_total,
    price_breakdown_json, notes, created_at, updated_at
FROM quote_parts;

CREATE VIEW report_quote_price_breaks AS
SELECT
    id, quote_part_id, min_quantity,
    unit_price / 1000000.0 AS unit_price
FROM quote_price_breaks;

CREATE VIEW report_quote_files AS
SELECT
    id, quote_id, original_filename, stored_filename, file_path, file_size_bytes, file_format, mime_type,
    is_valid, validation_errors, file_hash, model_name, vertex_count, triangle_count, bambu_file_id, processed,
    processing_error, uploaded_at, processed_at, quote_part_id
FROM quote_files;

CREATE VIEW report_quote_materials AS
SELECT
    id, quote_id, slot_number, is_primary, material_type, color_code, color_name, color_hex,
    material_grams / 1000000.0 AS material_grams,
    created_at, quote_part_id, product_id
FROM quote_materials;

-- sales

CREATE VIEW report_sales_orders AS
SELECT
    id, user_id, quote_id, order_number, order_type, source, source_order_id, product_id, product_name,
    quantity, material_type, color, finish,
    unit_price          / 1000000.0 AS unit_price,
    total_price         / 1000000.0 AS total_price,
    tax_amount          / 1000000.0 AS tax_amount,
    tax_rate            / 1000000.0 AS tax_rate,
    is_taxable,
    shipping_cost       / 1000000.0 AS shipping_cost,
    grand_total         / 1000000.0 AS grand_total,
    status, payment_status, payment_method, payment_transaction_id, paid_at, fulfillment_status, rush_level,
    estimated_completion_date, actual_completion_date, customer_id, customer_name, customer_email,
    customer_phone, shipping_address_line1, shipping_address_line2, shipping_city, shipping_state, shipping_zip,
    shipping_country, tracking_number, carrier, shipped_at, delivered_at, customer_notes, internal_notes,
    production_notes, cancelled_at, cancellation_reason, created_at, updated_at, confirmed_at, mrp_status,
    mrp_run_id, requested_date, po_reference, payment_terms, currency_code,
    discount_amount     / 1000000.0 AS discount_amount,
    shipping_tax_amount / 1000000.0 AS shipping_tax_amount,
    shipping_name, shipping_phone, billing_name, billing_company, billing_address_line1, billing_address_line2,
    billing_city, billing_state, billing_zip, billing_country
FROM sales_orders;

CREATE VIEW report_sales_order_lines AS
SELECT
    id, sales_order_id, product_id,
    quantity           / 1000000.0 AS quantity,
    unit_price         / 1000000.0 AS unit_price,
    discount           / 1000000.0 AS discount,
    tax_rate           / 1000000.0 AS tax_rate,
    total              / 1000000.0 AS total,
    allocated_quantity / 1000000.0 AS allocated_quantity,
    shipped_quantity   / 1000000.0 AS shipped_quantity,
    notes, created_by, line_number, description, unit, requested_date, promise_date, is_cancelled, created_at,
    updated_at
FROM sales_order_lines;

CREATE VIEW report_shipments AS
SELECT
    id, shipment_number, sales_order_id, location_id, status, carrier, service, tracking_number, ship_date,
    shipped_at, delivered_at, voided_at, void_reason, notes, created_by, created_at, updated_at
FROM shipments;

CREATE VIEW report_shipment_lines AS
SELECT
    id, shipment_id, sales_order_line_id, product_id,
    quantity / 1000000.0 AS quantity,
    unit, inventory_transaction_id, lot_id, created_at
FROM shipment_lines;

CREATE VIEW report_invoices AS
SELECT
    id, invoice_number, sales_order_id, shipment_id, customer_id, invoice_date, due_date, status,
    subtotal        / 1000000.0 AS subtotal,
    discount_amount / 1000000.0 AS discount_amount,
    tax_amount      / 1000000.0 AS tax_amount,
    shipping_amount / 1000000.0 AS shipping_amount,
    total           / 1000000.0 AS total,
    journal_entry_id, voided_at, void_reason, created_by, created_at
FROM invoices;

CREATE VIEW report_invoice_lines AS
SELECT
    id, invoice_id, line_number, sales_order_line_id, product_id, description,
    quantity   / 1000000.0 AS quantity,
    unit,
    unit_price / 1000000.0 AS unit_price,
    discount   / 1000000.0 AS discount,
    tax_amount / 1000000.0 AS tax_amount,
    total      / 1000000.0 AS total
FROM invoice_lines;

CREATE VIEW report_payments AS
SELECT
    id, sales_order_id, recorded_by_id, payment_number,
    amount / 1000000.0 AS amount,
    payment_method, transaction_id, check_number, payment_type, status, notes, payment_date, created_at,
    updated_at, refunds_payment_id, voided_at, void_reason, journal_entry_id
FROM payments;

CREATE VIEW report_order_events AS
SELECT
    id, order_id, event_type, title, description, old_value, new_value, user_id, created_at
FROM order_events;

CREATE VIEW report_shipping_events AS
SELECT
    id, order_id, event_type, title, description, tracking_number, carrier, event_date, event_timestamp,
    user_id, created_at, shipment_id
FROM shipping_events;

-- production

CREATE VIEW report_production_orders AS
SELECT
    id, code, product_id, bom_id, routing_id, sales_order_id, sales_order_line_id, parent_order_id,
    split_sequence,
    quantity_ordered        / 1000000.0 AS quantity_ordered,
    quantity_completed      / 1000000.0 AS quantity_completed,
    quantity_scrapped       / 1000000.0 AS quantity_scrapped,
    source, order_type, status, qc_status, qc_notes, qc_inspected_by, qc_inspected_at, priority, due_date,
    scheduled_start, scheduled_end, actual_start, actual_end, estimated_time_minutes, actual_time_minutes,
    estimated_material_cost / 1000000.0 AS estimated_material_cost,
    estimated_labor_cost    / 1000000.0 AS estimated_labor_cost,
    estimated_total_cost    / 1000000.0 AS estimated_total_cost,
    actual_material_cost    / 1000000.0 AS actual_material_cost,
    actual_labor_cost       / 1000000.0 AS actual_labor_cost,
    actual_total_cost       / 1000000.0 AS actual_total_cost,
    assigned_to, notes, scrap_reason, scrapped_at, remake_of_id, created_at, updated_at, created_by,
    released_at, completed_at, location_id, planned_order_id, held_from_status, hold_reason,
    closed_short_reason, cancelled_at, cancellation_reason
FROM production_orders;

CREATE VIEW report_production_order_operations AS
SELECT
    id, production_order_id, routing_operation_id, work_center_id, resource_id, printer_id, sequence,
    operation_code, operation_name, status,
    quantity_completed     / 1000000.0 AS quantity_completed,
    quantity_scrapped      / 1000000.0 AS quantity_scrapped,
    scrap_reason,
    planned_setup_minutes  / 1000000.0 AS planned_setup_minutes,
    planned_run_minutes    / 1000000.0 AS planned_run_minutes,
    actual_setup_minutes   / 1000000.0 AS actual_setup_minutes,
    actual_run_minutes     / 1000000.0 AS actual_run_minutes,
    scheduled_start, scheduled_end, actual_start, actual_end, bambu_task_id, bambu_plate_index, operator_id,
    operator_name, notes, created_at, updated_at, units_per_cycle,
    labor_rate_per_hour    / 1000000.0 AS labor_rate_per_hour,
    machine_rate_per_hour  / 1000000.0 AS machine_rate_per_hour,
    overhead_rate_per_hour / 1000000.0 AS overhead_rate_per_hour,
    paused_at, pause_reason
FROM production_order_operations;

CREATE VIEW report_production_order_operation_materials AS
SELECT
    id, production_order_operation_id, component_id, routing_operation_material_id,
    quantity_required  / 1000000.0 AS quantity_required,
    unit,
    quantity_allocated / 1000000.0 AS quantity_allocated,
    quantity_consumed  / 1000000.0 AS quantity_consumed,
    lot_number, inventory_transaction_id, status, consumed_at, consumed_by, created_at, updated_at, bom_line_id,
    scrap_factor       / 1000000.0 AS scrap_factor
FROM production_order_operation_materials;

CREATE VIEW report_production_order_materials AS
SELECT
    id, production_order_id, bom_line_id, original_product_id,
    original_quantity    / 1000000.0 AS original_quantity,
    substitute_product_id,
    planned_quantity     / 1000000.0 AS planned_quantity,
    actual_quantity_used / 1000000.0 AS actual_quantity_used,
    reason, created_at, created_by
FROM production_order_materials;

CREATE VIEW report_scrap_reasons AS
SELECT
    id, code, name, description, active, sequence, created_at, updated_at
FROM scrap_reasons;

CREATE VIEW report_scrap_records AS
SELECT
    id, production_order_id, production_operation_id, operation_sequence, product_id,
    quantity   / 1000000.0 AS quantity,
    unit_cost  / 1000000.0 AS unit_cost,
    total_cost / 1000000.0 AS total_cost,
    scrap_reason_id, scrap_reason_code, notes, inventory_transaction_id, journal_entry_id, created_at,
    created_by_user_id
FROM scrap_records;

CREATE VIEW report_operation_reports AS
SELECT
    id, operation_id,
    quantity_good     / 1000000.0 AS quantity_good,
    quantity_scrapped / 1000000.0 AS quantity_scrapped,
    setup_minutes     / 1000000.0 AS setup_minutes,
    run_minutes       / 1000000.0 AS run_minutes,
    reverses_id, source, print_job_id, reported_by, notes, created_at
FROM operation_reports;

-- traceability

CREATE VIEW report_material_lots AS
SELECT
    id, lot_number, product_id, vendor_id, purchase_order_id, vendor_lot_number,
    quantity_received / 1000000.0 AS quantity_received,
    quantity_consumed / 1000000.0 AS quantity_consumed,
    quantity_scrapped / 1000000.0 AS quantity_scrapped,
    quantity_adjusted / 1000000.0 AS quantity_adjusted,
    status, certificate_of_analysis, coa_file_path, inspection_status, manufactured_date, expiration_date,
    received_date,
    unit_cost         / 1000000.0 AS unit_cost,
    location, notes, created_at, updated_at, location_id, production_order_id, quarantine_reason
FROM material_lots;

CREATE VIEW report_material_spools AS
SELECT
    id, spool_number, product_id,
    initial_weight_kg     / 1000000.0 AS initial_weight_kg,
    current_weight_kg     / 1000000.0 AS current_weight_kg,
    status, received_date, expiry_date, location_id, supplier_lot_number, notes, created_at, updated_at,
    created_by, lot_id,
    empty_spool_weight_kg / 1000000.0 AS empty_spool_weight_kg,
    unit_cost             / 1000000.0 AS unit_cost,
    printer_id, printer_slot, tag_uid
FROM material_spools;

CREATE VIEW report_material_inventory AS
SELECT
    id, material_type_id, color_id, product_id, sku, in_stock,
    quantity_kg         / 1000000.0 AS quantity_kg,
    reorder_point_kg    / 1000000.0 AS reorder_point_kg,
    cost_per_kg         / 1000000.0 AS cost_per_kg,
    last_purchase_date,
    last_purchase_price / 1000000.0 AS last_purchase_price,
    preferred_vendor, vendor_sku, active, created_at, updated_at
FROM material_inventory;

CREATE VIEW report_production_order_spools AS
SELECT
    id, production_order_id, spool_id,
    weight_consumed_kg / 1000000.0 AS weight_consumed_kg,
    created_at, created_by
FROM production_order_spools;

CREATE VIEW report_serial_numbers AS
SELECT
    id, serial_number, product_id, production_order_id, status, qc_passed, qc_date, qc_notes, sales_order_id,
    sales_order_line_id, sold_at, shipped_at, tracking_number, returned_at, return_reason, manufactured_at,
    created_at, shipment_id, scrapped_at
FROM serial_numbers;

CREATE VIEW report_production_lot_consumptions AS
SELECT
    id, production_order_id, material_lot_id, serial_number_id, bom_line_id,
    quantity_consumed / 1000000.0 AS quantity_consumed,
    consumed_at, inventory_transaction_id
FROM production_lot_consumptions;

CREATE VIEW report_customer_traceability_profiles AS
SELECT
    id, user_id, traceability_level, requires_coc, requires_coa, requires_first_article, record_retention_days,
    custom_serial_prefix, compliance_standards, notes, created_at, updated_at
FROM customer_traceability_profiles;

-- farm

CREATE VIEW report_printers AS
SELECT
    id, code, name, model, serial_number, brand, ip_address, mqtt_topic, capabilities, status, last_seen,
    location, work_center_id, notes, active, created_at, updated_at, state_json
FROM printers;

CREATE VIEW report_print_jobs AS
SELECT
    id, production_order_id, printer_id, gcode_file, status, priority, estimated_time_minutes,
    actual_time_minutes,
    estimated_material_grams / 1000000.0 AS estimated_material_grams,
    actual_material_grams    / 1000000.0 AS actual_material_grams,
    variance_percent         / 1000000.0 AS variance_percent,
    queued_at, started_at, finished_at, notes, operation_id, remote_job_key, plate_index,
    progress_percent         / 1000000.0 AS progress_percent,
    slots_json, evidence_json, failure_reason, created_at, updated_at
FROM print_jobs;

CREATE VIEW report_maintenance_logs AS
SELECT
    id, printer_id, maintenance_type, description, performed_by, performed_at, next_due_at,
    cost / 1000000.0 AS cost,
    downtime_minutes, parts_used, notes, created_at
FROM maintenance_logs;

-- planning

CREATE VIEW report_mrp_runs AS
SELECT
    id, run_date, planning_horizon_days, orders_processed, components_analyzed, shortages_found,
    planned_orders_created, status, error_message, created_by, completed_at, trigger, summary_json
FROM mrp_runs;

CREATE VIEW report_planned_orders AS
SELECT
    id, order_type, product_id,
    quantity / 1000000.0 AS quantity,
    due_date, start_date, source_demand_type, source_demand_id, mrp_run_id, status, converted_to_po_id,
    converted_to_mo_id, notes, created_at, created_by, updated_at, firmed_at, released_at, vendor_id, bom_id
FROM planned_orders;

CREATE VIEW report_planned_order_pegs AS
SELECT
    id, supply_type, supply_id, demand_type, demand_id, product_id,
    quantity / 1000000.0 AS quantity
FROM planned_order_pegs;

CREATE VIEW report_planning_messages AS
SELECT
    id, mrp_run_id, product_id, message_type, severity, order_type, order_id,
    quantity / 1000000.0 AS quantity,
    from_date, to_date, why, dismissed_by, dismissed_at, created_at
FROM planning_messages;

-- general ledger

CREATE VIEW report_gl_accounts AS
SELECT
    id, code, name, account_type, role, parent_id, is_active, created_at, updated_at
FROM gl_accounts;

CREATE VIEW report_gl_fiscal_periods AS
SELECT
    id, year, period, start_date, end_date, status, closed_by, closed_at, created_at
FROM gl_fiscal_periods;

CREATE VIEW report_gl_journal_entries AS
SELECT
    id, entry_number, entry_date, fiscal_period_id, description, source_type, source_id, status, reverses_id,
    created_by, created_at, posted_at
FROM gl_journal_entries;

CREATE VIEW report_gl_journal_entry_lines AS
SELECT
    id, journal_entry_id, line_number, account_id,
    debit  / 1000000.0 AS debit,
    credit / 1000000.0 AS credit,
    memo, product_id, production_order_id
FROM gl_journal_entry_lines;

-- commands and files

CREATE VIEW report_number_sequences AS
SELECT
    prefix, year, next_value
FROM number_sequences;

CREATE VIEW report_command_log AS
SELECT
    id, request_id, actor_user_id, actor_name, actor_role, command, document_type, document_id, document_number,
    changes_json, outcome, error_code, at, duration_us
FROM command_log;

CREATE VIEW report_attachments AS
SELECT
    id, sha256, file_name, mime_type, size, owner_type, owner_id, created_by, created_at, deleted_at
FROM attachments;

CREATE VIEW report_saved_views AS
SELECT
    id, user_id, grid, name, state_json, is_default, created_at, updated_at
FROM saved_views;

CREATE VIEW report_user_preferences AS
SELECT
    user_id, key, value_json, updated_at
FROM user_preferences;
