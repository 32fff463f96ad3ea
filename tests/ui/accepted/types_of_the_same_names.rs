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

schema! { pub SCHEMA = [Plan] }
