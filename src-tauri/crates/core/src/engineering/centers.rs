//! Work centers and the machines and stations of each.

use spoolyard_types::ids::{PrinterId, WorkCenterId};
use spoolyard_types::{Code, Entered, Quantity, Text, UnitCost};

use crate::bind;
use crate::db::{Read, Write};
use crate::error::{Result, not_found, refuse, refuse_field};

crate::stored_enum! {
    /// Whether a machine can be used.
    pub enum ResourceStatus {
        /// Free.
        Available = "available",
        /// At work.
        Busy = "busy",
        /// Being looked after.
        Maintenance = "maintenance",
        /// Switched off.
        Offline = "offline",
    }
}

crate::read_model! {
    /// Where work is done.
    pub struct WorkCenter {
        /// Its row.
        pub id: WorkCenterId,
        /// Code.
        pub code: String,
        /// Name.
        pub name: String,
        /// Description.
        pub description: Option<String>,
        /// The shop's own word for its kind.
        pub center_type: String,
        /// Hours a day, all machines together.
        pub capacity_hours_per_day: Option<Quantity>,
        /// Units an hour.
        pub capacity_units_per_hour: Option<Quantity>,
        /// Machine, an hour.
        pub machine_rate_per_hour: Option<UnitCost>,
        /// Labour, an hour.
        pub labor_rate_per_hour: Option<UnitCost>,
        /// Overhead, an hour.
        pub overhead_rate_per_hour: Option<UnitCost>,
        /// The three together; counts as machine where none of them is set.
        pub hourly_rate: UnitCost,
        /// Holds the others up.
        pub is_bottleneck: bool,
        /// 1 first to 10 last.
        pub scheduling_priority: u32,
        /// May be chosen.
        pub is_active: bool,
        /// Machines and stations in use.
        pub resource_count: u32,
        /// Operations of work orders that wait or are under way.
        pub open_operations: u32,
        /// Work orders start here when a product has no routing.
        pub is_default: bool,
    }

    /// A machine or a station.
    pub struct Resource {
        /// Its row.
        pub id: i64,
        /// Where it stands.
        pub work_center_id: WorkCenterId,
        /// Code.
        pub code: String,
        /// Name.
        pub name: String,
        /// Its kind.
        pub machine_type: Option<String>,
        /// The maker's number.
        pub serial_number: Option<String>,
        /// Hours a day.
        pub capacity_hours_per_day: Option<Quantity>,
        /// Whether it can be used.
        pub status: ResourceStatus,
        /// May be chosen.
        pub is_active: bool,
        /// The printer that it is.
        pub printer_id: Option<PrinterId>,
    }
}

crate::wire! {
    /// A new work center, or one changed.
    pub struct SaveWorkCenter {
        /// Which one; none for a new one.
        #[serde(default)]
        #[ts(optional)]
        pub id: Option<WorkCenterId>,
        /// Code.
        pub code: Text<50>,
        /// Name.
        pub name: Text<200>,
        /// Description.
        #[serde(default)]
        #[ts(optional)]
        pub description: Option<Text<2000>>,
        /// The shop's own word for its kind; `production` when left out.
        #[serde(default)]
        #[ts(optional)]
        pub center_type: Option<Text<50>>,
        /// Hours a day, all machines together.
        #[serde(default)]
        #[ts(optional)]
        pub capacity_hours_per_day: Option<Entered<Quantity, 10, 2>>,
        /// Units an hour.
        #[serde(default)]
        #[ts(optional)]
        pub capacity_units_per_hour: Option<Entered<Quantity, 10, 2>>,
        /// Machine, an hour.
        #[serde(default)]
        #[ts(optional)]
        pub machine_rate_per_hour: Option<Entered<UnitCost, 18, 4>>,
        /// Labour, an hour.
        #[serde(default)]
        #[ts(optional)]
        pub labor_rate_per_hour: Option<Entered<UnitCost, 18, 4>>,
        /// Overhead, an hour.
        #[serde(default)]
        #[ts(optional)]
        pub overhead_rate_per_hour: Option<Entered<UnitCost, 18, 4>>,
        /// All together, where the parts are not known; the sum of the parts when left out.
        #[serde(default)]
        #[ts(optional)]
        pub hourly_rate: Option<Entered<UnitCost, 10, 2>>,
        /// Holds the others up.
        #[serde(default)]
        pub is_bottleneck: bool,
        /// 1 first to 10 last; 5 when left out.
        #[serde(default)]
        #[ts(optional)]
        pub scheduling_priority: Option<u32>,
        /// May be chosen; yes when left out.
        #[serde(default)]
        #[ts(optional)]
        pub is_active: Option<bool>,
    }

    /// A new machine or station, or one changed.
    pub struct SaveResource {
        /// Which one; none for a new one.
        #[serde(default)]
        #[ts(optional)]
        pub id: Option<i64>,
        /// Where it stands.
        pub work_center_id: WorkCenterId,
        /// Code.
        pub code: Text<50>,
        /// Name.
        pub name: Text<200>,
        /// Its kind.
        #[serde(default)]
        #[ts(optional)]
        pub machine_type: Option<Text<100>>,
        /// The maker's number.
        #[serde(default)]
        #[ts(optional)]
        pub serial_number: Option<Text<100>>,
        /// Hours a day.
        #[serde(default)]
        #[ts(optional)]
        pub capacity_hours_per_day: Option<Entered<Quantity, 10, 2>>,
        /// Whether it can be used; free when left out.
        #[serde(default)]
        #[ts(optional)]
        pub status: Option<ResourceStatus>,
        /// The printer that it is.
        #[serde(default)]
        #[ts(optional)]
        pub printer_id: Option<PrinterId>,
        /// May be chosen; yes when left out.
        #[serde(default)]
        #[ts(optional)]
        pub is_active: Option<bool>,
    }

    /// Names a work center.
    pub struct WorkCenterRef {
        /// Which one.
        pub id: WorkCenterId,
    }
}

const SELECT: &str = "SELECT wc.id, wc.code, wc.name, wc.description, wc.center_type, wc.capacity_hours_per_day,
       wc.capacity_units_per_hour, wc.machine_rate_per_hour, wc.labor_rate_per_hour, wc.overhead_rate_per_hour,
       wc.hourly_rate, wc.is_bottleneck, wc.scheduling_priority, wc.is_active,
       (SELECT count(*) FROM resources AS x WHERE x.work_center_id = wc.id AND x.is_active = 1) AS resource_count,
       (SELECT count(*) FROM production_order_operations AS o
        JOIN production_orders AS wo ON wo.id = o.production_order_id
        WHERE o.work_center_id = wc.id AND o.status IN ('pending', 'in_progress', 'paused')
          AND wo.status IN ('released', 'in_progress', 'on_hold')) AS open_operations,
       EXISTS (SELECT 1 FROM company_settings AS c WHERE c.default_work_center_id = wc.id) AS is_default
     FROM work_centers AS wc";
const RESOURCE: &str =
    "SELECT id, work_center_id, code, name, machine_type, serial_number, capacity_hours_per_day, status,
       is_active, printer_id FROM resources";

/// All work centers.
///
/// # Errors
/// When the store cannot be read.
pub fn list(r: &Read<'_>) -> Result<Vec<WorkCenter>> {
    r.all(&format!("{SELECT} ORDER BY wc.scheduling_priority, wc.code, wc.id"), [])
}

/// The machines and stations of a work center.
///
/// # Errors
/// When the store cannot be read.
pub fn list_resources(r: &Read<'_>, req: WorkCenterRef) -> Result<Vec<Resource>> {
    r.all(&format!("{RESOURCE} WHERE work_center_id = ?1 ORDER BY code, id"), bind![req.id])
}

pub(super) fn require(r: &Read<'_>, id: WorkCenterId, field: String) -> Result<()> {
    match r.value::<bool>("SELECT is_active FROM work_centers WHERE id = ?1", bind![id])? {
        Some(true) => Ok(()),
        Some(false) => Err(refuse_field(
            Code::InvalidValue,
            field,
            "This work center is switched off. Choose another, or switch it on.",
        )),
        None => Err(refuse_field(Code::NotFound, field, format!("There is no work center {id}."))),
    }
}

/// Adds a work center or changes one. Work that was released before keeps the rates it was released with.
///
/// # Errors
/// [`Code::AlreadyExists`], [`Code::InvalidValue`], [`Code::NotFound`];
/// [`Code::InUse`] when the default one would be switched off.
pub fn save(w: &Write<'_>, req: SaveWorkCenter) -> Result<WorkCenter> {
    let code = req.code.trim().to_uppercase();
    let taken: Option<WorkCenterId> =
        w.value("SELECT id FROM work_centers WHERE code = ?1 COLLATE NOCASE", bind![code])?;
    if taken.is_some() && taken != req.id {
        return Err(refuse_field(
            Code::AlreadyExists,
            "code",
            format!("There is a work center {code} already."),
        ));
    }
    let priority = req.scheduling_priority.unwrap_or(5);
    if !(1..=10).contains(&priority) {
        let text = "Priorities go from 1 (first) to 10 (last).";
        return Err(refuse_field(Code::InvalidValue, "scheduling_priority", text));
    }
    let rates = [
        ("machine_rate_per_hour", req.machine_rate_per_hour),
        ("labor_rate_per_hour", req.labor_rate_per_hour),
        ("overhead_rate_per_hour", req.overhead_rate_per_hour),
    ];
    let mut sum = UnitCost::ZERO;
    for (field, rate) in rates {
        if rate.is_some_and(|r| r.0.is_negative()) {
            return Err(refuse_field(Code::InvalidValue, field, "A rate cannot be below 0."));
        }
        sum = sum.plus(rate.map_or(UnitCost::ZERO, Entered::get))?;
    }
    for (field, hours) in [
        ("capacity_hours_per_day", req.capacity_hours_per_day),
        ("capacity_units_per_hour", req.capacity_units_per_hour),
    ] {
        if hours.is_some_and(|h| h.0.is_negative()) {
            return Err(refuse_field(Code::InvalidValue, field, "A capacity cannot be below 0."));
        }
    }
    let hourly = req.hourly_rate.map_or(sum, Entered::get);
    if hourly.is_negative() {
        return Err(refuse_field(Code::InvalidValue, "hourly_rate", "A rate cannot be below 0."));
    }
    let id = match req.id {
        Some(id) => one(w, id)?.id,
        None => WorkCenterId(w.insert(
            "INSERT INTO work_centers (code, name, created_at, updated_at) VALUES (?1, ?2, ?3, ?3)",
            bind![code, req.name, w.now()],
        )?),
    };
    let active = req.is_active.unwrap_or(true);
    if !active && one(w, id)?.is_default {
        let text =
            format!("{code} is where work starts by default. Choose another default in Settings first.");
        return Err(refuse_field(Code::InUse, "is_active", text));
    }
    w.execute(
        "UPDATE work_centers SET code = ?2, name = ?3, description = ?4, center_type = ?5, capacity_hours_per_day = ?6,
             capacity_units_per_hour = ?7, machine_rate_per_hour = ?8, labor_rate_per_hour = ?9,
             overhead_rate_per_hour = ?10, hourly_rate = ?11, is_bottleneck = ?12, scheduling_priority = ?13,
             is_active = ?14, updated_at = ?15 WHERE id = ?1",
        bind![
            id,
            code,
            req.name,
            req.description,
            req.center_type.as_deref().unwrap_or("production"),
            req.capacity_hours_per_day,
            req.capacity_units_per_hour,
            req.machine_rate_per_hour,
            req.labor_rate_per_hour,
            req.overhead_rate_per_hour,
            hourly,
            req.is_bottleneck,
            priority,
            active,
            w.now(),
        ],
    )?;
    w.about("work_center", id.get(), Some(&code));
    one(w, id)
}

fn one(r: &Read<'_>, id: WorkCenterId) -> Result<WorkCenter> {
    r.maybe(&format!("{SELECT} WHERE wc.id = ?1"), bind![id])?.ok_or_else(|| not_found("work center", id))
}

/// Takes away a work center that nothing was ever done at.
///
/// # Errors
/// [`Code::InUse`], [`Code::NotFound`].
pub fn delete(w: &Write<'_>, req: WorkCenterRef) -> Result<()> {
    let center = one(w, req.id)?;
    let used: i64 = w
        .value(
            "SELECT (SELECT count(*) FROM routing_operations WHERE work_center_id = ?1)
                  + (SELECT count(*) FROM production_order_operations WHERE work_center_id = ?1)
                  + (SELECT count(*) FROM resources WHERE work_center_id = ?1)
                  + (SELECT count(*) FROM printers WHERE work_center_id = ?1)
                  + (SELECT count(*) FROM company_settings WHERE default_work_center_id = ?1)",
            bind![req.id],
        )?
        .unwrap_or(0);
    if used > 0 {
        let text = format!(
            "{} is named by routings, work orders, machines or settings. Switch it off instead.",
            center.name
        );
        return Err(refuse(Code::InUse, text));
    }
    w.execute("DELETE FROM work_centers WHERE id = ?1", bind![req.id])?;
    w.about("work_center", req.id.get(), Some(&center.code));
    Ok(())
}

/// Adds a machine or station, or changes one.
///
/// # Errors
/// [`Code::AlreadyExists`], [`Code::InvalidValue`], [`Code::NotFound`].
pub fn save_resource(w: &Write<'_>, req: SaveResource) -> Result<Resource> {
    one(w, req.work_center_id)?;
    let code = req.code.trim().to_uppercase();
    let taken: Option<i64> = w.value(
        "SELECT id FROM resources WHERE work_center_id = ?1 AND code = ?2 COLLATE NOCASE",
        bind![req.work_center_id, code],
    )?;
    if taken.is_some() && taken != req.id {
        let text = format!("This work center has a {code} already. Choose another code.");
        return Err(refuse_field(Code::AlreadyExists, "code", text));
    }
    if req.capacity_hours_per_day.is_some_and(|h| h.0.is_negative()) {
        return Err(refuse_field(
            Code::InvalidValue,
            "capacity_hours_per_day",
            "A capacity cannot be below 0.",
        ));
    }
    let id = match req.id {
        Some(id) => id,
        None => w.insert(
            "INSERT INTO resources (work_center_id, code, name, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?4)",
            bind![req.work_center_id, code, req.name, w.now()],
        )?,
    };
    let changed = w.execute(
        "UPDATE resources SET work_center_id = ?2, code = ?3, name = ?4, machine_type = ?5, serial_number = ?6,
             capacity_hours_per_day = ?7, status = ?8, printer_id = ?9, is_active = ?10, updated_at = ?11
         WHERE id = ?1",
        bind![
            id,
            req.work_center_id,
            code,
            req.name,
            req.machine_type,
            req.serial_number,
            req.capacity_hours_per_day,
            req.status.unwrap_or(ResourceStatus::Available),
            req.printer_id,
            req.is_active.unwrap_or(true),
            w.now(),
        ],
    )?;
    if changed == 0 {
        return Err(not_found("machine", id));
    }
    w.about("resource", id, Some(&code));
    w.maybe(&format!("{RESOURCE} WHERE id = ?1"), bind![id])?.ok_or_else(|| not_found("machine", id))
}
