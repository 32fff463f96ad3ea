//! E0599, E0599, E0433: a retired table has no statements, and no insert type

use peristyle::prelude::*;

/// A fax that was sent.
#[table(name = "faxes", retired = "nobody has a fax any more")]
pub struct Fax {
    pub id: Id<Fax>,
    pub number: String,
}

pub fn all() {
    let _ = Fax::select();
    let _ = Fax::insert(FaxInsert::new("1"));
}

fn main() {}
