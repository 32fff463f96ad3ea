use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub starts_at: peristyle::Timestamp,
    #[column(waive(time_zone = "in the time of the place"))]
    pub opens_at: Option<chrono::NaiveDateTime>,
}

schema! { pub SCHEMA = [Plan] }
