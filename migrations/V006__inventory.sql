-- The stock ledger. inventory_transactions is append-only and inventory is its running sum: of every product at
-- every location on_hand_quantity equals the sum of the posted movements. `spoolyard-cli db verify` and the property
-- tests hold that sum; this file holds that no row is changed or lost and that nothing is below zero.

-- What lies at a location that is not nettable (quarantine, customer returns) is owned but not planned with.
CREATE TABLE inventory_locations (
    id          INTEGER PRIMARY KEY,
    name        TEXT    NOT NULL           CHECK (trim(name) <> '' AND length(name) <= 100),
    code        TEXT                       CHECK (length(code) <= 50),
    type        TEXT                       CHECK (type IN ('warehouse', 'zone', 'bin')),
    parent_id   INTEGER REFERENCES inventory_locations (id),
    active      INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),

    -- Spoolyard's own
    is_nettable INTEGER NOT NULL DEFAULT 1 CHECK (is_nettable IN (0, 1)),
    created_at  TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                        CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    updated_at  TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                        CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', updated_at, '+0 days') IS updated_at)
) STRICT;

CREATE INDEX inventory_locations_by_parent ON inventory_locations (parent_id);
CREATE UNIQUE INDEX inventory_locations_code_any_case ON inventory_locations (code COLLATE NOCASE);

-- allocated_quantity may exceed what is on hand: a count can find less than was promised, and the promise still
-- stands. It equals the sum of this pair's inventory_allocations.
CREATE TABLE inventory (
    id                 INTEGER PRIMARY KEY,
    product_id         INTEGER NOT NULL REFERENCES products (id),
    location_id        INTEGER NOT NULL REFERENCES inventory_locations (id),
    on_hand_quantity   INTEGER NOT NULL DEFAULT 0 CHECK (on_hand_quantity >= 0),
    allocated_quantity INTEGER NOT NULL DEFAULT 0 CHECK (allocated_quantity >= 0),
    available_quantity INTEGER GENERATED ALWAYS AS (on_hand_quantity - allocated_quantity) VIRTUAL,
    last_counted       TEXT                       CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', last_counted, '+0 days') IS last_counted),
    created_at         TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                               CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    updated_at         TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                               CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', updated_at, '+0 days') IS updated_at),
    UNIQUE (product_id, location_id)
) STRICT;

CREATE INDEX inventory_by_location ON inventory (location_id);

-- Who holds reserved stock. One row a holder and place, so that reserving twice is the same as reserving once, and
-- an order can be shown what it holds itself.
CREATE TABLE inventory_allocations (
    id          INTEGER PRIMARY KEY,
    product_id  INTEGER NOT NULL REFERENCES products (id),
    location_id INTEGER NOT NULL REFERENCES inventory_locations (id),
    holder_type TEXT    NOT NULL CHECK (holder_type IN ('sales_order_line', 'operation_material')),
    holder_id   INTEGER NOT NULL,
    quantity    INTEGER NOT NULL CHECK (quantity > 0),
    created_at  TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                        CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    updated_at  TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                        CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', updated_at, '+0 days') IS updated_at),
    UNIQUE (holder_type, holder_id, product_id, location_id)
) STRICT;

CREATE INDEX inventory_allocations_by_location ON inventory_allocations (location_id);
CREATE INDEX inventory_allocations_by_product ON inventory_allocations (product_id, location_id);

-- quantity is signed: what came is positive, what went is negative. An issue that would drive stock below zero waits
-- (requires_approval = 1, approved_at NULL): it is written down, but is_posted = 0 and it moves nothing until
-- approved.
CREATE TABLE inventory_transactions (
    id                    INTEGER PRIMARY KEY AUTOINCREMENT,
    product_id            INTEGER NOT NULL REFERENCES products (id),
    location_id           INTEGER REFERENCES inventory_locations (id),
    journal_entry_id      INTEGER REFERENCES gl_journal_entries (id),

    transaction_type      TEXT    NOT NULL           CHECK (transaction_type IN ('receipt', 'issue', 'adjustment', 'transfer')),
    reference_type        TEXT    CHECK (reference_type IN ('po', 'so', 'wo', 'cycle_count', 'manual', 'scrap', 'spool',
                                                            'transfer', 'reversal', 'opening')),
    reference_id          INTEGER,

    quantity              INTEGER NOT NULL,
    lot_number            TEXT                       CHECK (length(lot_number) <= 100),
    serial_number         TEXT                       CHECK (length(serial_number) <= 100),
    cost_per_unit         INTEGER                    CHECK (cost_per_unit >= 0),
    total_cost            INTEGER,
    unit                  TEXT                       CHECK (length(unit) <= 20),
    notes                 TEXT,

    requires_approval     INTEGER NOT NULL DEFAULT 0 CHECK (requires_approval IN (0, 1)),
    approval_reason       TEXT,
    approved_by           TEXT                       CHECK (length(approved_by) <= 100),
    approved_at           TEXT                       CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', approved_at, '+0 days') IS approved_at),

    transaction_date      TEXT    CHECK (date(transaction_date, '+0 days') IS transaction_date
                                         AND transaction_date BETWEEN '1900-01-01' AND '2999-12-31'),
    created_at            TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                  CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    created_by            TEXT                       CHECK (length(created_by) <= 100),

    -- Spoolyard's own
    reverses_id           INTEGER UNIQUE REFERENCES inventory_transactions (id),
    operation_material_id INTEGER REFERENCES production_order_operation_materials (id),
    shipment_id           INTEGER REFERENCES shipments (id),
    lot_id                INTEGER REFERENCES material_lots (id),
    spool_id              INTEGER REFERENCES material_spools (id),
    reason                TEXT                       CHECK (length(reason) <= 200),
    rejected_by           TEXT                       CHECK (length(rejected_by) <= 100),
    rejected_at           TEXT                       CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', rejected_at, '+0 days') IS rejected_at),
    is_posted             INTEGER GENERATED ALWAYS AS (requires_approval = 0 OR approved_at IS NOT NULL) VIRTUAL,
    -- A receipt adds and an issue takes away; only the row that undoes one may turn its sign.
    CHECK (   reverses_id IS NOT NULL
           OR transaction_type IN ('adjustment', 'transfer')
           OR (transaction_type = 'receipt' AND quantity > 0)
           OR (transaction_type = 'issue' AND quantity < 0)),
    CHECK (quantity <> 0 OR coalesce(total_cost, 0) <> 0),
    CHECK (approved_at IS NULL OR rejected_at IS NULL),
    CHECK (reverses_id IS NULL OR reverses_id < id)
) STRICT;

CREATE INDEX inventory_transactions_by_journal_entry ON inventory_transactions (journal_entry_id);
-- History of a product, of a place, of a document; the approvals that wait
CREATE INDEX inventory_transactions_by_product ON inventory_transactions (product_id, location_id, id);
CREATE INDEX inventory_transactions_by_location ON inventory_transactions (location_id, id);
-- The id leads: by kind alone it would be chosen for every list filtered by kind, and then everything of that kind be sorted
CREATE INDEX inventory_transactions_by_reference ON inventory_transactions (reference_id, reference_type, id);
CREATE INDEX inventory_transactions_by_date ON inventory_transactions (transaction_date, id);
CREATE INDEX inventory_transactions_by_created_at ON inventory_transactions (created_at, id);
CREATE INDEX inventory_transactions_waiting ON inventory_transactions (created_at, id)
    WHERE requires_approval = 1 AND approved_at IS NULL;
-- Most movements have none of these: an index of those that do costs the others nothing
CREATE INDEX inventory_transactions_by_operation_material ON inventory_transactions (operation_material_id)
    WHERE operation_material_id IS NOT NULL;
CREATE INDEX inventory_transactions_by_shipment ON inventory_transactions (shipment_id) WHERE shipment_id IS NOT NULL;
CREATE INDEX inventory_transactions_by_lot ON inventory_transactions (lot_id) WHERE lot_id IS NOT NULL;
CREATE INDEX inventory_transactions_by_spool ON inventory_transactions (spool_id) WHERE spool_id IS NOT NULL;
CREATE INDEX inventory_transactions_by_lot_number ON inventory_transactions (lot_number) WHERE lot_number IS NOT NULL;
CREATE INDEX inventory_transactions_by_serial_number ON inventory_transactions (serial_number) WHERE serial_number IS NOT NULL;

-- What receipts are still on the shelf, for products costed first in, first out. remaining only falls, except when
-- an issue is reversed.
CREATE TABLE inventory_cost_layers (
    id             INTEGER PRIMARY KEY,
    product_id     INTEGER NOT NULL REFERENCES products (id),
    transaction_id INTEGER NOT NULL UNIQUE REFERENCES inventory_transactions (id),
    received       INTEGER NOT NULL CHECK (received > 0),
    remaining      INTEGER NOT NULL,
    unit_cost      INTEGER NOT NULL CHECK (unit_cost >= 0),
    created_at     TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                           CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    CHECK (remaining BETWEEN 0 AND received)
) STRICT;

CREATE INDEX inventory_cost_layers_open ON inventory_cost_layers (product_id, id) WHERE remaining > 0;
CREATE INDEX inventory_cost_layers_by_product ON inventory_cost_layers (product_id, id);

-- What all stock of a product is worth, kept at millionths with every movement: the sum of this table equals the
-- inventory accounts of the ledger, which a quantity multiplied by a rounded average cost would not.
CREATE TABLE product_valuations (
    product_id  INTEGER NOT NULL REFERENCES products (id),
    quantity    INTEGER NOT NULL DEFAULT 0 CHECK (quantity >= 0),
    total_value INTEGER NOT NULL DEFAULT 0,
    updated_at  TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                        CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', updated_at, '+0 days') IS updated_at),
    PRIMARY KEY (product_id)
) STRICT;

-- A movement that is written stays as it was written. What may still happen to it: a waiting request is approved (and then
-- gets its cost, date and journal entry) or rejected, and a posted row is linked to its journal entry once.
CREATE TRIGGER inventory_transactions_never_deleted
BEFORE DELETE ON inventory_transactions
BEGIN
    SELECT RAISE (ABORT, 'inventory_transactions: a posted movement is never deleted; post a reversing row');
END;

CREATE TRIGGER inventory_transactions_never_rewritten
BEFORE UPDATE ON inventory_transactions
WHEN new.id                    IS NOT old.id
  OR new.product_id            IS NOT old.product_id
  OR new.location_id           IS NOT old.location_id
  OR new.transaction_type      IS NOT old.transaction_type
  OR new.reference_type        IS NOT old.reference_type
  OR new.reference_id          IS NOT old.reference_id
  OR new.quantity              IS NOT old.quantity
  OR new.lot_number            IS NOT old.lot_number
  OR new.serial_number         IS NOT old.serial_number
  OR new.unit                  IS NOT old.unit
  OR new.notes                 IS NOT old.notes
  OR new.reason                IS NOT old.reason
  OR new.requires_approval     IS NOT old.requires_approval
  OR new.approval_reason       IS NOT old.approval_reason
  OR new.created_at            IS NOT old.created_at
  OR new.created_by            IS NOT old.created_by
  OR new.reverses_id           IS NOT old.reverses_id
  OR new.operation_material_id IS NOT old.operation_material_id
  OR new.shipment_id           IS NOT old.shipment_id
  OR new.lot_id                IS NOT old.lot_id
  OR new.spool_id              IS NOT old.spool_id
  OR (old.journal_entry_id IS NOT NULL AND new.journal_entry_id IS NOT old.journal_entry_id)
BEGIN
    SELECT RAISE (ABORT, 'inventory_transactions: a posted movement is never changed; post a reversing row');
END;

CREATE TRIGGER inventory_transactions_decided_once
BEFORE UPDATE OF approved_by, approved_at, rejected_by, rejected_at, cost_per_unit, total_cost, transaction_date
ON inventory_transactions
WHEN (old.requires_approval = 0 OR old.approved_at IS NOT NULL OR old.rejected_at IS NOT NULL)
 AND (   new.approved_by      IS NOT old.approved_by
      OR new.approved_at      IS NOT old.approved_at
      OR new.rejected_by      IS NOT old.rejected_by
      OR new.rejected_at      IS NOT old.rejected_at
      OR new.cost_per_unit    IS NOT old.cost_per_unit
      OR new.total_cost       IS NOT old.total_cost
      OR new.transaction_date IS NOT old.transaction_date)
BEGIN
    SELECT RAISE (ABORT, 'inventory_transactions: this movement awaits no approval; it is posted or rejected already');
END;
