//! Details of older tables, each under its waiver: a typed key with a default, one timestamp only, timestamps that the application sets,
//! arrays without default and check, columns called like words of an index.

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

/// A parcel. The old program sets all three times itself; `createdAt` counts seconds.
#[table(
    name = "parcels",
    index(created_at),
    waive(timestamps = "the old program sets them", soft_delete = "the old program moves what it deletes")
)]
#[derive(Debug)]
pub struct Parcel {
    pub id: Id<Parcel>,
    #[column(set_by_application, name = "createdAt", waive(snake_case = "the old program's letters"))]
    pub created_at: Option<i32>,
    #[column(set_by_application)]
    pub updated_at: Timestamp,
    #[column(set_by_application)]
    pub deleted_at: bool,
    #[column(no_default, unchecked_elements)]
    pub labels: Vec<String>,
    #[column(unchecked_elements)]
    pub stops: Vec<i32>,
    #[column(no_default)]
    pub codes: Vec<i16>,
    #[column(unchecked_elements)]
    pub notes: Option<Vec<String>>,
}

/// A stamp, whose times the old program sets, with the default of the database.
#[table(name = "stamps", waive(timestamps = "the old program sets them"))]
pub struct Stamp {
    pub id: Id<Stamp>,
    #[column(set_by_application, default_sql = "now()")]
    pub created_at: Timestamp,
    #[column(set_by_application, default_sql = "now()")]
    pub updated_at: Option<Timestamp>,
    pub name: String,
}

/// A voucher. No trigger sets when it was changed.
#[table(name = "vouchers", unique(code))]
#[derive(Debug)]
pub struct Voucher {
    pub id: Id<Voucher>,
    pub code: i32,
    pub name: String,
    #[column(no_trigger, waive(timestamps = "the old program sets it"))]
    pub updated_at: Timestamp,
}

/// A ticket, numbered by sequences that were there before it.
#[table(
    name = "tickets",
    waive(uuid_v7 = "the old program numbers them", app_side_id = "the old program numbers them")
)]
#[derive(Debug)]
pub struct Ticket {
    #[column(serial(name = "ticket_numbers", sql_type = "bigint"))]
    pub id: i32,
    #[column(serial = "Line numbers", waive(snake_case = "the old program's letters"))]
    pub line: i16,
    #[column(serial(sql_type = "integer"))]
    pub place: i64,
}

schema! { pub SCHEMA = [Job, Visit, Bill, Parcel, Stamp, Voucher, Ticket] }

#[test]
fn a_typed_key_with_a_default_is_generated_all_the_same() {
    let insert = JobInsert::new("nightly");
    let id = insert.id();
    assert_eq!(insert.with_id(id).id(), id);
}
