-- Double entry. The store itself holds what an auditor asks first: a posted entry balances, lies in an open period,
-- and is never changed or deleted. An entry is written as a draft with its lines and then posted by one update of
-- its status.

-- role names the event that posts here; the account's number and name belong to the farm's accountant.
CREATE TABLE gl_accounts (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    code         TEXT    NOT NULL UNIQUE    CHECK (trim(code) <> '' AND length(code) <= 20),
    name         TEXT    NOT NULL           CHECK (trim(name) <> '' AND length(name) <= 100),
    account_type TEXT    NOT NULL           CHECK (account_type IN ('asset', 'liability', 'equity', 'revenue', 'expense')),
    role         TEXT    UNIQUE
                         CHECK (role IN ('cash', 'receivable', 'inventory_raw', 'inventory_finished', 'wip', 'grni', 'payable',
                                         'sales_tax_payable', 'opening_balance', 'sales', 'shipping_income', 'discounts',
                                         'cogs', 'scrap', 'inventory_adjustment', 'purchase_price_variance',
                                         'production_variance', 'labor_absorbed', 'overhead_absorbed')),
    parent_id    INTEGER REFERENCES gl_accounts (id),
    is_active    INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
    created_at   TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                         CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    updated_at   TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                         CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', updated_at, '+0 days') IS updated_at)
) STRICT;

CREATE INDEX gl_accounts_by_parent ON gl_accounts (parent_id);

CREATE TABLE gl_fiscal_periods (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    year       INTEGER NOT NULL                CHECK (year BETWEEN 1900 AND 2999),
    period     INTEGER NOT NULL                CHECK (period BETWEEN 1 AND 13),
    start_date TEXT    NOT NULL
                       CHECK (date(start_date, '+0 days') IS start_date AND start_date BETWEEN '1900-01-01' AND '2999-12-31'),
    end_date   TEXT    NOT NULL
                       CHECK (date(end_date, '+0 days') IS end_date AND end_date BETWEEN '1900-01-01' AND '2999-12-31'),
    status     TEXT    NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'closed')),
    closed_by  INTEGER REFERENCES users (id),
    closed_at  TEXT                            CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', closed_at, '+0 days') IS closed_at),
    created_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                       CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    UNIQUE (year, period),
    CHECK (start_date <= end_date)
) STRICT;

CREATE INDEX gl_fiscal_periods_by_closed_by ON gl_fiscal_periods (closed_by);
CREATE INDEX gl_fiscal_periods_by_start ON gl_fiscal_periods (start_date);

CREATE TABLE gl_journal_entries (
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    entry_number     TEXT    NOT NULL UNIQUE          CHECK (trim(entry_number) <> '' AND length(entry_number) <= 50),
    entry_date       TEXT    NOT NULL
                             CHECK (date(entry_date, '+0 days') IS entry_date
                                    AND entry_date BETWEEN '1900-01-01' AND '2999-12-31'),
    fiscal_period_id INTEGER NOT NULL REFERENCES gl_fiscal_periods (id),
    description      TEXT    NOT NULL                 CHECK (trim(description) <> '' AND length(description) <= 500),
    source_type      TEXT                             CHECK (length(source_type) <= 50),
    source_id        INTEGER,
    status           TEXT    NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'posted')),
    reverses_id      INTEGER UNIQUE REFERENCES gl_journal_entries (id),
    created_by       INTEGER REFERENCES users (id),
    created_at       TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                             CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    posted_at        TEXT                             CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', posted_at, '+0 days') IS posted_at),
    CHECK ((status = 'posted') = (posted_at IS NOT NULL))
) STRICT;

CREATE INDEX gl_journal_entries_by_fiscal_period ON gl_journal_entries (fiscal_period_id);
CREATE INDEX gl_journal_entries_by_created_by ON gl_journal_entries (created_by);
CREATE INDEX gl_journal_entries_by_source ON gl_journal_entries (source_type, source_id);
CREATE INDEX gl_journal_entries_by_date ON gl_journal_entries (entry_date, id);

-- Amounts are in millionths, as everything else: a gram of filament costs less than a cent, and its account must
-- still meet its stock.
CREATE TABLE gl_journal_entry_lines (
    id                  INTEGER PRIMARY KEY AUTOINCREMENT,
    journal_entry_id    INTEGER NOT NULL REFERENCES gl_journal_entries (id),
    line_number         INTEGER NOT NULL           CHECK (line_number > 0),
    account_id          INTEGER NOT NULL REFERENCES gl_accounts (id),
    debit               INTEGER NOT NULL DEFAULT 0 CHECK (debit >= 0),
    credit              INTEGER NOT NULL DEFAULT 0 CHECK (credit >= 0),
    memo                TEXT                       CHECK (length(memo) <= 500),
    product_id          INTEGER REFERENCES products (id),
    production_order_id INTEGER REFERENCES production_orders (id),
    UNIQUE (journal_entry_id, line_number),
    CHECK ((debit = 0) <> (credit = 0))
) STRICT;

CREATE INDEX gl_journal_entry_lines_by_account ON gl_journal_entry_lines (account_id, journal_entry_id);
CREATE INDEX gl_journal_entry_lines_by_production_order ON gl_journal_entry_lines (production_order_id)
    WHERE production_order_id IS NOT NULL;
CREATE INDEX gl_journal_entry_lines_by_product ON gl_journal_entry_lines (product_id) WHERE product_id IS NOT NULL;

-- Entries begin as drafts: lines have to exist before they can balance.
CREATE TRIGGER gl_journal_entries_begin_as_drafts
BEFORE INSERT ON gl_journal_entries
WHEN new.status <> 'draft'
BEGIN
    SELECT RAISE (ABORT, 'gl_journal_entries: an entry begins as a draft and is posted once its lines are written');
END;

CREATE TRIGGER gl_journal_entries_post_balanced
BEFORE UPDATE OF status ON gl_journal_entries
WHEN old.status = 'draft' AND new.status = 'posted'
BEGIN
    SELECT RAISE (ABORT, 'gl_journal_entries: debits and credits differ, or there are none')
    WHERE (SELECT coalesce(sum(debit), 0) <> coalesce(sum(credit), 0) OR coalesce(sum(debit), 0) = 0
           FROM gl_journal_entry_lines WHERE journal_entry_id = new.id);
    SELECT RAISE (ABORT, 'gl_journal_entries: the fiscal period is closed, or the entry is dated outside it')
    WHERE NOT EXISTS (SELECT 1 FROM gl_fiscal_periods AS p
                      WHERE p.id = new.fiscal_period_id AND p.status = 'open'
                        AND new.entry_date BETWEEN p.start_date AND p.end_date);
END;

CREATE TRIGGER gl_journal_entries_posted_never_changed
BEFORE UPDATE ON gl_journal_entries
WHEN old.status = 'posted'
BEGIN
    SELECT RAISE (ABORT, 'gl_journal_entries: a posted entry is never changed; post one that reverses it');
END;

CREATE TRIGGER gl_journal_entries_posted_never_deleted
BEFORE DELETE ON gl_journal_entries
WHEN old.status = 'posted'
BEGIN
    SELECT RAISE (ABORT, 'gl_journal_entries: a posted entry is never deleted; post one that reverses it');
END;

CREATE TRIGGER gl_journal_entry_lines_added_to_drafts_only
BEFORE INSERT ON gl_journal_entry_lines
WHEN (SELECT status FROM gl_journal_entries WHERE id = new.journal_entry_id) = 'posted'
BEGIN
    SELECT RAISE (ABORT, 'gl_journal_entry_lines: the entry is posted; post one that reverses it');
END;

CREATE TRIGGER gl_journal_entry_lines_changed_in_drafts_only
BEFORE UPDATE ON gl_journal_entry_lines
WHEN (SELECT status FROM gl_journal_entries WHERE id = old.journal_entry_id) = 'posted'
  OR (SELECT status FROM gl_journal_entries WHERE id = new.journal_entry_id) = 'posted'
BEGIN
    SELECT RAISE (ABORT, 'gl_journal_entry_lines: the entry is posted; post one that reverses it');
END;

CREATE TRIGGER gl_journal_entry_lines_deleted_from_drafts_only
BEFORE DELETE ON gl_journal_entry_lines
WHEN (SELECT status FROM gl_journal_entries WHERE id = old.journal_entry_id) = 'posted'
BEGIN
    SELECT RAISE (ABORT, 'gl_journal_entry_lines: the entry is posted; post one that reverses it');
END;

-- The days of a period that holds entries are what those entries were posted against.
CREATE TRIGGER gl_fiscal_periods_keep_their_days
BEFORE UPDATE OF year, period, start_date, end_date ON gl_fiscal_periods
WHEN EXISTS (SELECT 1 FROM gl_journal_entries WHERE fiscal_period_id = old.id)
BEGIN
    SELECT RAISE (ABORT, 'gl_fiscal_periods: the period holds entries; its days stay as they are');
END;
