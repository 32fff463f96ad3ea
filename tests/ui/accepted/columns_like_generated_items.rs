//! Columns that are called like what the macro generates, and like the parameters of its methods.

use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
    pub find: String,
    pub select: Option<String>,
}

/// Every name that something generated has too.
#[table(name = "org_names", tenant = Organization, unique(key), unique(select, find))]
#[derive(Debug, Clone, PartialEq)]
pub struct Names {
    pub id: Id<Names>,
    pub organization_id: Id<Organization>,
    pub def: String,
    pub new: String,
    #[column(waive(foreign_key = "a word, not an id"))]
    pub with_id: String,
    pub validate: String,
    pub into_values: String,
    pub into_changes: Option<String>,
    pub select: String,
    pub insert: String,
    pub find: String,
    pub update: String,
    pub delete: String,
    pub restore: String,
    pub name: String,
    pub scope: String,
    pub root: String,
    pub read: String,
    pub row: String,
    pub key: String,
    pub tenant: String,
    pub changes: Option<String>,
    #[column(default = "none")]
    pub value: String,
    pub prefix: Option<i64>,
    pub clone: Option<bool>,
    pub default: Option<i32>,
}

/// A junction has no id, so a column may not be called so, but by everything else.
#[table(name = "org_pairs", tenant = Organization, junction(one_id, other_id))]
pub struct Pair {
    pub organization_id: Id<Organization>,
    #[column(on_delete = cascade, why = "a pair means nothing without both")]
    pub one_id: Id<Names>,
    #[column(on_delete = cascade, why = "a pair means nothing without both")]
    pub other_id: Id<Names>,
    pub new: Option<String>,
    pub def: Option<String>,
}

schema! { pub SCHEMA = [Organization, Names, Pair] }

#[test]
fn a_setter_gives_way_to_a_method() {
    let change = NamesUpdate::new().set_new("a").set_validate("b").def("c").changes("d");
    assert!(change.validate().is_ok());
    assert_eq!(Names::DEF.def().name, "def");
    assert_eq!(<Names as peristyle::Table>::DEF.name, "org_names");
    assert_eq!(<Names as peristyle::Table>::NAME, "org_names");
}
