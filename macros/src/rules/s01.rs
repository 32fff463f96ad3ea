//! S01 schema_names: no table, index, constraint or enum name twice in a schema.

use super::Decided;
use crate::diagnostics::Rule;

/// The rule.
pub const RULE: Rule = Rule { code: "S01", name: "schema_names", waivable: false };
/// How it is decided.
pub const DECIDED: Decided = Decided::Compiler(|_, _| true);
