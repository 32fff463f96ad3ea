use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(name = "phone1")]
    pub phone: String,
    #[column(name = "phone2")]
    pub mobile: Option<String>,
}

fn main() {}
