//! What the user calls like the standard library is the user's.

use peristyle::prelude::*;

pub struct Option;
pub struct String;
pub struct Result;
pub struct Vec;
pub struct Default;
pub struct Value;
pub struct Column;
pub struct Table;
pub trait Clone {}
pub trait IntoColumn {}

/// What a customer pays for.
#[table(name = "plans", unique(code), check(seats > 0))]
pub struct Plan {
    pub id: Id<Plan>,
    pub code: std::string::String,
    pub seats: std::option::Option<i32>,
    pub features: std::vec::Vec<std::string::String>,
    #[column(default = 1)]
    pub months: i16,
}

/// A column type that tokens take for another one, and an enum that is not `Copy`.
mod columns {
    use peristyle::prelude::*;

    #[derive(Debug, Clone, ColumnType)]
    #[expect(non_camel_case_types, reason = "it is called like a type that is `Copy`")]
    pub struct i32(pub std::string::String);

    /// How far it is.
    #[derive(Debug, Clone, PartialEq, Eq, PgEnum)]
    #[pg_enum(name = "step")]
    pub enum Step {
        First,
        Last,
    }

    /// What a customer counts.
    #[table(name = "counts")]
    pub struct Count {
        pub id: Id<Count>,
        #[column(default = "none")]
        pub unit: i32,
        #[column(default = Step::First)]
        pub step: Step,
        pub tags: Vec<std::string::String>,
        pub other: Option<i32>,
    }
}

schema! { pub SCHEMA = [Plan, columns::Count] }
