//! Rows that the database numbers, per tenant.

use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
#[derive(Debug, Clone, PartialEq)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// The number of an invoice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ColumnType)]
pub struct InvoiceNumber(pub i64);

/// What a customer owes: `A-2026-0001` is the first of its series and year.
#[table(name = "org_invoices", tenant = Organization, unique(label))]
#[derive(Debug, Clone, PartialEq)]
pub struct Invoice {
    pub id: Id<Invoice>,
    pub organization_id: Id<Organization>,
    #[column(max_len = 10)]
    pub series: String,
    pub year: i32,
    #[column(number_per_tenant(per(series, year), no_gaps))]
    pub number: InvoiceNumber,
    #[column(generated(
        sql = "series || '-' || year::text || '-' || lpad(number::text, greatest(4, length(number::text)), '0')"
    ))]
    pub label: String,
    pub customer: String,
}

/// Something to do: `#17`.
#[table(name = "org_tickets", tenant = Organization, waive(soft_delete = "a ticket that was a mistake is deleted"))]
#[derive(Debug, Clone, PartialEq)]
pub struct Ticket {
    pub id: Id<Ticket>,
    pub organization_id: Id<Organization>,
    #[column(number_per_tenant)]
    pub number: i32,
    pub title: String,
}

/// What was booked.
#[table(schema = "billing", name = "org_entries", tenant = Organization, append_only)]
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub id: Id<Entry>,
    pub organization_id: Id<Organization>,
    #[column(number_per_tenant(no_gaps))]
    pub line: i64,
    pub cents: i64,
}

/// Who watches a ticket, in the order of their coming.
#[table(name = "org_watchers", tenant = Organization, junction(ticket_id, entry_id))]
#[derive(Debug, Clone, PartialEq)]
pub struct Watcher {
    #[column(on_delete = cascade, why = "nobody watches a ticket that is gone")]
    pub ticket_id: Id<Ticket>,
    #[column(on_delete = restrict, why = "entries stay")]
    pub entry_id: Id<Entry>,
    pub organization_id: Id<Organization>,
    #[column(name = "Order", number_per_tenant(per(ticket_id)), waive(snake_case = "as it was"))]
    pub order: i64,
}

/// What was sent, by the year.
#[table(
    name = "org_letters",
    tenant = Organization,
    waive(primary_key = "ids are made by the application alone"),
    partition(range(year), child("org_letters_2026", from(2026), to(2027)), child("org_letters_rest", default))
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Letter {
    pub id: Id<Letter>,
    pub organization_id: Id<Organization>,
    pub year: i32,
    #[column(number_per_tenant(per(year), no_gaps))]
    pub number: i64,
}

schema! { pub SCHEMA = [Organization, Invoice, Ticket, Entry, Watcher, Letter] }
