//! malformed, malformed, malformed: no trigger sets `created_at`, nor what the application sets; and a value.

use peristyle::Timestamp;
use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(no_trigger)]
    pub created_at: Timestamp,
}

/// What was paid.
#[table(name = "bills", waive(timestamps = "an older program sets it"))]
pub struct Bill {
    pub id: Id<Bill>,
    #[column(no_trigger, set_by_application)]
    pub updated_at: Timestamp,
}

/// Somebody who pays.
#[table(name = "payers", waive(timestamps = "an older program sets it"))]
pub struct Payer {
    pub id: Id<Payer>,
    #[column(no_trigger = true)]
    pub updated_at: Timestamp,
}

fn main() {}
