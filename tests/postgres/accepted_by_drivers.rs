//! The programs whose tables the tests of statements use. All of them are loaded by `accepted.rs`.
#![allow(dead_code, missing_docs, reason = "programs of their own")]

#[path = "../ui/accepted/enums_of_every_case.rs"]
pub mod enums_of_every_case;
#[path = "../ui/accepted/every_default.rs"]
pub mod every_default;
#[path = "../ui/accepted/every_type.rs"]
pub mod every_type;
#[path = "../ui/accepted/global_references.rs"]
pub mod global_references;
#[path = "../ui/accepted/lookups.rs"]
pub mod lookups;
#[path = "../ui/accepted/named_insert.rs"]
pub mod named_insert;
#[path = "../ui/accepted/numbers.rs"]
pub mod numbers;
#[path = "../ui/accepted/older_details.rs"]
pub mod older_details;
#[path = "../ui/accepted/older_keys.rs"]
pub mod older_keys;
#[path = "../ui/accepted/queues.rs"]
pub mod queues;
#[path = "../ui/accepted/timestamps_of_other_names.rs"]
pub mod timestamps_of_other_names;
