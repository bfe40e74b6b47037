-- What the monitor remembers of a printer stands apart from what pages show of it: it is written whenever a printer tells
-- something new, and only what a page shows may make every window read its printers again.

CREATE TABLE printer_states (
    printer_id INTEGER PRIMARY KEY REFERENCES printers (id) ON DELETE CASCADE,
    state_json TEXT    NOT NULL CHECK (json_valid(state_json))
) STRICT;

INSERT INTO printer_states (printer_id, state_json)
SELECT id, state_json FROM printers WHERE state_json IS NOT NULL;

DROP VIEW report_printers;
ALTER TABLE printers DROP COLUMN state_json;

CREATE VIEW report_printers AS
SELECT
    id, code, name, model, serial_number, brand, ip_address, mqtt_topic, capabilities, status, last_seen,
    location, work_center_id, notes, active, created_at, updated_at
FROM printers;

CREATE VIEW report_printer_states AS
SELECT printer_id, state_json FROM printer_states;
