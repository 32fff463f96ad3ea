//! Texts that are rendered once for their shape: each shape has its own, whatever came before.

use std::collections::HashMap;

use super::*;
use crate::query::sql::Sql;
use crate::query::{NotDeferrable, unique_at};

/// The text, and the number of its placeholders, which is that of its values.
fn shared(statement: Result<Statement, Error>) -> String {
    let statement = statement.unwrap();
    let text = statement.sql().to_owned();
    let (shared, count) = (matches!(statement.sql, Sql::Shared(_)), statement.values().len());
    assert!(shared && text.contains(&format!("${count}")) && !text.contains(&format!("${}", count + 1)), "{text}");
    text
}

fn changes(set: usize, value: &str) -> ProductUpdate {
    let is_set = |bit: usize| set >> bit & 1 == 1;
    ProductUpdate {
        sku: is_set(0).then(|| value.to_owned()),
        description: is_set(1).then(|| Some(value.to_owned())),
        status: is_set(2).then_some(Status::Draft),
        ..ProductUpdate::default()
    }
}

#[test]
fn each_shape_has_its_own_text() {
    let (_, tenant) = tenant();
    let id = Id::<Product>::generate();
    let mut texts: HashMap<String, String> = HashMap::new();
    for value in ["a", "b"] {
        let mut given = |shape: String, statement| {
            let text = shared(statement);
            assert_eq!(*texts.entry(shape).or_insert_with(|| text.clone()), text);
        };
        for set in 1..8 {
            let update = || Update::<Product>::new(tenant, id.key(), changes(set, value));
            given(format!("update {set}"), update().into_statement());
            given(format!("update {set}, nothing returned"), update().rendered(false));
            let seen = chrono::DateTime::UNIX_EPOCH;
            given(
                format!("update {set} of a version"),
                update().if_version(Product::UPDATED_AT, seen).into_statement(),
            );
            let insert = || Insert::<Product>::new(tenant, ProductInsert::new(value));
            for unique in [Some(0), Some(2), None] {
                let on_conflict = || match unique {
                    Some(place) => insert().on_conflict(unique_at::<Product, NotDeferrable>(place)),
                    None => insert().on_key_conflict(),
                };
                let name = format!("{set} by {unique:?}");
                let only = on_conflict().do_update_only((Product::STATUS,));
                given(format!("nothing {unique:?}"), on_conflict().do_nothing().into_statement());
                given(format!("all {unique:?}"), on_conflict().do_update().into_statement());
                given(format!("one {unique:?}"), only.into_statement());
                let mut upsert = on_conflict().do_update_only((Product::STATUS, Product::SKU));
                if set & 1 == 1 {
                    upsert = upsert.set(Product::SKU, value);
                }
                if set & 2 == 2 {
                    upsert = upsert.set(Product::DESCRIPTION, Some(value));
                }
                given(
                    format!("upsert {}", name.replace(&set.to_string(), &(set & 3).to_string())),
                    upsert.into_statement(),
                );
            }
        }
        for (lock, deleted) in [(true, true), (true, false), (false, true)] {
            let find = || {
                let find = Find::<Product>::by_key(tenant, id.key());
                if lock { find.for_share() } else { find }
            };
            let find = if deleted { find().with_deleted() } else { find() };
            given(format!("find {lock} {deleted}"), find.into_statement());
        }
        given("find, update".to_owned(), Find::<Product>::by_key(tenant, id.key()).for_update().into_statement());
    }
    let mut different: Vec<_> = texts.values().collect();
    different.sort_unstable();
    different.dedup();
    assert_eq!(different.len(), texts.len(), "{texts:#?}");
}

/// The order of the calls makes no difference, and what was set before is replaced.
#[test]
fn columns_are_in_the_order_of_the_table() {
    let (_, tenant) = tenant();
    let id = Id::<Product>::generate();
    let update = |changes| Update::<Product>::new(tenant, id.key(), changes);
    let set = update(changes(4, "")).set(Product::DESCRIPTION, "first").set(Product::SKU, "L-1");
    let set = set.set(Product::DESCRIPTION, "last").into_statement().unwrap();
    let at_once = update(changes(7, "")).into_statement().unwrap();
    assert_eq!(set.sql(), at_once.sql());
    assert_eq!(set.values()[2..], ["L-1".into(), "last".into(), "draft".into()]);
}
