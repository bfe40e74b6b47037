-- What printers measured. `span` is the seconds that a row stands for, `at` the second at which it begins;
-- temperatures are tenths of a degree Celsius.
CREATE TABLE IF NOT EXISTS samples (
    printer_id        INTEGER NOT NULL,
    span              INTEGER NOT NULL CHECK (span > 0),
    at                INTEGER NOT NULL,
    nozzle            INTEGER,
    nozzle_target     INTEGER,
    bed               INTEGER,
    bed_target        INTEGER,
    chamber           INTEGER,
    progress_permille INTEGER,
    PRIMARY KEY (printer_id, span, at)
) STRICT, WITHOUT ROWID;
