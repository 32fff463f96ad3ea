//! Selects, conditions and expressions as data, below the types that the compiler checks, and how they are rendered.

pub(crate) mod aliases;
pub(crate) mod array_test;
pub(crate) mod bool_expr;
pub(crate) mod call;
pub(crate) mod column_ref;
pub(crate) mod equality;
pub(crate) mod extracted;
pub(crate) mod group_key;
pub(crate) mod grouping;
pub(crate) mod in_index_order;
pub(crate) mod json_test;
pub(crate) mod lock;
pub(crate) mod read;
pub(crate) mod select;
pub(crate) mod sort;
pub(crate) mod source;
pub(crate) mod sql_test;
pub(crate) mod text_test;
pub(crate) mod time;
pub(crate) mod typed;
pub(crate) mod value_parts;
pub(crate) mod words;
