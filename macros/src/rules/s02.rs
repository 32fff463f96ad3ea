//! S02 schema_closed: a table that is referred to is in the list.

use super::{Decided, Rule};

/// The rule.
pub const RULE: Rule = Rule { code: "S02", name: "schema_closed", waivable: false, decided: Decided::Compiler };
