//! I09 leakproof: under row level security an index key whose comparison is not leakproof is never used.
//!
//! Enum, numeric, arrays, ranges, jsonb, tsvector and inet, even behind the tenant column (POSTGRES.md, section 1: 67 times slower with tsvector).
//! Partial predicates work with any type. Decided by the SQL type of the column.

use super::{Decided, Rule};

/// The rule.
pub const RULE: Rule = Rule { code: "I09", name: "leakproof", waivable: true, decided: Decided::Compiler };
