//! C03 column_type: the type has a `ColumnType`.
//!
//! PostgreSQL has no unsigned integers, no i8 and no `char`. Decided by the trait, so that neither alias nor generic hides anything.

use super::{Decided, Rule};

/// The rule.
pub const RULE: Rule = Rule { code: "C03", name: "column_type", waivable: false, decided: Decided::Compiler };
