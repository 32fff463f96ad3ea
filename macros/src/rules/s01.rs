//! S01 schema_names: no table, index, constraint or enum name twice in a schema.

use super::{Decided, Rule};

/// The rule.
pub const RULE: Rule = Rule { code: "S01", name: "schema_names", waivable: false, decided: Decided::Compiler };
