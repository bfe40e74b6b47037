-- What the application needs to be one: document numbers, the record of who did what, files, and what each person
-- arranged for himself.

-- The next number of each kind of document and year. It is taken in the transaction that writes the document, so
-- that a number is neither skipped when the document fails nor given twice.
CREATE TABLE number_sequences (
    prefix     TEXT    NOT NULL           CHECK (trim(prefix) <> '' AND length(prefix) <= 20),
    year       INTEGER NOT NULL           CHECK (year BETWEEN 0 AND 2999),
    next_value INTEGER NOT NULL DEFAULT 1 CHECK (next_value > 0),
    PRIMARY KEY (prefix, year)
) STRICT;

-- Every command that a person or a printer gave, with what it changed. request_id makes a command that is sent twice
-- happen once. The actor's name and role are copied: they are those of that moment.
CREATE TABLE command_log (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    request_id      TEXT    UNIQUE,
    actor_user_id   INTEGER REFERENCES users (id),
    actor_name      TEXT             CHECK (length(actor_name) <= 255),
    actor_role      TEXT             CHECK (length(actor_role) <= 20),
    command         TEXT    NOT NULL CHECK (trim(command) <> '' AND length(command) <= 100),
    document_type   TEXT             CHECK (length(document_type) <= 50),
    document_id     INTEGER,
    document_number TEXT             CHECK (length(document_number) <= 50),
    request_json    TEXT             CHECK (request_json IS NULL OR json_valid(request_json)),
    response_json   TEXT             CHECK (response_json IS NULL OR json_valid(response_json)),
    changes_json    TEXT             CHECK (changes_json IS NULL OR json_valid(changes_json)),
    outcome         TEXT    NOT NULL CHECK (outcome IN ('ok', 'refused')),
    error_code      TEXT             CHECK (length(error_code) <= 100),
    at              TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                            CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', at, '+0 days') IS at),
    duration_us     INTEGER          CHECK (duration_us >= 0)
) STRICT;

CREATE INDEX command_log_by_document ON command_log (document_type, document_id, id);
CREATE INDEX command_log_by_at ON command_log (at, id);
CREATE INDEX command_log_by_actor ON command_log (actor_user_id, id);
CREATE INDEX command_log_by_command ON command_log (command, id);

-- Files lie beside the store under the name of their hash; equal files are kept once and may be owned many times.
CREATE TABLE attachments (
    id         INTEGER PRIMARY KEY,
    sha256     TEXT    NOT NULL CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'),
    file_name  TEXT    NOT NULL CHECK (trim(file_name) <> '' AND length(file_name) <= 255),
    mime_type  TEXT    NOT NULL CHECK (trim(mime_type) <> '' AND length(mime_type) <= 100),
    size       INTEGER NOT NULL CHECK (size >= 0),
    owner_type TEXT    NOT NULL CHECK (trim(owner_type) <> '' AND length(owner_type) <= 50),
    owner_id   INTEGER,
    created_by INTEGER REFERENCES users (id),
    created_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                       CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    deleted_at TEXT             CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', deleted_at, '+0 days') IS deleted_at)
) STRICT;

CREATE INDEX attachments_by_created_by ON attachments (created_by);
CREATE INDEX attachments_by_owner ON attachments (owner_type, owner_id);
CREATE INDEX attachments_by_sha256 ON attachments (sha256);

-- How a person likes a list: columns, filters, order.
CREATE TABLE saved_views (
    id         INTEGER PRIMARY KEY,
    user_id    INTEGER REFERENCES users (id) ON DELETE CASCADE,
    grid       TEXT    NOT NULL           CHECK (trim(grid) <> '' AND length(grid) <= 100),
    name       TEXT    NOT NULL           CHECK (trim(name) <> '' AND length(name) <= 100),
    state_json TEXT    NOT NULL           CHECK (json_valid(state_json)),
    is_default INTEGER NOT NULL DEFAULT 0 CHECK (is_default IN (0, 1)),
    created_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                       CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    updated_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                       CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', updated_at, '+0 days') IS updated_at)
) STRICT;

CREATE UNIQUE INDEX saved_views_once ON saved_views (user_id, grid, name COLLATE NOCASE);
CREATE UNIQUE INDEX saved_views_one_default ON saved_views (user_id, grid) WHERE is_default = 1;

CREATE TABLE user_preferences (
    user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    key        TEXT    NOT NULL CHECK (trim(key) <> '' AND length(key) <= 100),
    value_json TEXT    NOT NULL CHECK (json_valid(value_json)),
    updated_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                       CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', updated_at, '+0 days') IS updated_at),
    PRIMARY KEY (user_id, key)
) STRICT;

CREATE TRIGGER command_log_never_changed
BEFORE UPDATE ON command_log
BEGIN
    SELECT RAISE (ABORT, 'command_log: the record of what was done is never changed');
END;

CREATE TRIGGER command_log_never_deleted
BEFORE DELETE ON command_log
BEGIN
    SELECT RAISE (ABORT, 'command_log: the record of what was done is never deleted');
END;
