-- People: those who work at the farm and those who buy from it. A customer is a user who never signs in here, so
-- that an order, a quote and a traceability profile name their customer the same way as they name their clerk.
-- Secrets lie here only as hashes.

CREATE TABLE users (
    id                     INTEGER PRIMARY KEY,
    customer_number        TEXT                                CHECK (length(customer_number) <= 20),
    email                  TEXT    NOT NULL UNIQUE             CHECK (trim(email) <> '' AND length(email) <= 255),
    password_hash          TEXT    NOT NULL                    CHECK (length(password_hash) <= 255),
    email_verified         INTEGER NOT NULL DEFAULT 0          CHECK (email_verified IN (0, 1)),

    first_name             TEXT                                CHECK (length(first_name) <= 100),
    last_name              TEXT                                CHECK (length(last_name) <= 100),
    company_name           TEXT                                CHECK (length(company_name) <= 200),
    phone                  TEXT                                CHECK (length(phone) <= 20),

    billing_address_line1  TEXT                                CHECK (length(billing_address_line1) <= 255),
    billing_address_line2  TEXT                                CHECK (length(billing_address_line2) <= 255),
    billing_city           TEXT                                CHECK (length(billing_city) <= 100),
    billing_state          TEXT                                CHECK (length(billing_state) <= 50),
    billing_zip            TEXT                                CHECK (length(billing_zip) <= 20),
    billing_country        TEXT    DEFAULT 'USA'               CHECK (length(billing_country) <= 100),

    shipping_address_line1 TEXT                                CHECK (length(shipping_address_line1) <= 255),
    shipping_address_line2 TEXT                                CHECK (length(shipping_address_line2) <= 255),
    shipping_city          TEXT                                CHECK (length(shipping_city) <= 100),
    shipping_state         TEXT                                CHECK (length(shipping_state) <= 50),
    shipping_zip           TEXT                                CHECK (length(shipping_zip) <= 20),
    shipping_country       TEXT    DEFAULT 'USA'               CHECK (length(shipping_country) <= 100),

    status                 TEXT    NOT NULL DEFAULT 'active'   CHECK (status IN ('active', 'inactive', 'suspended')),
    account_type           TEXT    NOT NULL DEFAULT 'customer' CHECK (account_type IN ('customer', 'staff', 'admin')),

    created_at             TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                   CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    updated_at             TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                                   CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', updated_at, '+0 days') IS updated_at),
    last_login_at          TEXT    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', last_login_at, '+0 days') IS last_login_at),
    created_by             INTEGER REFERENCES users (id),
    updated_by             INTEGER REFERENCES users (id),

    -- Spoolyard's own
    notes                  TEXT,
    payment_terms          TEXT                                CHECK (length(payment_terms) <= 100),
    credit_limit           INTEGER                             CHECK (credit_limit >= 0),
    tax_exempt             INTEGER NOT NULL DEFAULT 0          CHECK (tax_exempt IN (0, 1)),
    failed_sign_ins        INTEGER NOT NULL DEFAULT 0          CHECK (failed_sign_ins >= 0),
    locked_until           TEXT    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', locked_until, '+0 days') IS locked_until),
    recovery_code_hash     TEXT                                CHECK (length(recovery_code_hash) <= 255)
) STRICT;

CREATE INDEX users_by_customer_number ON users (customer_number);
CREATE INDEX users_by_status ON users (status);
CREATE INDEX users_by_created_by ON users (created_by);
CREATE INDEX users_by_updated_by ON users (updated_by);
-- Nobody signs in twice because of a capital letter
CREATE UNIQUE INDEX users_email_any_case ON users (email COLLATE NOCASE);
CREATE UNIQUE INDEX users_customer_number_once ON users (customer_number) WHERE customer_number IS NOT NULL;
-- Lists of customers and of staff, by name and by age
CREATE INDEX users_by_account_type ON users (account_type, status, id);
CREATE INDEX users_by_account_type_and_age ON users (account_type, created_at, id);
CREATE INDEX users_by_created_at ON users (created_at, id);

-- A row is one device that stays signed in; revoking it ends that device alone.
CREATE TABLE refresh_tokens (
    id         INTEGER PRIMARY KEY,
    user_id    INTEGER NOT NULL REFERENCES users (id),
    token_hash TEXT    NOT NULL UNIQUE    CHECK (trim(token_hash) <> '' AND length(token_hash) <= 255),
    expires_at TEXT    NOT NULL           CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', expires_at, '+0 days') IS expires_at),
    revoked    INTEGER NOT NULL DEFAULT 0 CHECK (revoked IN (0, 1)),
    created_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                       CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    revoked_at TEXT                       CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', revoked_at, '+0 days') IS revoked_at)
) STRICT;

CREATE INDEX refresh_tokens_by_user ON refresh_tokens (user_id);
CREATE INDEX refresh_tokens_by_expires_at ON refresh_tokens (expires_at);

-- Asked for by the user, approved by an admin on this machine.
CREATE TABLE password_reset_requests (
    id             INTEGER PRIMARY KEY,
    user_id        INTEGER NOT NULL REFERENCES users (id),
    token          TEXT    NOT NULL UNIQUE            CHECK (trim(token) <> '' AND length(token) <= 255),
    approval_token TEXT    NOT NULL UNIQUE            CHECK (trim(approval_token) <> '' AND length(approval_token) <= 255),
    status         TEXT    NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'approved', 'denied', 'completed', 'expired')),
    created_at     TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                           CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+0 days') IS created_at),
    expires_at     TEXT    NOT NULL                   CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', expires_at, '+0 days') IS expires_at),
    approved_at    TEXT    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', approved_at, '+0 days') IS approved_at),
    completed_at   TEXT    CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', completed_at, '+0 days') IS completed_at),
    admin_notes    TEXT                               CHECK (length(admin_notes) <= 500)
) STRICT;

CREATE INDEX password_reset_requests_by_user ON password_reset_requests (user_id);
CREATE INDEX password_reset_requests_by_status ON password_reset_requests (status);
