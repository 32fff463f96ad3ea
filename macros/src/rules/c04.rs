//! C04 typed_json: `serde_json::Value` needs a waiver, `Json<T>` is the way.
//!
//! A document that anybody shapes is read with a guess. Decided by the type, so that an alias of `Value` hides nothing.

use super::Decided;
use crate::diagnostics::Rule;

/// The rule.
pub const RULE: Rule = Rule { code: "C04", name: "typed_json", waivable: true };
/// How it is decided.
pub const DECIDED: Decided = Decided::Compiler(|_, _| true);
