use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub seats: i64,
    pub letter: String,
    pub since: peristyle::Timestamp,
    pub features: Vec<String>,
    pub logo: Option<Vec<u8>>,
}

schema! { pub SCHEMA = [Plan] }
