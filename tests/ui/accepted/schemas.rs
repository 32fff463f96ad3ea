//! Tables in schemas of their own, two of one name.

use peristyle::prelude::*;

/// Where an invoice stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
#[pg_enum(schema = "billing", name = "progress")]
pub enum Progress {
    Open,
    Paid,
}

/// A customer account.
#[table(schema = "core", name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// What a customer owes.
#[table(schema = "billing", name = "org_papers", tenant = Organization, unique(number))]
pub struct Invoice {
    pub id: Id<Invoice>,
    pub organization_id: Id<Organization>,
    pub number: i64,
    pub progress: Progress,
}

/// What a customer signed.
#[table(schema = "Legal matters", name = "org_papers", tenant = Organization, waive(snake_case = "as the lawyers have it"))]
pub struct Contract {
    pub id: Id<Contract>,
    pub organization_id: Id<Organization>,
    #[column(on_delete = set_null, why = "a contract outlives its invoice")]
    pub invoice_id: Option<Id<Invoice>>,
}

schema! { pub SCHEMA = [Organization, Invoice, Contract] }
