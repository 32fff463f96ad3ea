//! P05 same_root: two tenant tables that refer to each other share their root.
//!
//! A row of one kind of tenant cannot point into another kind's court. Two structs are needed to see it, so a constant decides.

use super::Decided;
use crate::diagnostics::Rule;

/// The rule.
pub const RULE: Rule = Rule { code: "P05", name: "same_root", waivable: false };
/// How it is decided.
pub const DECIDED: Decided = Decided::Compiler(|_, _| true);
