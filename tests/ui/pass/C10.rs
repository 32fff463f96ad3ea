use peristyle::prelude::*;

/// How a plan is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
pub enum Billing {
    Monthly,
    Yearly,
}

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(default = "yearly")]
    pub billing: Billing,
    #[column(default = 1)]
    pub seats: i16,
    #[column(default_sql = "now()")]
    pub starts: peristyle::Timestamp,
}

schema! { pub SCHEMA = [Plan] }
