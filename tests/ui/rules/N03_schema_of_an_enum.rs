use peristyle::prelude::*;

/// Where a plan stands.
#[derive(Debug, Clone, Copy, PgEnum)]
#[pg_enum(schema = "a_schema_whose_name_is_longer_than_what_postgresql_keeps_of_any_name")]
pub enum PlanStatus {
    Draft,
}

fn main() {}
