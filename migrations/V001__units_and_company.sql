-- Spoolyard keeps a whole farm in one SQLite file. These migrations are its only schema: each file is one concern,
-- all pending ones run in one transaction after a verified backup, and a released file is never edited.
--
-- What holds in every file, so that no table has to say it again:
--  * Tables are STRICT and keys are plain rowids; AUTOINCREMENT stands only where an id must never come back.
--  * Quantities, money, rates and percentages are INTEGERs that count millionths (12.5 is stored as 12500000). No
--    float touches them. units_of_measure.conversion_factor alone counts hundred-millionths, because the reference
--    gives it eight decimals. Counters, minutes and days are plain integers. The report_ views show plain decimals
--    to any SQLite tool.
--  * Booleans are 0 or 1. Moments are RFC 3339 text in UTC with milliseconds and 'Z'; business dates are
--    'YYYY-MM-DD' in the company's time zone. Both are checked by writing them out again: '+0 days' makes SQLite
--    count the day, so that a 30th of February comes back as March and is refused.
--  * Codes and states are checked against their closed list. Where a shop adds its own words (a payment method, a
--    carrier, a kind of work center) only the length is held.
--  * Columns below the line "Spoolyard's own" are not part of the 52-table reference.
--  * The application stamps the file with application_id 0x53504C59 ('SPLY') and the schema's number as
--    user_version; neither can be set inside this transaction.
--
-- This file: the units everything is counted in, and the one row that says whose farm it is.

-- Two units convert into each other only where they name the same base_unit. A BOX or a SPOOL is its own base: how
-- much it holds is a fact of the product (products.purchase_factor), never of the unit.
CREATE TABLE units_of_measure (
    id                INTEGER PRIMARY KEY,
    code              TEXT    NOT NULL UNIQUE            CHECK (trim(code) <> '' AND length(code) <= 20),
    name              TEXT    NOT NULL                   CHECK (trim(name) <> '' AND length(name) <= 100),
    base_unit         TEXT                               CHECK (length(base_unit) <= 20),
    conversion_factor INTEGER NOT NULL DEFAULT 100000000 CHECK (conversion_factor > 0),
    uom_class         TEXT                               CHECK (uom_class IN ('mass', 'length', 'volume', 'each', 'time')),
    is_default        INTEGER NOT NULL DEFAULT 0         CHECK (is_default IN (0, 1)),
    active            INTEGER NOT NULL DEFAULT 1         CHECK (active IN (0, 1)),
    created_at        TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                              CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    updated_at        TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                              CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', updated_at, '+0 days') IS updated_at)
) STRICT;

-- One row, always id 1. settings_json holds what the window's settings pages keep (planning options among them);
-- what a query or a document joins on is a column.
CREATE TABLE company_settings (
    id                     INTEGER PRIMARY KEY,
    company_name           TEXT                                    CHECK (length(company_name) <= 200),
    settings_json          TEXT                                    CHECK (settings_json IS NULL OR json_valid(settings_json)),

    business_hours_start   INTEGER                                 CHECK (business_hours_start BETWEEN 0 AND 23),
    business_hours_end     INTEGER                                 CHECK (business_hours_end BETWEEN 0 AND 23),
    business_days_per_week INTEGER                                 CHECK (business_days_per_week BETWEEN 1 AND 7),
    business_work_days     TEXT                                    CHECK (length(business_work_days) <= 20),
    timezone               TEXT                                    CHECK (length(timezone) <= 50),
    business_type          TEXT    NOT NULL DEFAULT 'sole_proprietor' CHECK (length(business_type) <= 30),

    ai_provider            TEXT                                    CHECK (length(ai_provider) <= 20),
    ai_api_key             TEXT                                    CHECK (length(ai_api_key) <= 500),
    ai_ollama_url          TEXT    DEFAULT 'http://localhost:11434' CHECK (length(ai_ollama_url) <= 255),
    ai_ollama_model        TEXT    DEFAULT 'llama3.2'              CHECK (length(ai_ollama_model) <= 100),
    ai_anthropic_model     TEXT    DEFAULT 'claude-sonnet-4-20250514' CHECK (length(ai_anthropic_model) <= 100),
    external_ai_blocked    INTEGER DEFAULT 0                       CHECK (external_ai_blocked IN (0, 1)),

    created_at             TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                   CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    updated_at             TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                   CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', updated_at, '+0 days') IS updated_at),

    -- Spoolyard's own
    farm_kind              TEXT                                    CHECK (farm_kind IN ('sample', 'own')),
    address_line1          TEXT                                    CHECK (length(address_line1) <= 255),
    address_line2          TEXT                                    CHECK (length(address_line2) <= 255),
    city                   TEXT                                    CHECK (length(city) <= 100),
    state                  TEXT                                    CHECK (length(state) <= 100),
    postal_code            TEXT                                    CHECK (length(postal_code) <= 20),
    country                TEXT                                    CHECK (length(country) <= 100),
    phone                  TEXT                                    CHECK (length(phone) <= 50),
    email                  TEXT                                    CHECK (length(email) <= 255),
    website                TEXT                                    CHECK (length(website) <= 255),
    tax_id                 TEXT                                    CHECK (length(tax_id) <= 50),

    locale                 TEXT    NOT NULL DEFAULT 'en-US'        CHECK (trim(locale) <> '' AND length(locale) <= 20),
    currency_code          TEXT    NOT NULL DEFAULT 'USD'          CHECK (currency_code GLOB '[A-Z][A-Z][A-Z]'),
    paper_size             TEXT    NOT NULL DEFAULT 'letter'       CHECK (paper_size IN ('letter', 'a4')),
    week_start             INTEGER NOT NULL DEFAULT 0              CHECK (week_start BETWEEN 0 AND 6),
    default_tax_rate       INTEGER NOT NULL DEFAULT 0              CHECK (default_tax_rate BETWEEN 0 AND 1000000),
    over_receipt_percent   INTEGER NOT NULL DEFAULT 0              CHECK (over_receipt_percent BETWEEN 0 AND 100000000),
    default_lead_time_days INTEGER NOT NULL DEFAULT 7              CHECK (default_lead_time_days >= 0),
    default_location_id    INTEGER REFERENCES inventory_locations (id),
    default_work_center_id INTEGER REFERENCES work_centers (id),
    logo_attachment_id     INTEGER REFERENCES attachments (id),
    CHECK (id = 1)
) STRICT;
