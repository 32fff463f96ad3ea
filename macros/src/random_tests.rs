//! Random tables that keep every rule are accepted; with one rule broken on purpose they are refused by that rule alone.

use std::collections::BTreeMap;

use peristyle_test_generator::{Column, Random, Schema, Table};
use proc_macro2::TokenStream;

use crate::model::{Known, Scope};
use crate::rules::tests::codes_beside;
use crate::rules::{ALL, Decided, decided};

/// How many schemas of five tables.
const SCHEMAS: usize = 20;

/// Breaks one rule, or says that this table has no place for that.
type Breaks = fn(&mut Table) -> bool;

/// Every rule that tokens decide, each in at least one way.
const BREAKS: &[(&str, Breaks)] = &[
    ("C01", |table| add(table, Column::new("heft", "Decimal"))),
    ("C01", |table| add(table, Column::new("heft", "Option<rust_decimal::Decimal>").with("numeric(2, 3)"))),
    ("C02", |table| add(table, Column::new("net_price", "f64"))),
    ("C02", |table| add(table, Column::new("fee", "Option<f32>"))),
    ("C02", |table| add(table, Column::new("sum", "f64").with("name = \"subtotal\""))),
    ("C03", |table| add(table, Column::new("address", "String").with("sql_type = \"inet\""))),
    ("C05", |table| add(table, Column::new("document", "Json<Vec<i32>>").with("json"))),
    ("C06", |table| add(table, Column::new("code", "String").with("char(3)"))),
    ("C07", |table| add(table, Column::new("phone1", "String")) && add(table, Column::new("phone2", "String"))),
    ("C07", |table| add(table, Column::new("phone_a", "String")) && add(table, Column::new("phone_b", "String"))),
    ("C07", |table| add(table, Column::new("address_list", "Option<String>"))),
    ("C08", |table| add(table, Column::new("copy", "i32").with("denormalized(from = Shop::NAME, why = \" \")"))),
    ("C09", |table| say(table, "check(nowhere > 0)")),
    ("C09", |table| say(table, "index(nowhere)")),
    ("C09", |table| fresh(table) && say(table, "index(fresh, only(sql = \"(fresh > 0\"))")),
    ("C10", |table| add(table, Column::new("code", "String").with("default = \"now()\""))),
    ("C11", |table| fresh(table) && say(table, "check(fresh > 0, not_valid)")),
    ("C11", |table| fresh(table) && say(table, "check(fresh > 0, not_enforced)")),
    ("C12", |table| {
        let twice = Column::new("twice", "i32").with("generated(sql = \"1 + 1\", virtual)");
        add(table, twice) && say(table, "index(twice)")
    }),
    ("F01", |table| add(table, Column::new("shop_id", "uuid::Uuid"))),
    ("F01", |table| add(table, Column::new("shop_ids", "Option<Vec<i64>>"))),
    ("F01", |table| add(table, Column::new("shop", "(uuid::Uuid)").with("name = \"shop_id\""))),
    ("F02", |table| add(table, Column::new("shop_id", "Id<Shop>"))),
    ("F02", |table| add(table, reference("Id<Shop>", "no_action"))),
    ("F03", |table| add(table, Column::new("shop_id", "Id<Shop>").with("on_delete = restrict"))),
    ("F03", |table| add(table, Column::new("shop_id", "Id<Shop>").with("on_delete = restrict").with("why = \"\""))),
    ("F04", |table| table.argument("append_only").is_none() && add(table, reference("Id<Shop>", "set_null"))),
    ("F05", |table| add(table, reference(&format!("Id<{}>", table.ident), "restrict"))),
    ("F05", |table| add(table, reference("Id<Self>", "restrict"))),
    ("F06", |table| table.argument("append_only").is_some() && add(table, reference("Id<Shop>", "cascade"))),
    ("F06", |table| table.argument("append_only").is_some() && add(table, reference("Option<Id<Shop>>", "set_null"))),
    ("F06", |table| table.argument("append_only").is_some() && add(table, reference("Id<Shop>", "set_null"))),
    ("I02", |table| fresh(table) && say(table, "index(fresh)") && say(table, "index(fresh)")),
    ("I02", |table| fresh(table) && say(table, "unique(fresh)") && say(table, "unique(fresh, fresh_too)")),
    ("I03", |table| {
        tenant_column(table).is_some_and(|tenant| fresh(table) && say(table, &format!("index(fresh, {tenant})")))
    }),
    ("I04", |table| {
        has_tenant(table) && !table.waives("unique_per_tenant") && fresh(table) && say(table, "unique(fresh, global)")
    }),
    ("I05", |table| tenant_column(table).is_some_and(|tenant| say(table, &format!("unique({tenant})")))),
    ("I05", |table| tenant_column(table).is_some() && say(table, "unique(sql = \"'one'\")")),
    ("I05", |table| tenant_column(table).is_some_and(|tenant| say(table, &format!("exclude({tenant} with \"=\")")))),
    ("I06", |table| is_soft_deleted(table) && say(table, "unique(coalesce(deleted_at, \"infinity\"))")),
    ("I06", |table| !table.waives("timestamps") && say(table, "unique(created_at)")),
    ("I07", |table| is_soft_deleted(table) && fresh(table) && say(table, "unique(fresh, including_deleted)")),
    ("I09", |table| {
        let is_held = has_tenant(table) && !table.waives("row_security") && !table.waives("leakproof");
        is_held && add(table, Column::new("sought", "String")) && say(table, "search(sought, language = \"simple\")")
    }),
    ("K01", |table| has_typed_id(table) && remove(table, "id")),
    ("K01", |table| {
        table.argument("junction").is_some() && add(table, Column::new("id", &format!("Id<{}>", table.ident)))
    }),
    ("K02", |table| has_typed_id(table) && retype(table, "id", "uuid::Uuid")),
    ("K02", |table| has_typed_id(table) && retype(table, "id", "Id<Shop>")),
    ("K03", |table| has_typed_id(table) && attribute(table, "id", "default_sql = \"gen_random_uuid()\"")),
    ("K04", |table| in_junction(table, |first, _| format!("junction({first})"))),
    ("K04", |table| fresh(table) && in_junction(table, |first, second| format!("junction({first}, {second}, fresh)"))),
    ("N01", |table| add(table, Column::new("isFree", "bool"))),
    ("N01", |table| fresh(table) && say(table, "index(fresh, name = \"theIndex\")")),
    ("N03", |table| add(table, Column::new(&"a".repeat(64), "bool"))),
    ("N03", |table| fresh(table) && say(table, &format!("check(fresh > 0, name = {:?})", "a".repeat(64)))),
    ("N04", |table| !std::mem::take(&mut table.documentation).is_empty()),
    ("N05", |table| fresh(table) && say(table, "check(fresh > 0)") && say(table, "check(fresh < 9)")),
    ("P01", |table| {
        !table.waives("unique_per_tenant") && tenant_column(table).is_some_and(|tenant| remove(table, &tenant))
    }),
    ("P01", |table| tenant_column(table).is_some_and(|tenant| retype(table, &tenant, "Id<Shop>"))),
    ("P01", |table| tenant_column(table).is_some_and(|tenant| retype(table, &tenant, "uuid::Uuid"))),
    ("P04", |table| is_global(table) && add(table, Column::new("firm_id", "Id<Firm>"))),
    ("P04", |table| is_global(table) && add(table, Column::new("owner_id", "Option<Id<Firm>>"))),
    ("P06", |table| say(table, "sql_after(name = \"open\", sql = \"GRANT ALL ON shops TO PUBLIC\")")),
    ("P06", |table| say(table, "sql_before(name = \"open\", sql = \"DO 'BEGIN DROP POLICY a ON b; END'\")")),
    ("P07", |table| {
        let policy = "policy(name = \"all\", using = \"true\")";
        table.argument("row_security").is_none() && say(table, policy)
    }),
    ("T01", |table| {
        !table.waives("timestamps") && remove(table, "created_at") | add(table, Column::new("created_at", "i64"))
    }),
    ("T03", |table| {
        is_soft_deleted(table)
            && remove(table, "deleted_at") | add(table, Column::new("deleted_at", "peristyle::Timestamp"))
    }),
    ("T04", |table| {
        table.argument("append_only").is_some() && add(table, Column::new("updated_at", "peristyle::Timestamp"))
    }),
    ("W01", |table| add(table, Column::new("code", "String").with("waive(padded_char = \"it's not padded\")"))),
    ("W01", |table| say(table, "waive(soft_deletes = \"a word too long\")")),
    ("W01", |table| say(table, "waive(name_length = \"no one can\")")),
    ("W01", |table| {
        table.column("country").is_none()
            && add(table, Column::new("country", "String").with("char(2)").with("waive(padded_char = \"\")"))
    }),
];

/// A waiver asks for what these rules refuse, and nothing else does.
const BROKEN_BY_A_WAIVER_ALONE: [&str; 3] = ["F07", "I01", "P02"];

#[test]
fn a_random_table_is_accepted() {
    each_table(|table| assert_eq!(codes(table), [""; 0], "refused:\n{table}"));
}

#[test]
fn a_broken_rule_is_the_one_that_is_reported() {
    let mut broken: BTreeMap<usize, usize> = BTreeMap::new();
    each_table(|table| {
        for (place, (code, breaks)) in BREAKS.iter().enumerate() {
            let mut changed = table.clone();
            if breaks(&mut changed) {
                assert_eq!(codes(&changed), [*code], "the way of number {place}:\n{changed}");
                *broken.entry(place).or_default() += 1;
            }
        }
    });
    for (place, (code, _)) in BREAKS.iter().enumerate() {
        assert!(
            broken.get(&place).is_some_and(|times| *times > 5),
            "{code}, the way of number {place}, was hardly tried"
        );
    }
}

#[test]
fn every_rule_of_tokens_is_broken() {
    for rule in ALL.iter().filter(|rule| !matches!(decided(rule), Decided::Compiler(_))) {
        let is_broken = BREAKS.iter().any(|(code, _)| *code == rule.code);
        assert!(is_broken != BROKEN_BY_A_WAIVER_ALONE.contains(&rule.code), "{} is not broken on purpose", rule.code);
    }
}

fn each_table(mut check: impl FnMut(&Table)) {
    for seed in 0..SCHEMAS {
        let seed = u64::try_from(seed).expect("a seed is a number");
        Schema::generate(&mut Random::new(seed)).tables.iter().for_each(&mut check);
    }
}

fn codes(table: &Table) -> Vec<String> {
    let tokens = |text: String| text.parse::<TokenStream>().expect("the generator writes tokens");
    codes_beside(&firm, tokens(table.arguments()), tokens(table.item()))
}

/// The one table above that the macro knows.
fn firm(path: &syn::Path) -> Option<Known> {
    let scope = Scope::Root { prefix: "firm_".to_owned() };
    path.is_ident("Firm").then(|| Known { name: "firms".to_owned(), scope })
}

fn add(table: &mut Table, column: Column) -> bool {
    table.columns.push(column);
    true
}

fn say(table: &mut Table, argument: &str) -> bool {
    table.arguments.push(argument.to_owned());
    true
}

/// Columns that no index and no check speaks of yet.
fn fresh(table: &mut Table) -> bool {
    add(table, Column::new("fresh", "i32")) && add(table, Column::new("fresh_too", "i32"))
}

fn reference(ty: &str, on_delete: &str) -> Column {
    Column::new("shop_id", ty).with(&format!("on_delete = {on_delete}")).with("why = \"a reason\"")
}

fn remove(table: &mut Table, name: &str) -> bool {
    let before = table.columns.len();
    table.columns.retain(|column| column.name != name);
    table.columns.len() < before
}

fn retype(table: &mut Table, name: &str, ty: &str) -> bool {
    table.column(name).map(|column| column.ty = ty.to_owned()).is_some()
}

fn attribute(table: &mut Table, name: &str, attribute: &str) -> bool {
    table.column(name).map(|column| column.attributes.push(attribute.to_owned())).is_some()
}

fn in_junction(table: &mut Table, write: impl Fn(&str, &str) -> String) -> bool {
    let Some(junction) = table.arguments.iter_mut().find(|argument| argument.starts_with("junction(")) else {
        return false;
    };
    let parts = junction.trim_start_matches("junction(").trim_end_matches(')').to_owned();
    parts.split_once(", ").map(|(first, second)| *junction = write(first, second)).is_some()
}

fn has_tenant(table: &Table) -> bool {
    table.argument("tenant").is_some() || table.argument("tenant_root").is_some()
}

fn is_global(table: &Table) -> bool {
    !has_tenant(table) && table.argument("row_security").is_none()
}

fn tenant_column(table: &Table) -> Option<String> {
    let root = table.argument("tenant")?.trim_start_matches("tenant = ").to_lowercase();
    let is_marked = |column: &&Column| column.attributes.iter().any(|attribute| attribute == "tenant");
    let marked = table.columns.iter().find(is_marked).map(|column| column.name.clone());
    Some(marked.unwrap_or_else(|| format!("{root}_id")))
}

fn has_typed_id(table: &Table) -> bool {
    table.columns.iter().any(|column| column.name == "id") && !table.waives("uuid_v7")
}

fn is_soft_deleted(table: &Table) -> bool {
    let never = ["append_only", "junction"].iter().any(|key| table.argument(key).is_some());
    !never && !table.waives("soft_delete")
}
