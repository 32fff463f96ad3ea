use peristyle::prelude::*;

/// What was measured.
#[table(name = "measures", waive(primary_key = "raw"))]
pub struct Measure {
    pub value: f64,
}

fn main() {
    let _ = Measure::find(Id::<Measure>::generate());
}
