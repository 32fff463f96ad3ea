//! The programs whose tables the tests of statements use. All of them are loaded by `accepted.rs`.
#![allow(dead_code, missing_docs, reason = "programs of their own")]

#[rustfmt::skip]
#[path = "../ui/accepted/enums_of_every_case.rs"]
pub mod enums_of_every_case;
#[rustfmt::skip]
#[path = "../ui/accepted/every_default.rs"]
pub mod every_default;
#[rustfmt::skip]
#[path = "../ui/accepted/every_type.rs"]
pub mod every_type;
#[rustfmt::skip]
#[path = "../ui/accepted/global_references.rs"]
pub mod global_references;
#[rustfmt::skip]
#[path = "../ui/accepted/lookups.rs"]
pub mod lookups;
#[rustfmt::skip]
#[path = "../ui/accepted/named_insert.rs"]
pub mod named_insert;
#[rustfmt::skip]
#[path = "../ui/accepted/numbers.rs"]
pub mod numbers;
#[rustfmt::skip]
#[path = "../ui/accepted/older_details.rs"]
pub mod older_details;
#[rustfmt::skip]
#[path = "../ui/accepted/older_keys.rs"]
pub mod older_keys;
#[rustfmt::skip]
#[path = "../ui/accepted/queues.rs"]
pub mod queues;
#[rustfmt::skip]
#[path = "../ui/accepted/timestamps_of_other_names.rs"]
pub mod timestamps_of_other_names;
