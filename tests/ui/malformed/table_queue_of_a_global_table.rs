use peristyle::prelude::*;

/// Something to do.
#[table(name = "jobs", index(number, only(waits), queue))]
pub struct Job {
    pub id: Id<Job>,
    pub number: i64,
    pub waits: bool,
}

fn main() {}
