-- What a printer wants somebody to know: it is kept until it is old, whether or not a window was open. Who has read
-- it is kept for each person, and so is which kinds the system may ring for, and when it may not.

CREATE TABLE notices (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    kind       TEXT    NOT NULL CHECK (kind IN ('finished', 'failed', 'runout', 'paused', 'attention', 'offline')),
    printer_id INTEGER NOT NULL REFERENCES printers (id) ON DELETE CASCADE,
    text       TEXT    NOT NULL CHECK (trim(text) <> '' AND length(text) <= 500),
    created_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                       CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at)
) STRICT;

CREATE INDEX notices_by_printer ON notices (printer_id, id);
CREATE INDEX notices_by_created_at ON notices (created_at, id);

CREATE TABLE notice_reads (
    user_id   INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    notice_id INTEGER NOT NULL REFERENCES notices (id) ON DELETE CASCADE,
    PRIMARY KEY (user_id, notice_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX notice_reads_by_notice ON notice_reads (notice_id);

CREATE TABLE notice_settings (
    user_id           INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    kinds_json        TEXT    NOT NULL CHECK (json_valid(kinds_json) AND json_type(kinds_json) = 'array'),
    -- Minutes after midnight in the company's time zone; both or none.
    quiet_from_minute INTEGER CHECK (quiet_from_minute BETWEEN 0 AND 1439),
    quiet_to_minute   INTEGER CHECK (quiet_to_minute BETWEEN 0 AND 1439),
    updated_at        TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                              CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', updated_at, '+0 days') IS updated_at),
    CHECK ((quiet_from_minute IS NULL) = (quiet_to_minute IS NULL))
) STRICT;

CREATE VIEW report_notices AS SELECT id, kind, printer_id, text, created_at FROM notices;
CREATE VIEW report_notice_reads AS SELECT user_id, notice_id FROM notice_reads;
CREATE VIEW report_notice_settings AS
SELECT user_id, kinds_json, quiet_from_minute, quiet_to_minute, updated_at FROM notice_settings;
