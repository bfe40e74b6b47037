-- Files that printers print, the plates in them, what lies on which printer, and what is loaded in which slot. A file is
-- kept by its content beside the store; a print knows the plate it prints, and so its picture, minutes and grams.

CREATE TABLE print_files (
    id             INTEGER PRIMARY KEY,
    name           TEXT    NOT NULL CHECK (trim(name) <> '' AND length(name) <= 255),
    sha256         TEXT    NOT NULL CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'),
    size           INTEGER NOT NULL CHECK (size > 0),
    kind           TEXT    NOT NULL CHECK (kind IN ('gcode', 'bgcode', '3mf')),
    slicer         TEXT             CHECK (length(slicer) <= 100),
    product_id     INTEGER REFERENCES products (id) ON DELETE SET NULL,
    sales_order_id INTEGER REFERENCES sales_orders (id) ON DELETE SET NULL,
    note           TEXT             CHECK (length(note) <= 2000),
    created_by     INTEGER REFERENCES users (id),
    created_at     TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                           CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    updated_at     TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                           CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', updated_at, '+0 days') IS updated_at),
    -- A deleted file stays for the prints that were made of it.
    deleted_at     TEXT             CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', deleted_at, '+0 days') IS deleted_at)
) STRICT;

-- The same content stands in the library once.
CREATE UNIQUE INDEX print_files_once ON print_files (sha256) WHERE deleted_at IS NULL;
CREATE INDEX print_files_by_name ON print_files (name, id);
CREATE INDEX print_files_by_created_at ON print_files (created_at, id);
CREATE INDEX print_files_by_product ON print_files (product_id);
CREATE INDEX print_files_by_sales_order ON print_files (sales_order_id);
CREATE INDEX print_files_by_created_by ON print_files (created_by);

-- What the slicer says of each plate. A figure that it does not state is NULL, never zero.
CREATE TABLE print_plates (
    id               INTEGER PRIMARY KEY,
    print_file_id    INTEGER NOT NULL REFERENCES print_files (id),
    number           INTEGER NOT NULL CHECK (number BETWEEN 1 AND 9999),
    print_minutes    INTEGER          CHECK (print_minutes >= 0),
    material_grams   INTEGER          CHECK (material_grams >= 0),
    layers           INTEGER          CHECK (layers >= 0),
    nozzle_mm        INTEGER          CHECK (nozzle_mm > 0),
    printer_model    TEXT             CHECK (length(printer_model) <= 200),
    printer_model_id TEXT             CHECK (length(printer_model_id) <= 100),
    bed_type         TEXT             CHECK (length(bed_type) <= 100),
    height_mm        INTEGER          CHECK (height_mm >= 0),
    box_json         TEXT             CHECK (box_json IS NULL OR json_valid(box_json)),
    slots_json       TEXT    NOT NULL DEFAULT '[]' CHECK (json_valid(slots_json)),
    warnings_json    TEXT    NOT NULL DEFAULT '[]' CHECK (json_valid(warnings_json)),
    picture_sha256   TEXT             CHECK (length(picture_sha256) = 64 AND picture_sha256 NOT GLOB '*[^0-9a-f]*'),
    picture_type     TEXT             CHECK (picture_type IN ('image/png', 'image/jpeg')),
    UNIQUE (print_file_id, number),
    CHECK ((picture_sha256 IS NULL) = (picture_type IS NULL))
) STRICT;

-- Which of our files lie on which printer, as they were last put or seen there. stem is the path as printers of any
-- make repeat it: without folder and ending, in small letters and digits.
CREATE TABLE printer_files (
    printer_id    INTEGER NOT NULL REFERENCES printers (id),
    path          TEXT    NOT NULL CHECK (trim(path) <> '' AND length(path) <= 500),
    print_file_id INTEGER NOT NULL REFERENCES print_files (id),
    plate_number  INTEGER,
    stem          TEXT    NOT NULL CHECK (length(stem) <= 255),
    size          INTEGER NOT NULL CHECK (size > 0),
    seen_at       TEXT    NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', seen_at, '+0 days') IS seen_at),
    PRIMARY KEY (printer_id, path)
) STRICT;

CREATE INDEX printer_files_by_print_file ON printer_files (print_file_id);
CREATE INDEX printer_files_by_stem ON printer_files (printer_id, stem);

-- What each slot of a printer was last seen to hold. Which spool that is stands with the spool; doubt says why it has
-- to be asked again.
CREATE TABLE printer_slots (
    printer_id  INTEGER NOT NULL REFERENCES printers (id),
    slot        TEXT    NOT NULL CHECK (trim(slot) <> '' AND length(slot) <= 20),
    label       TEXT    NOT NULL CHECK (length(label) <= 100),
    is_loaded   INTEGER          CHECK (is_loaded IN (0, 1)),
    material    TEXT             CHECK (length(material) <= 50),
    colour      TEXT             CHECK (length(colour) <= 20),
    fingerprint TEXT    NOT NULL CHECK (length(fingerprint) <= 500),
    doubt       TEXT             CHECK (length(doubt) <= 500),
    updated_at  TEXT    NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', updated_at, '+0 days') IS updated_at),
    PRIMARY KEY (printer_id, slot)
) STRICT;

ALTER TABLE print_jobs ADD COLUMN print_plate_id INTEGER REFERENCES print_plates (id);
CREATE INDEX print_jobs_by_print_plate ON print_jobs (print_plate_id, started_at);

-- A file is found by its name, its note, and by what it belongs to.
CREATE VIRTUAL TABLE print_files_fts USING fts5 (
    name, note, belongs,
    content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);

CREATE TRIGGER print_files_fts_insert AFTER INSERT ON print_files
BEGIN
    INSERT INTO print_files_fts (rowid, name, note, belongs)
    VALUES (new.id, new.name, new.note,
        coalesce((SELECT sku || ' ' || name FROM products WHERE id = new.product_id), '') || ' '
            || coalesce((SELECT order_number FROM sales_orders WHERE id = new.sales_order_id), ''));
END;

CREATE TRIGGER print_files_fts_update AFTER UPDATE OF name, note, product_id, sales_order_id ON print_files
BEGIN
    DELETE FROM print_files_fts WHERE rowid = old.id;
    INSERT INTO print_files_fts (rowid, name, note, belongs)
    VALUES (new.id, new.name, new.note,
        coalesce((SELECT sku || ' ' || name FROM products WHERE id = new.product_id), '') || ' '
            || coalesce((SELECT order_number FROM sales_orders WHERE id = new.sales_order_id), ''));
END;

CREATE TRIGGER print_files_fts_delete AFTER DELETE ON print_files
BEGIN
    DELETE FROM print_files_fts WHERE rowid = old.id;
END;

CREATE VIEW report_print_files AS
SELECT
    id, name, sha256, size, kind, slicer, product_id, sales_order_id, note, created_by, created_at, updated_at, deleted_at
FROM print_files;

CREATE VIEW report_print_plates AS
SELECT
    id, print_file_id, number, print_minutes,
    material_grams / 1000000.0 AS material_grams,
    layers,
    nozzle_mm      / 1000000.0 AS nozzle_mm,
    printer_model, printer_model_id, bed_type,
    height_mm      / 1000000.0 AS height_mm,
    box_json, slots_json, warnings_json, picture_sha256, picture_type
FROM print_plates;

CREATE VIEW report_printer_files AS
SELECT printer_id, path, print_file_id, plate_number, stem, size, seen_at FROM printer_files;

CREATE VIEW report_printer_slots AS
SELECT printer_id, slot, label, is_loaded, material, colour, fingerprint, doubt, updated_at FROM printer_slots;

DROP VIEW report_print_jobs;
CREATE VIEW report_print_jobs AS
SELECT
    id, production_order_id, printer_id, gcode_file, status, priority, estimated_time_minutes,
    actual_time_minutes,
    estimated_material_grams / 1000000.0 AS estimated_material_grams,
    actual_material_grams    / 1000000.0 AS actual_material_grams,
    variance_percent         / 1000000.0 AS variance_percent,
    queued_at, started_at, finished_at, notes, operation_id, remote_job_key, plate_index,
    progress_percent         / 1000000.0 AS progress_percent,
    slots_json, evidence_json, failure_reason, created_at, updated_at, print_plate_id
FROM print_jobs;
