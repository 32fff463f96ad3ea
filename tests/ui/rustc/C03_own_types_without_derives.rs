//! C03, C03, C03, C03, C03: types without derives are one error each, at the column, or at the type where `ColumnType` or `PgEnum` is derived.

use peristyle::prelude::*;

pub struct Address {
    pub street: String,
}

pub enum Billing {
    Monthly,
    Yearly,
}

pub struct Settings {
    pub color: String,
}

#[derive(Debug, ColumnType)]
pub struct Code(String);

#[derive(Debug, PgEnum)]
#[pg_enum(name = "state")]
pub enum State {
    Draft,
    Active,
}

/// What a customer pays for.
#[table(name = "plans", unique(code))]
pub struct Plan {
    pub id: Id<Plan>,
    pub address: Address,
    pub billing: Option<Billing>,
    #[column(default = "{}")]
    pub settings: Json<Settings>,
    #[column(default = "a")]
    pub code: Code,
    #[column(default = "draft")]
    pub state: State,
    #[column(default = "{}")]
    pub codes: Vec<Code>,
    #[column(default = "x")]
    pub old_code: Option<Code>,
}

fn main() {}
