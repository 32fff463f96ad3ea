//! I08 index_fits_type: no b-tree on jsonb, no gin on a scalar without its operator class, no operator class of another type.
//!
//! A b-tree on jsonb orders whole documents, which no query asks for. Decided by the SQL type of the column.

use super::Decided;
use crate::diagnostics::Rule;

/// The rule.
pub const RULE: Rule = Rule { code: "I08", name: "index_fits_type", waivable: true };
/// How it is decided.
pub const DECIDED: Decided = Decided::Compiler(|_, _| true);
