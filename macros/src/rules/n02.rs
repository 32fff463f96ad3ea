//! N02 tenant_prefix: a tenant table's name starts with the root's prefix, a global one's does not.
//!
//! The prefix stands in the root, so the compiler compares the constants.

use super::Decided;
use crate::diagnostics::Rule;

/// The rule.
pub const RULE: Rule = Rule { code: "N02", name: "tenant_prefix", waivable: true };
/// How it is decided.
pub const DECIDED: Decided = Decided::Compiler(|_, _| true);
