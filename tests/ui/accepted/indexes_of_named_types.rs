use std::net::IpAddr;

use peristyle::Interval;
use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// An address is compared without a leak; of a type of somebody else's nothing is known.
#[table(
    name = "org_visits",
    tenant = Organization,
    unique(during),
    index(address),
    index(device, pay),
    index(span),
    index(code),
    waive(column_type = "types that Rust does not have"),
)]
pub struct Visit {
    pub id: Id<Visit>,
    pub organization_id: Id<Organization>,
    pub address: IpAddr,
    #[column(sql_type = "macaddr")]
    pub device: String,
    #[column(sql_type = "money")]
    pub pay: String,
    #[column(sql_type = "tstzrange")]
    pub during: String,
    pub span: Interval,
    #[column(sql_type = "information_schema.sql_identifier")]
    pub code: String,
}

/// Everybody's rows are searched by any method.
#[table(
    name = "pages",
    index(words, method = gin),
    index(words(ops = "tsvector_ops"), method = gist, name = "pages_words_near"),
    index(place, method = gist),
    index(place, method = spgist, name = "pages_place_quarters"),
    index(during),
    index(addresses, method = gin),
    waive(column_type = "types that Rust does not have"),
)]
pub struct Page {
    pub id: Id<Page>,
    #[column(sql_type = "tsvector")]
    pub words: String,
    #[column(sql_type = "point")]
    pub place: String,
    #[column(sql_type = "int4range")]
    pub during: String,
    pub addresses: Vec<IpAddr>,
}

schema! { pub SCHEMA = [Organization, Visit, Page] }

fn main() {}
