//! The tenant root of the programs for `plans check`.

use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
    #[column(max_len = 100)]
    pub name: String,
}
