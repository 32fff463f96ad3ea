use serde_json::{Value, json};

use super::{Fact, Facts, Kind};

/// What a file says nothing of.
const UNSAID: [Kind; 4] = [Kind::Function, Kind::Trigger, Kind::Comment, Kind::Privilege];

impl Facts {
    /// The facts of a file that `extract.py` wrote.
    pub fn from_file(text: &str) -> Self {
        let file: Value = serde_json::from_str(text).unwrap();
        let mut facts = Vec::new();
        for table in list(&file, "tables") {
            of_table(table, &mut facts);
        }
        facts.extend(list(&file, "enums").map(|it| Fact::new(Kind::Enum, name(it), None, it["values"].clone())));
        facts.extend(list(&file, "domains").map(domain));
        Self::new(Kind::ALL.into_iter().filter(|kind| !UNSAID.contains(kind)), facts)
    }
}

pub(super) fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
    value[key].as_array().into_iter().flatten()
}

pub(super) fn name(value: &Value) -> String {
    format!("{}.{}", value["schema"].as_str().unwrap(), value["name"].as_str().unwrap())
}

fn domain(domain: &Value) -> Fact {
    let checks: Vec<_> = list(domain, "checks").map(|check| &check["expr"]).collect();
    let Value::Object(said) = domain else { unreachable!("a domain is an object") };
    let what =
        json!({ "base": said["base"], "not_null": said["not_null"], "default": said["default"], "checks": checks });
    Fact::new(Kind::Domain, name(domain), None, what)
}

fn of_table(table: &Value, facts: &mut Vec<Fact>) {
    let (of, partition) = (name(table), &table["partition"]);
    let mut fact = |kind, what| facts.push(Fact::new(kind, &of, None, what));
    let storage = (&table["storage_options"], &table["inherits"]);
    fact(
        Kind::Table,
        json!({ "kind": table["kind"], "unlogged": table["unlogged"], "partition_by": partition["by"],
            "storage_options": storage.0, "inherits": storage.1 }),
    );
    list(partition, "children").for_each(|child| fact(Kind::Partition, child.clone()));
    fact(Kind::ColumnOrder, list(table, "columns").map(|column| &column["name"]).cloned().collect());
    list(table, "columns").for_each(|column| of_column(column, &mut fact));
    let security = &table["row_level_security"];
    fact(Kind::RowSecurity, json!({ "enabled": security["enabled"], "forced": security["forced"] }));
    for (kind, parts) in parts(table) {
        facts.extend(parts.map(|part| named(kind, &of, part)));
    }
}

fn of_column(column: &Value, fact: &mut impl FnMut(Kind, Value)) {
    let expression = &column["generated"]["expr"];
    for (kind, key, value) in [
        (Kind::ColumnType, "type", &column["type"]),
        (Kind::ColumnNull, "not_null", &column["not_null"]),
        (Kind::ColumnDefault, "default", &column["default"]),
        (Kind::ColumnIdentity, "identity", &column["identity"]),
        (Kind::ColumnGenerated, "expr", expression),
        (Kind::ColumnCollation, "collation", &column["collation"]),
    ] {
        if !value.is_null() {
            fact(kind, json!({ "column": column["name"], key: value }));
        }
    }
}

fn parts(table: &Value) -> [(Kind, Box<dyn Iterator<Item = &Value> + '_>); 7] {
    let key = [&table["primary_key"]].into_iter().filter(|key| !key.is_null());
    [
        (Kind::PrimaryKey, Box::new(key)),
        (Kind::UniqueConstraint, Box::new(list(table, "unique_constraints"))),
        (Kind::ExclusionConstraint, Box::new(list(table, "exclusion_constraints"))),
        (Kind::Check, Box::new(list(table, "checks"))),
        (Kind::ForeignKey, Box::new(list(table, "foreign_keys"))),
        (Kind::Index, Box::new(list(table, "indexes"))),
        (Kind::Policy, Box::new(list(&table["row_level_security"], "policies"))),
    ]
}

/// The fact of what has a name of its own.
fn named(kind: Kind, of: &str, part: &Value) -> Fact {
    let Value::Object(mut entries) = part.clone() else { unreachable!("a part is an object") };
    let name = entries.remove("name").and_then(|name| name.as_str().map(str::to_owned));
    Fact::new(kind, of, name, Value::Object(entries))
}

#[cfg(test)]
mod tests {
    use super::super::compare;
    use super::*;

    const CHINOOK: &str = include_str!("chinook.json");
    const PAGILA: &str = include_str!("pagila.json");

    /// By the README beside the files.
    #[test]
    fn the_files_match_the_counts_of_their_readme() {
        let count = |text, kind| Facts::from_file(text).facts.iter().filter(|fact| fact.kind == kind).count();
        assert_eq!(count(CHINOOK, Kind::Table), 11);
        assert_eq!(count(PAGILA, Kind::Table), 16);
        assert_eq!(count(PAGILA, Kind::Partition), 55);
        assert_eq!(count(PAGILA, Kind::Domain), 2);
        assert_eq!(count(PAGILA, Kind::ColumnGenerated), 1);
    }

    #[test]
    fn another_file_is_not_the_same() {
        let chinook = Facts::from_file(CHINOOK);
        let report = compare(&chinook, &Facts::from_file(CHINOOK));
        assert!(report.is_clean(), "{report}");
        let other = CHINOOK.replace("\"on_delete\": \"no action\"", "\"on_delete\": \"cascade\"");
        assert_eq!(compare(&chinook, &Facts::from_file(&other)).unclean(), [Kind::ForeignKey]);
        let named = CHINOOK.replace("album_pkey", "pk_album");
        assert_eq!(compare(&chinook, &Facts::from_file(&named)).unclean(), [Kind::PrimaryKey]);
        let unnamed = Facts::from_file(&named).without_names();
        assert!(compare(&chinook.without_names(), &unnamed).is_clean());
    }
    #[test]
    fn parts_are_left_out() {
        let (some, all) = (Facts::from_file(CHINOOK).of_tables(&["public.album"]), Facts::from_file(CHINOOK));
        let report = compare(&some, &all);
        assert_eq!(report.unclean(), [Kind::Table]);
        assert!(report.allowing_extra(|kind, fact| kind == Kind::Table && fact.starts_with("public.")).is_clean());
        assert!(compare(&some, &all).without(&[Kind::Table]).is_clean());
        assert_eq!(compare(&all, &some).matched(Kind::Table), 1);
    }
}
