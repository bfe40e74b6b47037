-- Printers, what they print, and their upkeep. Telemetry lives in its own file, so that it never delays or bloats
-- the ledger; here is what the business needs to know of it.

-- connection_config holds no secret in clear: access codes and keys are sealed with a key that lies outside this
-- file.
CREATE TABLE printers (
    id                INTEGER PRIMARY KEY,
    code              TEXT    NOT NULL UNIQUE            CHECK (trim(code) <> '' AND length(code) <= 50),
    name              TEXT    NOT NULL                   CHECK (trim(name) <> '' AND length(name) <= 255),
    model             TEXT    NOT NULL                   CHECK (trim(model) <> '' AND length(model) <= 100),
    serial_number     TEXT                               CHECK (length(serial_number) <= 100),
    brand             TEXT    NOT NULL DEFAULT 'generic' CHECK (trim(brand) <> '' AND length(brand) <= 50),
    ip_address        TEXT                               CHECK (length(ip_address) <= 50),
    mqtt_topic        TEXT                               CHECK (length(mqtt_topic) <= 255),
    connection_config TEXT    NOT NULL DEFAULT '{}'      CHECK (json_valid(connection_config)),
    capabilities      TEXT    NOT NULL DEFAULT '{}'      CHECK (json_valid(capabilities)),
    status            TEXT    NOT NULL DEFAULT 'offline'
                              CHECK (status IN ('offline', 'connecting', 'online', 'idle', 'preparing', 'printing', 'paused',
                                                'finished', 'cancelled', 'failed', 'busy', 'attention', 'error', 'maintenance')),
    last_seen         TEXT                               CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', last_seen, '+0 days') IS last_seen),
    location          TEXT                               CHECK (length(location) <= 255),
    work_center_id    INTEGER REFERENCES work_centers (id),
    notes             TEXT,
    active            INTEGER NOT NULL DEFAULT 1         CHECK (active IN (0, 1)),
    created_at        TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                              CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    updated_at        TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                              CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', updated_at, '+0 days') IS updated_at),

    -- Spoolyard's own
    state_json        TEXT                               CHECK (state_json IS NULL OR json_valid(state_json))
) STRICT;

CREATE INDEX printers_by_brand ON printers (brand);
CREATE INDEX printers_by_work_center ON printers (work_center_id);
CREATE INDEX printers_by_status ON printers (status);

CREATE TABLE print_jobs (
    id                       INTEGER PRIMARY KEY,
    production_order_id      INTEGER REFERENCES production_orders (id),
    printer_id               INTEGER REFERENCES printers (id),
    gcode_file               TEXT                              CHECK (length(gcode_file) <= 500),
    status                   TEXT    NOT NULL DEFAULT 'queued'
                                     CHECK (status IN ('queued', 'sending', 'printing', 'paused', 'completed', 'failed',
                                                       'cancelled')),
    priority                 TEXT    NOT NULL DEFAULT 'normal' CHECK (priority IN ('low', 'normal', 'high', 'urgent')),
    estimated_time_minutes   INTEGER                           CHECK (estimated_time_minutes >= 0),
    actual_time_minutes      INTEGER                           CHECK (actual_time_minutes >= 0),
    estimated_material_grams INTEGER                           CHECK (estimated_material_grams >= 0),
    actual_material_grams    INTEGER                           CHECK (actual_material_grams >= 0),
    variance_percent         INTEGER,
    queued_at                TEXT    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', queued_at, '+0 days') IS queued_at),
    started_at               TEXT    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', started_at, '+0 days') IS started_at),
    finished_at              TEXT    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', finished_at, '+0 days') IS finished_at),
    notes                    TEXT,

    -- Spoolyard's own
    operation_id             INTEGER REFERENCES production_order_operations (id),
    remote_job_key           TEXT                              CHECK (length(remote_job_key) <= 200),
    plate_index              INTEGER,
    progress_percent         INTEGER NOT NULL DEFAULT 0        CHECK (progress_percent BETWEEN 0 AND 100000000),
    slots_json               TEXT                              CHECK (slots_json IS NULL OR json_valid(slots_json)),
    evidence_json            TEXT                              CHECK (evidence_json IS NULL OR json_valid(evidence_json)),
    failure_reason           TEXT,
    created_at               TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                     CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    updated_at               TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                     CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', updated_at, '+0 days') IS updated_at)
) STRICT;

CREATE INDEX print_jobs_by_production_order ON print_jobs (production_order_id);
CREATE INDEX print_jobs_by_operation ON print_jobs (operation_id);
CREATE INDEX print_jobs_by_status ON print_jobs (status, queued_at, id);
CREATE INDEX print_jobs_by_printer ON print_jobs (printer_id, status, id);
-- One print is one job, however often its printer tells us so
CREATE UNIQUE INDEX print_jobs_remote_once ON print_jobs (printer_id, remote_job_key) WHERE remote_job_key IS NOT NULL;

CREATE TABLE maintenance_logs (
    id               INTEGER PRIMARY KEY,
    printer_id       INTEGER NOT NULL REFERENCES printers (id),
    maintenance_type TEXT    NOT NULL CHECK (maintenance_type IN ('preventive', 'corrective', 'calibration')),
    description      TEXT,
    performed_by     TEXT             CHECK (length(performed_by) <= 100),
    performed_at     TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                             CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', performed_at, '+0 days') IS performed_at),
    next_due_at      TEXT             CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', next_due_at, '+0 days') IS next_due_at),
    cost             INTEGER          CHECK (cost >= 0),
    downtime_minutes INTEGER          CHECK (downtime_minutes >= 0),
    parts_used       TEXT,
    notes            TEXT,
    created_at       TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                             CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at)
) STRICT;

CREATE INDEX maintenance_logs_by_printer ON maintenance_logs (printer_id);
CREATE INDEX maintenance_logs_by_maintenance_type ON maintenance_logs (maintenance_type);
CREATE INDEX maintenance_logs_by_performed_at ON maintenance_logs (performed_at);
CREATE INDEX maintenance_logs_by_next_due_at ON maintenance_logs (next_due_at);
