-- What vendors ask for, and what they were paid. A bill covers receipts of one purchase order: what those brought into
-- goods received, not invoiced moves to what is payable, and what the bill asks beyond it is a price variance. Like
-- every posted figure these are never rewritten: a bill or a payment that was a mistake is voided.

-- total is signed: below zero it is a credit note for goods that went back. received_value is what its receipts hold
-- in goods received, not invoiced; service_value what they brought of services, which are never stocked.
CREATE TABLE vendor_bills (
    id                    INTEGER PRIMARY KEY,
    bill_number           TEXT    NOT NULL UNIQUE           CHECK (trim(bill_number) <> '' AND length(bill_number) <= 50),
    purchase_order_id     INTEGER NOT NULL REFERENCES purchase_orders (id),
    vendor_id             INTEGER NOT NULL REFERENCES vendors (id),
    vendor_invoice_number TEXT    NOT NULL                  CHECK (trim(vendor_invoice_number) <> '' AND length(vendor_invoice_number) <= 100),
    bill_date             TEXT    NOT NULL
                                  CHECK (date(bill_date, '+0 days') IS bill_date
                                         AND bill_date BETWEEN '1900-01-01' AND '2999-12-31'),
    due_date              TEXT    CHECK (date(due_date, '+0 days') IS due_date AND due_date BETWEEN '1900-01-01' AND '2999-12-31'),
    status                TEXT    NOT NULL DEFAULT 'posted' CHECK (status IN ('posted', 'voided')),
    received_value        INTEGER NOT NULL,
    service_value         INTEGER NOT NULL DEFAULT 0,
    tax_amount            INTEGER NOT NULL DEFAULT 0,
    variance              INTEGER NOT NULL DEFAULT 0,
    total                 INTEGER NOT NULL                  CHECK (total <> 0),
    journal_entry_id      INTEGER REFERENCES gl_journal_entries (id),
    notes                 TEXT,
    voided_at             TEXT    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', voided_at, '+0 days') IS voided_at),
    void_reason           TEXT,
    created_by            INTEGER REFERENCES users (id),
    created_at            TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                  CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    CHECK (total = received_value + service_value + tax_amount + variance),
    CHECK ((status = 'voided') = (voided_at IS NOT NULL))
) STRICT;

CREATE INDEX vendor_bills_by_purchase_order ON vendor_bills (purchase_order_id);
CREATE INDEX vendor_bills_by_journal_entry ON vendor_bills (journal_entry_id);
CREATE INDEX vendor_bills_by_created_by ON vendor_bills (created_by);
CREATE INDEX vendor_bills_by_vendor ON vendor_bills (vendor_id, bill_date, id);
CREATE INDEX vendor_bills_by_date ON vendor_bills (bill_date, id);
CREATE INDEX vendor_bills_by_due ON vendor_bills (status, due_date, id);
-- The same paper is not paid twice.
CREATE UNIQUE INDEX vendor_bills_once ON vendor_bills (vendor_id, vendor_invoice_number COLLATE NOCASE) WHERE status = 'posted';

CREATE TABLE vendor_bill_receipts (
    vendor_bill_id   INTEGER NOT NULL REFERENCES vendor_bills (id),
    goods_receipt_id INTEGER NOT NULL REFERENCES goods_receipts (id),
    received_value   INTEGER NOT NULL,
    service_value    INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (vendor_bill_id, goods_receipt_id)
) STRICT;

CREATE INDEX vendor_bill_receipts_by_goods_receipt ON vendor_bill_receipts (goods_receipt_id);

-- amount has the sign of its bill: what a vendor gives back for a credit note is below zero.
CREATE TABLE vendor_payments (
    id               INTEGER PRIMARY KEY,
    payment_number   TEXT    NOT NULL UNIQUE              CHECK (trim(payment_number) <> '' AND length(payment_number) <= 50),
    vendor_bill_id   INTEGER NOT NULL REFERENCES vendor_bills (id),
    amount           INTEGER NOT NULL                     CHECK (amount <> 0),
    payment_date     TEXT    NOT NULL
                             CHECK (date(payment_date, '+0 days') IS payment_date
                                    AND payment_date BETWEEN '1900-01-01' AND '2999-12-31'),
    payment_method   TEXT    NOT NULL                     CHECK (trim(payment_method) <> '' AND length(payment_method) <= 50),
    reference        TEXT                                 CHECK (length(reference) <= 255),
    status           TEXT    NOT NULL DEFAULT 'completed' CHECK (status IN ('completed', 'voided')),
    journal_entry_id INTEGER REFERENCES gl_journal_entries (id),
    voided_at        TEXT    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', voided_at, '+0 days') IS voided_at),
    void_reason      TEXT,
    created_by       INTEGER REFERENCES users (id),
    created_at       TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                             CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    CHECK ((status = 'voided') = (voided_at IS NOT NULL))
) STRICT;

CREATE INDEX vendor_payments_by_vendor_bill ON vendor_payments (vendor_bill_id);
CREATE INDEX vendor_payments_by_journal_entry ON vendor_payments (journal_entry_id);
CREATE INDEX vendor_payments_by_created_by ON vendor_payments (created_by);
CREATE INDEX vendor_payments_by_date ON vendor_payments (payment_date, id);

CREATE TRIGGER vendor_bills_never_rewritten
BEFORE UPDATE ON vendor_bills
WHEN new.bill_number           IS NOT old.bill_number
  OR new.purchase_order_id     IS NOT old.purchase_order_id
  OR new.vendor_id             IS NOT old.vendor_id
  OR new.vendor_invoice_number IS NOT old.vendor_invoice_number
  OR new.bill_date             IS NOT old.bill_date
  OR new.received_value        IS NOT old.received_value
  OR new.service_value         IS NOT old.service_value
  OR new.tax_amount            IS NOT old.tax_amount
  OR new.variance              IS NOT old.variance
  OR new.total                 IS NOT old.total
  OR (old.journal_entry_id IS NOT NULL AND new.journal_entry_id IS NOT old.journal_entry_id)
  OR (old.status = 'voided' AND new.status <> 'voided')
BEGIN
    SELECT RAISE (ABORT, 'vendor_bills: the figures of a bill never change; void it and record it anew');
END;

CREATE TRIGGER vendor_bills_never_deleted
BEFORE DELETE ON vendor_bills
BEGIN
    SELECT RAISE (ABORT, 'vendor_bills: a bill is voided, not deleted');
END;

-- A receipt is billed once; when its bill is voided it may stand on another.
CREATE TRIGGER vendor_bill_receipts_billed_once
BEFORE INSERT ON vendor_bill_receipts
WHEN EXISTS (SELECT 1 FROM vendor_bill_receipts AS b JOIN vendor_bills AS v ON v.id = b.vendor_bill_id
             WHERE b.goods_receipt_id = new.goods_receipt_id AND v.status = 'posted')
BEGIN
    SELECT RAISE (ABORT, 'vendor_bill_receipts: the receipt stands on another bill');
END;

CREATE TRIGGER vendor_bill_receipts_never_changed
BEFORE UPDATE ON vendor_bill_receipts
BEGIN
    SELECT RAISE (ABORT, 'vendor_bill_receipts: what a bill covers never changes; void it and record it anew');
END;

CREATE TRIGGER vendor_bill_receipts_never_deleted
BEFORE DELETE ON vendor_bill_receipts
BEGIN
    SELECT RAISE (ABORT, 'vendor_bill_receipts: what a bill covers never changes; void it and record it anew');
END;

CREATE TRIGGER vendor_payments_never_rewritten
BEFORE UPDATE ON vendor_payments
WHEN new.payment_number IS NOT old.payment_number
  OR new.vendor_bill_id IS NOT old.vendor_bill_id
  OR new.amount         IS NOT old.amount
  OR new.payment_date   IS NOT old.payment_date
  OR (old.journal_entry_id IS NOT NULL AND new.journal_entry_id IS NOT old.journal_entry_id)
  OR (old.status = 'voided' AND new.status <> 'voided')
BEGIN
    SELECT RAISE (ABORT, 'vendor_payments: the amount of a payment never changes; void it and record a new one');
END;

CREATE TRIGGER vendor_payments_never_deleted
BEFORE DELETE ON vendor_payments
BEGIN
    SELECT RAISE (ABORT, 'vendor_payments: a payment is voided, not deleted');
END;

-- The lines of an invoice are its figures too.
CREATE TRIGGER invoice_lines_never_changed
BEFORE UPDATE ON invoice_lines
BEGIN
    SELECT RAISE (ABORT, 'invoice_lines: the figures of an invoice never change; void it and write a new one');
END;

CREATE TRIGGER invoice_lines_never_deleted
BEFORE DELETE ON invoice_lines
BEGIN
    SELECT RAISE (ABORT, 'invoice_lines: the figures of an invoice never change; void it and write a new one');
END;

CREATE VIEW report_vendor_bills AS
SELECT
    id, bill_number, purchase_order_id, vendor_id, vendor_invoice_number, bill_date, due_date, status,
    received_value / 1000000.0 AS received_value,
    service_value  / 1000000.0 AS service_value,
    tax_amount     / 1000000.0 AS tax_amount,
    variance       / 1000000.0 AS variance,
    total          / 1000000.0 AS total,
    journal_entry_id, notes, voided_at, void_reason, created_by, created_at
FROM vendor_bills;

CREATE VIEW report_vendor_bill_receipts AS
SELECT
    vendor_bill_id, goods_receipt_id,
    received_value / 1000000.0 AS received_value,
    service_value  / 1000000.0 AS service_value
FROM vendor_bill_receipts;

CREATE VIEW report_vendor_payments AS
SELECT
    id, payment_number, vendor_bill_id,
    amount / 1000000.0 AS amount,
    payment_date, payment_method, reference, status, journal_entry_id, voided_at, void_reason, created_by, created_at
FROM vendor_payments;
