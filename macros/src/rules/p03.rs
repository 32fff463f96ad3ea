//! P03 tenant_context: reading or writing a tenant table, the root included, takes a tenant.
//!
//! The statements have no form without it, and what they take is bound by traits whose messages are ours.

use super::Decided;
use crate::diagnostics::Rule;

/// The rule.
pub const RULE: Rule = Rule { code: "P03", name: "tenant_context", waivable: false };
/// How it is decided.
pub const DECIDED: Decided = Decided::Compiler(|_, _| true);
