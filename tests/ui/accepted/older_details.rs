//! Details of older tables, each under its waiver: a typed key with a default, one timestamp only, columns called like words of an index.

use peristyle::Timestamp;
use peristyle::prelude::*;

/// A job that others insert by SQL.
#[table(name = "jobs", waive(app_side_id = "the scheduler inserts by SQL"))]
pub struct Job {
    #[column(default_sql = "gen_random_uuid()")]
    pub id: Id<Job>,
    pub name: String,
}

/// What happened, and when.
#[table(
    name = "visits",
    waive(timestamps = "the old site writes `created_at` only", soft_delete = "visits stay"),
    index(global),
    index(including_deleted(desc), deferrable),
    unique(constraint, deferrable, nulls_not_distinct),
    unique(initially_deferred, constraint(asc)),
    exclude(global with "=", method = btree),
)]
pub struct Visit {
    pub id: Id<Visit>,
    pub created_at: Timestamp,
    pub global: i32,
    pub constraint: i32,
    pub deferrable: Option<i32>,
    pub initially_deferred: i32,
    pub including_deleted: bool,
}

/// What a customer owes.
#[table(name = "bills", waive(timestamps = "the old shop writes `created_at` only"))]
pub struct Bill {
    pub id: Id<Bill>,
    pub created_at: Timestamp,
    pub name: String,
}

schema! { pub SCHEMA = [Job, Visit, Bill] }

#[test]
fn a_typed_key_with_a_default_is_generated_all_the_same() {
    let insert = JobInsert::new("nightly");
    let id = insert.id();
    assert_eq!(insert.with_id(id).id(), id);
}
