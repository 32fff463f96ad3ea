use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", waive(column_type = "the domain is another team's"))]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(sql_type = "cidr", default = "10.0.0.1/8")]
    pub network: std::net::IpAddr,
}

fn main() {}
