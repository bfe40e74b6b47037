-- Acting on the plan can be taken back, and tried before it is done. An act keeps the rows that it touched as they
-- were before and after: it is taken back only while they still lie as it left them. A scenario keeps the edits that
-- somebody supposed, never a copy of the plan: it is computed anew whenever it is looked at.

CREATE TABLE plan_acts (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    kind         TEXT    NOT NULL
                         CHECK (kind IN ('firm', 'unfirm', 'change', 'split', 'merge', 'cancel', 'release', 'apply', 'adopt')),
    title        TEXT    NOT NULL CHECK (trim(title) <> '' AND length(title) <= 300),
    before_json  TEXT    NOT NULL CHECK (json_valid(before_json)),
    after_json   TEXT    NOT NULL CHECK (json_valid(after_json)),
    -- Why it cannot be taken back at all, such as a release.
    final_reason TEXT             CHECK (length(final_reason) <= 500),
    created_by   INTEGER REFERENCES users (id),
    created_at   TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                         CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    undone_by    INTEGER REFERENCES users (id),
    undone_at    TEXT    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', undone_at, '+0 days') IS undone_at)
) STRICT;

CREATE INDEX plan_acts_by_created_by ON plan_acts (created_by);
CREATE INDEX plan_acts_by_undone_by ON plan_acts (undone_by);

CREATE TABLE plan_scenarios (
    id         INTEGER PRIMARY KEY,
    name       TEXT    NOT NULL CHECK (trim(name) <> '' AND length(name) <= 100),
    edits_json TEXT    NOT NULL CHECK (json_valid(edits_json)),
    created_by INTEGER REFERENCES users (id),
    created_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                       CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    updated_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                       CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', updated_at, '+0 days') IS updated_at),
    adopted_at TEXT    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', adopted_at, '+0 days') IS adopted_at)
) STRICT;

CREATE INDEX plan_scenarios_by_created_by ON plan_scenarios (created_by);
CREATE UNIQUE INDEX plan_scenarios_by_name ON plan_scenarios (name COLLATE NOCASE);

CREATE VIEW report_plan_acts AS
SELECT id, kind, title, before_json, after_json, final_reason, created_by, created_at, undone_by, undone_at
FROM plan_acts;

CREATE VIEW report_plan_scenarios AS
SELECT id, name, edits_json, created_by, created_at, updated_at, adopted_at
FROM plan_scenarios;
