//! S03 server_version: a table has nothing that the oldest server of its schema lacks.

use super::Decided;
use crate::diagnostics::Rule;

/// The rule.
pub const RULE: Rule = Rule { code: "S03", name: "server_version", waivable: false };
/// How it is decided.
pub const DECIDED: Decided = Decided::Compiler(|_, _| true);
