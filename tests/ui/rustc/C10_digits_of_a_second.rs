use peristyle::prelude::*;

/// When a shop is open: `time(2)` would round the default to 24:00:00.
#[table(name = "opening_hours")]
pub struct OpeningHours {
    pub id: Id<OpeningHours>,
    #[column(precision(2), default = "23:59:59.999")]
    pub until: chrono::NaiveTime,
}

fn main() {}
