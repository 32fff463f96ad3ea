//! S02 schema_closed: every table of a crate is in a list, and so is a table that is referred to.

use super::Decided;
use crate::diagnostics::Rule;

/// The rule.
pub const RULE: Rule = Rule { code: "S02", name: "schema_closed", waivable: true };
/// How it is decided.
pub const DECIDED: Decided = Decided::Compiler(|_, _| true);
