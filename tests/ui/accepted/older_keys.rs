//! Keys, references and names of an older database, each under the waiver of the rule that it breaks.

use peristyle::prelude::*;
use uuid::Uuid;

/// A country, by its code.
#[table(
    name = "Country",
    primary_key(code, name = "pk_country"),
    unique(number, including_deleted),
    waive(snake_case = "as it is called", primary_key = "its code", uuid_v7 = "its code", unique_live = "referred to by it"),
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Country {
    #[column(name = "Code", varchar(2))]
    pub code: String,
    #[column(name = "IsoNumber")]
    pub number: i16,
    #[column(name = "Name of \"all\"")]
    pub name: Option<String>,
}

/// A part of a country, by the country and its number.
#[table(
    name = "regions",
    primary_key(country, number),
    check(number > 0, message = "the number must be positive"),
    waive(junction = "numbered within the country", soft_delete = "regions stay"),
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Region {
    #[column(name = "country_code", varchar(2), references = Country, on_delete = restrict, on_update = cascade, why = "a code is renamed", constraint = "fk_region_country")]
    pub country: String,
    pub number: i32,
    pub title: String,
}

/// A town, counted by the database.
#[table(
    name = "towns",
    foreign_key(country, region, references = Region, on_delete = set_null, on_update = cascade, why = "a town outlives its region", name = "fk_town_region", initially_deferred),
    waive(uuid_v7 = "counted", app_side_id = "counted", soft_delete = "towns stay"),
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Town {
    #[column(serial)]
    pub id: i32,
    #[column(varchar(2))]
    pub country: Option<String>,
    pub region: Option<i32>,
    #[column(references = Country::NUMBER, on_delete = no_action, why = "the older half of the program", deferrable, waive(on_delete = "as it was", fk_index = "never looked up"))]
    pub country_number: Option<i16>,
    #[column(references = Town, on_delete = restrict, why = "a suburb holds its town")]
    pub suburb_of: Option<i64>,
    #[column(identity = by_default)]
    pub line: i64,
    #[column(identity)]
    pub small: i16,
}

/// What a town is known for: one row a town, under the town's own key.
#[table(
    name = "sights",
    primary_key(town_id),
    waive(primary_key = "the town's own", uuid_v7 = "the town's own", soft_delete = "sights stay"),
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Sight {
    #[column(references = Town, on_delete = cascade, why = "a sight goes with its town")]
    pub town_id: i32,
    pub what: String,
}

/// What was measured; nobody names a row of it.
#[table(name = "measures", index(taken), waive(primary_key = "raw", soft_delete = "raw", timestamps = "has its own"))]
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    #[column(default_sql = "now()")]
    pub taken: peristyle::Timestamp,
    pub value: f64,
}

/// A key that other programs make too.
#[table(name = "tokens", waive(uuid_v7 = "version 4, by another program", app_side_id = "by another program"))]
#[derive(Debug, Clone, PartialEq)]
pub struct Token {
    #[column(default_sql = "gen_random_uuid()")]
    pub id: Uuid,
    #[column(references = Token, on_delete = set_null, why = "the next one stays")]
    pub before: Option<Uuid>,
}

/// One of two that need each other.
#[table(name = "hens", waive(soft_delete = "hens go"))]
#[derive(Debug, Clone, PartialEq)]
pub struct Hen {
    pub id: Id<Hen>,
    #[column(on_delete = restrict, why = "no hen without its egg", initially_deferred)]
    pub egg_id: Id<Egg>,
}

/// The other one.
#[table(name = "eggs", waive(soft_delete = "eggs go"))]
#[derive(Debug, Clone, PartialEq)]
pub struct Egg {
    pub id: Id<Egg>,
    #[column(on_delete = restrict, why = "no egg without its hen", initially_deferred)]
    pub hen_id: Id<Hen>,
}

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// A shelf, by its number within the account.
#[table(
    name = "org_shelves",
    tenant = Organization,
    primary_key(organization_id, number),
    unique(label),
    waive(primary_key = "numbered by hand", uuid_v7 = "numbered by hand", soft_delete = "shelves go"),
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Shelf {
    pub organization_id: Id<Organization>,
    pub number: i32,
    pub label: String,
}

/// Something on a shelf.
#[table(name = "org_goods", tenant = Organization)]
#[derive(Debug, Clone, PartialEq)]
pub struct Good {
    pub id: Id<Good>,
    pub organization_id: Id<Organization>,
    #[column(references = Shelf, on_delete = restrict, why = "goods do not float")]
    pub shelf: i32,
    #[column(references = Shelf::LABEL, on_delete = set_null, on_update = cascade, why = "written on it")]
    pub shelf_label: Option<String>,
}

schema! { pub SCHEMA = [Country, Region, Town, Sight, Measure, Token, Hen, Egg, Organization, Shelf, Good] }
