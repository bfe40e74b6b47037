//! What stands before the first order: the company, its people and places, what it buys, makes and sells.

use serde_json::{Value, json};
use spoolyard_types::{Actor, Decimal, Quantity, Role};

use super::build::{Build, Who, row};
use super::records;
use crate::accounts::{self, CreateAccount};
use crate::error::Result;
use crate::{bind, catalog, engineering, farm, inventory, planning, purchasing, sales, settings};

/// A decimal as it stands in a request.
pub(super) fn text(value: Decimal) -> String {
    value.normalize().to_string()
}

impl Build<'_> {
    /// Everything but recipes and stock.
    pub(super) fn masters(&mut self, staff_password: &str) -> Result<()> {
        self.set_clock(self.days_ago(self.sample.sales.history_days), 6, 30)?;
        self.people(staff_password)?;
        self.places()?;
        self.work_centers()?;
        self.company()?;
        self.printers()?;
        self.vendors()?;
        self.materials()?;
        self.filaments()?;
        self.products()?;
        self.customers()
    }

    fn people(&mut self, password: &str) -> Result<()> {
        let hash = accounts::hash_password(password)?;
        let mut hired = Vec::new();
        for person in self.sample.company.people.iter().filter(|p| p.role == "staff") {
            let request = json!({
                "email": person.email, "first_name": person.first_name, "last_name": person.last_name,
                "role": "staff", "password": password,
            });
            let id = self.act(Who::Owner, "accounts.create", request, |w, req: CreateAccount| {
                accounts::insert_account(w, &req, &hash, None)
            })?;
            let name = format!("{} {}", person.first_name, person.last_name);
            hired.push(Actor { user_id: Some(id), name, role: Role::Staff });
        }
        let mut hired = hired.into_iter();
        let (floor, desk) = (hired.next(), hired.next());
        self.hired(floor, desk);
        Ok(())
    }

    fn places(&mut self) -> Result<()> {
        for category in &self.sample.company.categories {
            let parent =
                category.parent.as_deref().map(|code| row(&self.rows.categories, code)).transpose()?;
            let request = json!({
                "code": category.code, "name": category.name, "parent_id": parent, "sort_order": category.sort_order,
            });
            let saved = self.act(Who::Owner, "categories.save", request, catalog::categories::save)?;
            self.rows.categories.insert(category.code.clone(), saved.id);
        }
        for location in &self.sample.company.locations {
            let known: Option<i64> = self.store().value(
                "SELECT id FROM inventory_locations WHERE code = ?1 COLLATE NOCASE",
                bind![location.code],
            )?;
            let parent =
                location.parent.as_deref().map(|code| row(&self.rows.locations, code)).transpose()?;
            let request = json!({
                "id": known, "name": location.name, "code": location.code, "location_type": location.kind,
                "parent_id": parent, "active": true, "is_nettable": location.nettable,
            });
            let saved = self.act(Who::Owner, "locations.save", request, inventory::save_location)?;
            self.rows.locations.insert(location.code.clone(), saved.id);
        }
        for reason in &self.sample.company.scrap_reasons {
            let request =
                json!({ "code": reason.code, "name": reason.name, "description": reason.description });
            let id = self.step(Who::Owner, "scrap_reasons.save", request, |w| {
                let known: Option<spoolyard_types::ids::ScrapReasonId> =
                    w.value("SELECT id FROM scrap_reasons WHERE code = ?1", bind![reason.code])?;
                if let Some(known) = known {
                    return Ok(known);
                }
                Ok(spoolyard_types::ids::ScrapReasonId(w.insert(
                    "INSERT INTO scrap_reasons (code, name, description, created_at, updated_at)
                     VALUES (?1, ?2, ?3, ?4, ?4)",
                    bind![reason.code, reason.name, reason.description, w.now()],
                )?))
            })?;
            self.rows.scrap_reasons.push(id);
        }
        Ok(())
    }

    fn work_centers(&mut self) -> Result<()> {
        for center in &self.sample.work_centers {
            let known: Option<i64> = self
                .store()
                .value("SELECT id FROM work_centers WHERE code = ?1 COLLATE NOCASE", bind![center.code])?;
            let request = json!({
                "id": known, "code": center.code, "name": center.name, "description": center.description,
                "center_type": center.center_type, "capacity_hours_per_day": center.capacity_hours_per_day,
                "machine_rate_per_hour": center.machine_rate_per_hour,
                "labor_rate_per_hour": center.labor_rate_per_hour,
                "overhead_rate_per_hour": center.overhead_rate_per_hour,
                "hourly_rate": center.hourly_rate, "is_bottleneck": center.is_bottleneck,
                "scheduling_priority": center.scheduling_priority,
            });
            let saved = self.act(Who::Owner, "work_centers.save", request, engineering::centers::save)?;
            self.rows.work_centers.insert(center.code.clone(), saved.id);
            for resource in &center.resources {
                let request =
                    json!({ "work_center_id": saved.id, "code": resource.code, "name": resource.name });
                self.act(Who::Owner, "resources.save", request, engineering::centers::save_resource)?;
            }
        }
        Ok(())
    }

    /// What the first start asked stays; what it did not ask comes from the sample.
    fn company(&self) -> Result<()> {
        let Some(now) = settings::company(self.store())? else { return Ok(()) };
        let sample = &self.sample.company;
        let rate = sample.tax_rate_percent.get() / Decimal::ONE_HUNDRED;
        let request = json!({
            "company_name": now.company_name, "timezone": now.timezone, "locale": now.locale,
            "currency_code": now.currency_code, "paper_size": now.paper_size, "week_start": now.week_start,
            "address_line1": now.address_line1.as_ref().unwrap_or(&sample.address_line1),
            "address_line2": now.address_line2,
            "city": now.city.as_ref().unwrap_or(&sample.city),
            "state": now.state.as_ref().unwrap_or(&sample.state),
            "postal_code": now.postal_code.as_ref().unwrap_or(&sample.postal_code),
            "country": now.country.as_ref().unwrap_or(&sample.country),
            "phone": now.phone.as_ref().unwrap_or(&sample.phone),
            "email": now.email.as_ref().unwrap_or(&sample.email),
            "website": now.website.as_ref().unwrap_or(&sample.website),
            "tax_id": now.tax_id.as_ref().unwrap_or(&sample.tax_id),
            "default_tax_rate": text(rate),
            "over_receipt_percent": sample.over_receipt_tolerance_percent,
            "default_lead_time_days": sample.default_lead_time_days,
            "default_location_id": row(&self.rows.locations, "MAIN")?,
            "default_work_center_id": row(&self.rows.work_centers, "PRINT")?,
        });
        let request_of_plan = json!({
            "auto": true, "use_late_receipts": true, "strict_safety_stock": false, "firm_fence_days": 0,
            "dampening_days": sample.plan_dampening_days, "dampening_quantity": "0", "holding_percent_per_year": "20",
        });
        self.act(Who::Owner, "plan.update_settings", request_of_plan, planning::update_settings)?;
        self.act(Who::Owner, "settings.update_company", request, |w, req: settings::UpdateCompany| {
            settings::update_company(w, &req)?;
            let days: Vec<String> = sample.working_weekdays.iter().map(u8::to_string).collect();
            w.execute(
                "UPDATE company_settings SET business_hours_start = ?1, business_hours_end = ?2,
                     business_days_per_week = ?3, business_work_days = ?4, business_type = ?5 WHERE id = 1",
                bind![
                    sample.business_hours_start,
                    sample.business_hours_end,
                    i64::try_from(days.len()).unwrap_or(5),
                    days.join(","),
                    sample.business_type
                ],
            )
        })?;
        Ok(())
    }

    fn printers(&self) -> Result<()> {
        for printer in &self.sample.printers {
            let (can, upkeep) = (&printer.capabilities, &printer.maintenance);
            let center = row(&self.rows.work_centers, &printer.work_center)?;
            let request = json!({
                "code": printer.code, "name": printer.name, "brand": printer.brand, "model": printer.model,
                "serial_number": printer.serial_number, "ip_address": printer.ip_address,
                "work_center_id": center, "location": printer.location,
                "capabilities": {
                    "build_volume_mm": can.build_volume_mm, "nozzle_diameter_mm": can.nozzle_diameter_mm,
                    "enclosure": can.enclosure, "slots": can.slots, "materials": can.materials,
                    "print_hours": upkeep.print_hours, "maintenance_interval_hours": upkeep.interval_hours,
                },
            });
            let id = self.act(Who::Owner, "printers.add", request, farm::add_printer)?;
            let request = json!({
                "work_center_id": center, "code": printer.code, "name": printer.name,
                "machine_type": printer.model, "serial_number": printer.serial_number,
                "capacity_hours_per_day": "16", "printer_id": id.id,
            });
            self.act(Who::Owner, "resources.save", request, engineering::centers::save_resource)?;
        }
        Ok(())
    }

    fn vendors(&mut self) -> Result<()> {
        for vendor in &self.sample.vendors {
            let request = json!({
                "code": vendor.code, "name": vendor.name, "contact_name": vendor.contact_name,
                "email": vendor.email, "phone": vendor.phone, "website": vendor.website,
                "address_line1": vendor.address_line1, "city": vendor.city, "state": vendor.state,
                "postal_code": vendor.postal_code, "country": vendor.country,
                "payment_terms": vendor.payment_terms, "account_number": vendor.account_number,
                "lead_time_days": vendor.lead_time_days, "rating": vendor.rating, "notes": vendor.notes,
                "is_active": true,
            });
            let saved = self.act(Who::Owner, "vendors.save", request, purchasing::save_vendor)?;
            self.rows.vendors.insert(vendor.code.clone(), saved.id);
        }
        Ok(())
    }

    fn materials(&mut self) -> Result<()> {
        for color in &self.sample.materials.colors {
            let request = json!({
                "code": color.code, "name": color.name, "hex_code": color.hex_code,
                "hex_code_secondary": color.hex_code_secondary, "display_order": color.display_order,
            });
            let saved = self.act(Who::Owner, "colors.save", request, catalog::materials::save_color)?;
            self.rows.colors.insert(color.code.clone(), saved.id);
        }
        for material in &self.sample.materials.material_types {
            let request = json!({
                "code": material.code, "name": material.name, "base_material": material.base_material,
                "process_type": material.process_type, "density": material.density,
                "volumetric_flow_limit": material.volumetric_flow_limit,
                "nozzle_temp_min": material.nozzle_temp_min, "nozzle_temp_max": material.nozzle_temp_max,
                "bed_temp_min": material.bed_temp_min, "bed_temp_max": material.bed_temp_max,
                "requires_enclosure": material.requires_enclosure,
                "base_price_per_kg": material.base_price_per_kg, "price_multiplier": material.price_multiplier,
                "description": material.description, "strength_rating": material.strength_rating,
                "display_order": material.display_order,
            });
            let saved = self.act(Who::Owner, "materials.save", request, catalog::materials::save_material)?;
            self.rows.materials.insert(material.code.clone(), saved.id);
            let own = self.sample.filaments.iter().filter(|f| f.material_type == material.code);
            let colors = own.map(|f| row(&self.rows.colors, &f.color)).collect::<Result<Vec<_>>>()?;
            let request = json!({ "material_type_id": saved.id, "color_ids": colors });
            self.act(Who::Owner, "materials.set_colors", request, catalog::materials::set_colors)?;
        }
        Ok(())
    }

    fn filaments(&mut self) -> Result<()> {
        for filament in &self.sample.filaments {
            let per_gram = filament.cost_per_spool.get() / filament.spool_mass_g.get();
            let least = Decimal::from(filament.min_order_spools) * filament.spool_mass_g.get();
            let request = json!({
                "sku": filament.sku, "name": filament.name, "item_type": "material", "procurement_type": "buy",
                "unit": "G", "purchase_uom": "SPOOL", "purchase_factor": filament.spool_mass_g,
                "category_id": row(&self.rows.categories, "FILAMENT")?,
                "material_type_id": row(&self.rows.materials, &filament.material_type)?,
                "color_id": row(&self.rows.colors, &filament.color)?,
                "cost_method": "average", "last_cost": text(per_gram.round_dp(6)),
                "lead_time_days": self.lead_time(&filament.vendor),
                "min_order_qty": text(least), "order_multiple": filament.spool_mass_g,
                "reorder_point": filament.reorder_point_g, "safety_stock": filament.safety_stock_g,
                "preferred_vendor_id": row(&self.rows.vendors, &filament.vendor)?,
                "stocking_policy": "stock", "sales_channel": "internal", "is_public": false, "track_lots": true,
            });
            let saved = self.act(Who::Owner, "items.save", request, catalog::commands::save)?;
            self.rows.products.insert(filament.sku.clone(), saved.id);
        }
        Ok(())
    }

    fn lead_time(&self, vendor: &str) -> Option<u32> {
        self.sample.vendors.iter().find(|v| v.code == vendor).map(|v| v.lead_time_days)
    }

    fn product(&self, product: &records::Product) -> Result<Value> {
        let vendor = product.vendor.as_deref().map(|code| row(&self.rows.vendors, code)).transpose()?;
        let factor = product.purchase_factor.map(|f| Quantity::new(f.get())).transpose()?;
        Ok(json!({
            "sku": product.sku, "name": product.name, "description": product.description,
            "item_type": product.item_type, "procurement_type": product.procurement_type,
            "unit": product.unit, "purchase_uom": product.purchase_uom, "purchase_factor": factor,
            "category_id": row(&self.rows.categories, &product.category)?,
            "cost_method": product.cost_method, "standard_cost": product.standard_cost,
            "last_cost": product.last_cost, "selling_price": product.selling_price,
            "weight_oz": product.weight_oz, "lead_time_days": product.lead_time_days,
            "min_order_qty": product.min_order_qty, "order_multiple": product.order_multiple,
            "reorder_point": product.reorder_point, "safety_stock": product.safety_stock,
            "preferred_vendor_id": vendor, "stocking_policy": product.stocking_policy,
            "lot_policy": product.lot_policy, "lot_size": product.fixed_order_qty, "poq_days": product.poq_days,
            "gcode_file_path": product.gcode_file, "sales_channel": product.sales_channel,
            "is_public": product.sales_channel == "public",
            "track_lots": product.track_lots, "track_serials": product.track_serials,
        }))
    }

    fn products(&mut self) -> Result<()> {
        for product in &self.sample.products {
            let request = self.product(product)?;
            let saved = self.act(Who::Owner, "items.save", request, catalog::commands::save)?;
            self.rows.products.insert(product.sku.clone(), saved.id);
        }
        Ok(())
    }

    fn customers(&mut self) -> Result<()> {
        for customer in &self.sample.customers {
            let mut request = json!({
                "first_name": customer.first_name, "last_name": customer.last_name,
                "company_name": customer.company_name, "email": customer.email, "phone": customer.phone,
                "payment_terms": customer.payment_terms, "credit_limit": customer.credit_limit,
            });
            for purpose in ["billing", "shipping"] {
                request[format!("{purpose}_address_line1")] = json!(customer.address_line1);
                request[format!("{purpose}_address_line2")] = json!(customer.address_line2);
                request[format!("{purpose}_city")] = json!(customer.city);
                request[format!("{purpose}_state")] = json!(customer.state);
                request[format!("{purpose}_zip")] = json!(customer.zip);
                request[format!("{purpose}_country")] = json!(customer.country);
            }
            let saved = self.act(Who::Owner, "customers.create", request, sales::customers::create)?;
            self.rows.customers.insert(customer.customer_number.clone(), saved.id);
        }
        Ok(())
    }
}
