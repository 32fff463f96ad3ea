//! P04 no_global_to_tenant: a global table does not reference a tenant table.
//!
//! Every tenant reads the global row, and through it learns of the tenant's. Two structs are needed to see it, so a constant decides.

use super::{Decided, Rule};

/// The rule.
pub const RULE: Rule = Rule { code: "P04", name: "no_global_to_tenant", waivable: false, decided: Decided::Compiler };
