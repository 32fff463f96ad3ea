use peristyle::prelude::*;

/// The added columns are chrono's unless they are written by hand.
#[table(name = "shifts", check(begins < ends, message = "a shift ends after it began"))]
#[derive(Debug, Clone, PartialEq)]
pub struct Shift {
    pub id: Id<Shift>,
    pub begins: time::OffsetDateTime,
    pub ends: time::OffsetDateTime,
    pub created_at: time::OffsetDateTime,
    pub updated_at: jiff::Timestamp,
    pub deleted_at: Option<jiff::Timestamp>,
}

schema! { pub SCHEMA = [Shift] }

fn main() {}
