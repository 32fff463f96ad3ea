use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(char(0), waive(padded_char = "an older column"))]
    pub value: String,
}

fn main() {}
