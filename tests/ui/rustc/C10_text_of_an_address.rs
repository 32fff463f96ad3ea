use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(default = "10.0.0.256")]
    pub home: std::net::IpAddr,
}

fn main() {}
