//! Everything that the macros make where the dependency has another name: nothing here is called `peristyle`.

pub mod unlisted;

use rails::{Id, PgEnum, Schema, schema, table};

/// Where a customer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
#[pg_enum(crate = rails)]
pub enum State {
    /// Has not paid yet.
    Trial,
    /// Pays.
    Paying,
}

/// A customer account.
#[table(crate = rails, name = "organizations", tenant_root)]
pub struct Organization {
    /// The key.
    pub id: Id<Organization>,
    /// Where it stands.
    #[column(default = State::Trial)]
    pub state: State,
}

/// Something that an organization sells.
#[table(
    crate = rails,
    name = "org_products",
    tenant = Organization,
    unique(sku, only(is_sold)),
    index(state),
    check(sku.len() > 2, message = "a number has three digits"),
    waive(leakproof = "few rows"),
)]
pub struct Product {
    /// The key.
    pub id: Id<Product>,
    /// Whose it is.
    pub organization_id: Id<Organization>,
    /// What it is part of.
    #[column(on_delete = set_null, why = "a part outlives its whole")]
    pub whole_id: Option<Id<Product>>,
    /// The seller's own number.
    #[column(varchar(20), default = "none")]
    pub sku: String,
    /// Where it stands.
    pub state: State,
    /// Whether it can be bought.
    #[column(default = true)]
    pub is_sold: bool,
}

/// Which products are shown together.
#[table(crate = rails, name = "org_pairs", tenant = Organization, junction(one_id, other_id))]
pub struct Pair {
    /// Whose it is.
    pub organization_id: Id<Organization>,
    /// One.
    #[column(on_delete = cascade, why = "a pair needs both")]
    pub one_id: Id<Product>,
    /// The other.
    #[column(on_delete = cascade, why = "a pair needs both")]
    pub other_id: Id<Product>,
}

schema! { crate = rails; pub SCHEMA = [Organization, Product, Pair] }

/// What the schema is read as.
#[must_use]
pub fn tables() -> usize {
    let schema: &Schema = &SCHEMA;
    schema.tables.len()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_schema_is_there() {
        assert_eq!(super::tables(), 3);
    }
}
