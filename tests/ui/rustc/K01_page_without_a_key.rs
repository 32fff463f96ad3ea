//! K01, K01, K01, K01, K02: a table without a key has no pages, no conflict on it and no ids
use peristyle::prelude::*;
use peristyle::query::PageSize;

/// What was measured.
#[table(name = "measures", unique(value), waive(primary_key = "raw"))]
pub struct Measure {
    pub value: i64,
}

pub fn page(size: PageSize) {
    let _ = Measure::select().order_by(Measure::VALUE.asc()).page(size, None);
    let _ = Measure::select().column(Measure::VALUE).page(size, None);
}

pub fn upsert(row: MeasureInsert) {
    let _ = Measure::insert(row.clone()).on_key_conflict();
    let _ = Measure::insert_many([row]).on_key_conflict();
}

pub fn parents(ids: Vec<Id<Measure>>) {
    let _ = Measure::select().load_parents(ids);
}

fn main() {}
