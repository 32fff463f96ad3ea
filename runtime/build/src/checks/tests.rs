use super::*;
use crate::definition::{
    CheckDef, ColumnDef, IndexDef, OnDelete, OnUpdate, QualifiedName, ReferenceDef, SqlType, Tenancy, WaiverDef,
};
use crate::fixture::*;
use crate::{EnumDef, Schema, TableDef, ddl};

fn schema(tables: &[&'static TableDef]) -> Schema {
    Schema::new(Vec::leak(tables.to_vec()), &[])
}

fn kept(table: TableDef) -> &'static TableDef {
    Box::leak(Box::new(table))
}

fn checked(tables: &[&'static TableDef], options: &Options) -> Result<Checked, SchemaError> {
    Database::of(&schema(tables)).check(options)
}

/// The first line of each diagnostic.
fn diagnostics(tables: &[&'static TableDef]) -> Vec<String> {
    let error = checked(tables, &Options::new()).unwrap_err();
    error.diagnostics().iter().map(|one| one.to_string().lines().next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn a_name_is_taken_once() {
    static OTHER: EnumDef = EnumDef::new(None, "product_status", &["old"], "", &[]);
    let by_id = IndexDef { columns: list([by("id")]), ..IndexDef::PLAIN };
    let enumerated = |name, columns| kept(TableDef { name, columns, ..PLAIN });
    let old = enumerated("old", list([ID, column("status", SqlType::Enum(&OTHER))]));
    let like_enum = enumerated("product_status", list([ID]));
    let twice = kept(TableDef { name: "twice", indexes: list([by_id, by_id]), ..PLAIN });
    let table_like_index = enumerated("twice_id_idx", list([ID]));
    let base = [&ORGANIZATION, &CATEGORY, &COUNTRY, &PRODUCT];
    let with = |more: &[&'static TableDef]| diagnostics(&[&base[..], more].concat());

    assert_eq!(with(&[&COUNTRY]), ["[S01] two tables are called `countries`: `Country` and `Country`"]);
    assert_eq!(with(&[old]), ["[S01] two different enums are called `product_status`"]);
    assert_eq!(
        with(&[like_enum]),
        ["[S01] the name `product_status` is taken twice: by the table of `Plain` and by an enum"]
    );
    assert_eq!(
        with(&[twice, table_like_index]),
        ["[S01] the name `twice_id_idx` is taken twice: by the table of `Plain` and by an index or a constraint of `twice`";
            2]
    );
    let same_root = kept(TableDef { name: "shops", ..ORGANIZATION });
    assert_eq!(
        with(&[same_root])[0],
        "[S01] the name `current_organization_id` is taken twice: by the function that reads the tenant of `Organization` and by the function that reads the tenant of `Organization`"
    );
}

/// Foreign keys and checks have the namespace of their table.
#[test]
fn two_tables_may_use_the_name_of_a_check() {
    let check = |name| CheckDef { name: Some(name), columns: &["id"], condition: &["true"], ..CheckDef::PLAIN };
    let table = |name, names: &[&'static str]| {
        let checks = Vec::leak(names.iter().map(|name| check(*name)).collect());
        kept(TableDef { name, checks, ..PLAIN })
    };
    assert!(checked(&[table("one", &["positive"]), table("other", &["positive"])], &Options::new()).is_ok());
    assert_eq!(
        diagnostics(&[table("one", &["positive", "positive"])]),
        [
            "[S01] the name `positive` is taken twice: by an index or a constraint of `one` and by an index or a constraint of `one`"
        ]
    );
    assert_eq!(diagnostics(&[table("one", &["one_pkey"])]).len(), 1);
    let index = |unique| IndexDef { name: Some("positive"), columns: list([by("id")]), unique, ..IndexDef::PLAIN };
    let beside = |unique| {
        let (checks, indexes) = (Vec::leak(vec![check("positive")]), Vec::leak(vec![index(unique)]));
        kept(TableDef { name: "one", checks, indexes, ..PLAIN })
    };
    assert_eq!(diagnostics(&[beside(true)]).len(), 1);
    assert!(checked(&[beside(false)], &Options::new()).is_ok());
}

/// What says no schema is in the one that everything goes into.
#[test]
fn a_name_is_taken_once_in_each_schema() {
    let said = |schema| kept(TableDef { schema: Some(schema), name: "countries", ..PLAIN });
    let tables = [&COUNTRY, said("billing"), said("public")];
    assert_eq!(diagnostics(&tables), ["[S01] two tables are called `countries`: `Country` and `Plain`"]);
    assert!(checked(&tables, &Options::new().schema("shop")).is_ok());
    let error = checked(&tables, &Options::new().schema("billing")).unwrap_err();
    assert_eq!(error.diagnostics().len(), 1);
}

#[test]
fn references_stay_within_the_schema_and_the_tenant() {
    let referring = |table: TableDef, target: fn() -> &'static TableDef| {
        let references = list([reference(&["other_id"], target)]);
        kept(TableDef { columns: list([ID, TENANT, nullable("other_id", SqlType::Uuid)]), references, ..table })
    };
    let global: fn() -> &'static TableDef = || &CATEGORY;
    assert_eq!(
        diagnostics(&[referring(PLAIN, || &COUNTRY)]),
        ["[S02] `Plain` refers to the table `countries`, which the schema does not list"]
    );
    assert_eq!(
        diagnostics(&[&ORGANIZATION, &CATEGORY, referring(PLAIN, global)]),
        ["[P04] the global table `plain` refers to `org_categories`, which belongs to tenants"]
    );
    let waivers = list([WaiverDef::new("P04", "no_global_to_tenant", "users know their teams")]);
    let waived = TableDef { waivers, ..PLAIN };
    assert!(checked(&[&ORGANIZATION, referring(waived, || &ORGANIZATION)], &Options::new()).is_ok());
    assert_eq!(
        diagnostics(&[&ORGANIZATION, &CATEGORY, referring(waived, global)]),
        ["[P04] the global table `plain` refers to `org_categories`, which belongs to tenants"]
    );
    let base: [&TableDef; 5] = [&ORGANIZATION, &CATEGORY, &COUNTRY, &PRODUCT, &ENROLMENT];
    let with = |table| diagnostics(&[&base[..], &[table]].concat());
    assert_eq!(
        with(referring(OWNED, || &ENROLMENT)),
        ["[K04] `other_id` refers to `org_enrolments`, whose key has 2 columns"]
    );
    let shops = kept(TableDef { name: "shops", rust_name: "Shop", ..ORGANIZATION });
    let of_shops = |table| diagnostics(&[&base[..], &[shops, table]].concat());
    let tenancy =
        Tenancy::Tenant { column: "organization_id", root: || &ORGANIZATION, root_name: QualifiedName::bare("shops") };
    assert_eq!(
        of_shops(referring(TableDef { tenancy, ..OWNED }, global)),
        [
            "[P05] `other_id` refers to a row of another root: `org_plain` belongs to `shops`, `org_categories` to `organizations`"
        ]
    );
}

#[test]
fn all_diagnostics_are_told_at_once_and_in_full() {
    let error = checked(&[&COUNTRY, &COUNTRY, &CATEGORY], &Options::new()).unwrap_err();
    let codes: Vec<_> = error.diagnostics().iter().map(Diagnostic::code).collect();
    assert_eq!(codes, ["S01", "S02"]);
    assert_eq!(
        error.to_string(),
        "\
[S01] two tables are called `countries`: `Country` and `Country`
  = help: give one of them another `name`, or list it once
  = docs: peristyle::rules::S01
[S02] `Category` refers to the table `organizations`, which the schema does not list
  = help: write its struct into the list
  = docs: peristyle::rules::S02"
    );
}

#[test]
fn what_an_older_server_does_not_have_is_refused() {
    let default = Some(crate::definition::Default::new("UUIDv7()", false));
    let literal = Some(crate::definition::Default::new("'crc32()'", true));
    let columns = list([
        ID,
        ColumnDef { default, ..column("token", SqlType::Uuid) },
        ColumnDef { default: literal, ..column("word", SqlType::Text) },
    ]);
    let schema = schema(&[kept(TableDef { columns, ..PLAIN })]);
    let sql = |min| ddl::sql(&schema.with_min(min), &Options::new());
    assert_eq!(
        sql(17).unwrap_err().to_string(),
        "[S03] `Plain` needs PostgreSQL 18, and the schema is for PostgreSQL 17 or later: its SQL calls `uuidv7(...)`\n  \
         = help: write `min = 18;` before the name in `schema!` if every server is of version 18 or later\n  \
         = docs: peristyle::rules::S03"
    );
    let text = sql(18).unwrap();
    assert!(text.contains("-- For PostgreSQL 18 or later. Loads once"));
    assert!(text.contains("IF current_setting('server_version_num')::integer < 180000 THEN"));
    assert_eq!(sql(15).unwrap_err().diagnostics().len(), 1);
    let plain = ddl::sql(&self::schema(&[&PLAIN]), &Options::new()).unwrap();
    assert!(!plain.contains("server_version_num"), "{plain}");
}

/// The macro refuses it in a struct; a snapshot may be edited.
#[test]
fn nothing_in_a_snapshot_stores_a_virtual_column() {
    let twice = IndexDef { columns: list([by("token")]), ..IndexDef::PLAIN };
    let columns = list([ID, column("token", SqlType::Integer)]);
    let indexes = list([twice]);
    let mut edited = Database::of(&schema(&[kept(TableDef { columns, indexes, ..PLAIN })]).with_min(18));
    let said = |edited: &Database| match edited.clone().check(&Options::new()) {
        Ok(_) => Vec::new(),
        Err(error) => error.diagnostics().iter().map(ToString::to_string).collect(),
    };
    assert_eq!(said(&edited), [""; 0]);
    let token = edited.tables[0].columns.iter().position(|column| column.name == "token").unwrap();
    edited.tables[0].columns[token].is_virtual = true;
    let index = edited.tables[0].indexes[0].name.clone();
    let expected = format!(
        "[C12] `token` of `Plain` is a virtual column, but the index `{index}` contains or reads it\n  \
         = help: use the columns that its expression reads, or store the column\n  \
         = docs: peristyle::rules::C12"
    );
    assert_eq!(said(&edited), [expected.as_str()]);

    let mut reading = edited.clone();
    reading.tables[0].indexes[0].columns[0].name = "id".into();
    reading.tables[0].indexes[0].predicate = Some("token > 0".into());
    assert_eq!(said(&reading), [expected.as_str()]);
    reading.tables[0].indexes[0].predicate = Some("tokens > 0".into());
    assert_eq!(said(&reading), [""; 0]);
    reading.tables[0].indexes[0].include = vec!["token".into()];
    assert_eq!(said(&reading), [expected.as_str()]);
    reading.tables[0].indexes[0].include.clear();
    reading.tables[0].primary_key.as_mut().unwrap().columns.push("token".into());
    assert!(said(&reading)[0].contains("but the key `"), "{:?}", said(&reading));
}

#[test]
fn a_schema_of_an_older_version_is_read_and_compared() {
    let newer = Database::of(&schema(&[&PLAIN]).with_min(18));
    let text = newer.to_json();
    assert!(text.starts_with("{\n  \"version\": 2,\n  \"min\": 18,\n  \"tables\": ["), "{text}");
    assert_eq!(Database::from_json(&text).unwrap(), newer);
    let older = Database::from_json(&text.replace("  \"min\": 18,\n", "")).unwrap();
    assert_eq!(older.min, Postgres::V15);
    let changes = older.check(&Options::new()).unwrap().changes_to(&newer.check(&Options::new()).unwrap());
    assert_eq!(changes[0].to_string(), "the schema is for PostgreSQL 18 or later, it was for 15 or later");
    let error = Database::from_json(&text.replace("\"min\": 18", "\"min\": 19")).unwrap_err().to_string();
    assert!(error.contains("this peristyle-build knows PostgreSQL 15 to 18, not 19"), "{error}");
}

#[test]
fn no_reference_writes_to_an_append_only_table() {
    for acting in [
        ReferenceDef { on_delete: OnDelete::Cascade, ..OF_TENANT },
        ReferenceDef { on_delete: OnDelete::SetNull, ..OF_TENANT },
        ReferenceDef { on_delete: OnDelete::Restrict, on_update: OnUpdate::Cascade, ..OF_TENANT },
        ReferenceDef { on_delete: OnDelete::Restrict, on_update: OnUpdate::SetNull, ..OF_TENANT },
    ] {
        let entry = kept(TableDef { references: vec![acting].leak(), ..ENTRY });
        let found = diagnostics(&[&ORGANIZATION, entry]);
        let expected = "[F06] `Entry` is append-only, but its reference `organization_id` deletes or changes its rows";
        assert_eq!(found, [expected]);
    }
}
