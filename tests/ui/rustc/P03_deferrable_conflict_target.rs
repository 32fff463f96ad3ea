use peristyle::prelude::*;

/// A step of a recipe, by its place.
#[table(name = "steps", unique(place, deferrable), waive(soft_delete = "steps are rewritten"))]
pub struct Step {
    pub id: Id<Step>,
    pub place: i32,
}

pub fn upsert(draft: StepInsert) {
    let _ = Step::insert(draft).on_conflict(Step::BY_PLACE).do_nothing();
}

fn main() {}
