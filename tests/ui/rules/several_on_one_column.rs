//! F03, F04, F05: three rules on one reference.

use peristyle::prelude::*;

/// A group of products.
#[table(name = "categories")]
pub struct Category {
    pub id: Id<Category>,
    #[column(on_delete = set_null)]
    pub parent_id: Id<Self>,
}

fn main() {}
