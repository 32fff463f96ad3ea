use peristyle::prelude::*;

/// An address that a mail once reached.
#[derive(Debug, Clone, PartialEq, ColumnType)]
pub struct Email(String);

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub seats: i64,
    pub letter: String,
    pub since: peristyle::Timestamp,
    pub features: Vec<String>,
    pub logo: Option<Vec<u8>>,
    pub contact: Email,
    #[column(sql_type = "cidr", waive(column_type = "only this table knows networks"))]
    pub network: Option<String>,
}

schema! { pub SCHEMA = [Plan] }
