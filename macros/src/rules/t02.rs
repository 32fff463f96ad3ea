//! T02 time_zone: every timestamp carries a zone.
//!
//! `timestamp` forgets which instant was meant; two servers in two zones disagree. Decided by the SQL type of the column, so that an alias of
//! `NaiveDateTime` is caught as surely as the name.

use super::Decided;
use crate::diagnostics::Rule;

/// The rule.
pub const RULE: Rule = Rule { code: "T02", name: "time_zone", waivable: true };
/// How it is decided.
pub const DECIDED: Decided = Decided::Compiler(|_, _| true);
