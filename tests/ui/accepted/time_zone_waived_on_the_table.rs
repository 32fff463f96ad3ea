//! A waiver on the table holds for its columns.

use peristyle::prelude::*;

/// When a shop is open.
#[table(name = "opening_hours", waive(time_zone = "in the time of the place"))]
pub struct OpeningHour {
    pub id: Id<OpeningHour>,
    pub starts_at: chrono::NaiveDateTime,
    pub ends_at: Option<chrono::NaiveDateTime>,
}

schema! { pub SCHEMA = [OpeningHour] }
