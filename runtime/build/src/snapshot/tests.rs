use super::*;
use crate::definition::{ColumnDef, Denormalized, WaiverDef};
use crate::fixture::*;
use crate::{Options, Schema, SqlType, TableDef};

const SHOP: &[&TableDef] = &[&PRODUCT, &ENROLMENT, &ENTRY, &CATEGORY, &ORGANIZATION, &COUNTRY];

fn taken(tables: &[&'static TableDef]) -> Database {
    Database::of(&Schema::new(Vec::leak(tables.to_vec()), &[]))
}

fn kept(table: TableDef) -> &'static TableDef {
    Box::leak(Box::new(table))
}

fn changes(before: &Database, now: &Database) -> Vec<Change> {
    let checked = |database: &Database| database.clone().check(&Options::new()).unwrap();
    checked(before).changes_to(&checked(now))
}

fn told(before: &Database, now: &Database) -> Vec<String> {
    changes(before, now).iter().map(ToString::to_string).collect()
}

#[test]
fn a_table_is_few_lines_and_each_says_one_thing() {
    let waivers = list([WaiverDef::new("T03", "soft_delete", "a \"session\" ends\nwith the day")]);
    let copied = Some(Denormalized::new("name", "as it was"));
    let columns =
        list([ID, ColumnDef { doc: "What it says.", denormalized: copied, waivers, ..column("said", SqlType::Text) }]);
    let snapshot = taken(&[kept(TableDef { doc: "Plain.", waivers, columns, ..PLAIN })]);
    assert_eq!(
        snapshot.to_json(),
        r#"{
  "version": 2,
  "tables": [
    {
      "name": "plain",
      "struct": "Plain",
      "doc": "Plain.",
      "tenancy": {"of": "nobody"},
      "key": ["id"],
      "waivers": [
        {"code": "T03", "name": "soft_delete", "reason": "a \"session\" ends\nwith the day"}
      ],
      "columns": [
        {"name": "id", "type": "uuid"},
        {"name": "said", "type": "text", "doc": "What it says.", "copied": {"column": "name", "why": "as it was"}, "waivers": [{"code": "T03", "name": "soft_delete", "reason": "a \"session\" ends\nwith the day"}]}
      ],
      "primary_key": {"name": "plain_pkey", "columns": ["id"]}
    }
  ],
  "order": [
    "plain"
  ]
}
"#
    );
}

#[test]
fn what_is_written_is_read() {
    let snapshot = taken(SHOP);
    let text = snapshot.to_json();
    assert_eq!(Database::from_json(&text).unwrap(), snapshot);
    assert_eq!(Database::from_json(&text.replace('\n', "\r\n")).unwrap(), snapshot);
    assert_eq!(Database::from_json(&Database::default().to_json()).unwrap(), Database::default());
}

/// Two branches that add a table each meet in no line but those of the list.
#[test]
fn the_order_of_the_list_changes_nothing_but_the_list() {
    let turned: Vec<_> = SHOP.iter().rev().copied().collect();
    let (one, other) = (taken(&turned), taken(SHOP));
    let before_list = |text: String| text.split("  \"order\"").next().unwrap_or_default().to_owned();
    assert_eq!(before_list(one.to_json()), before_list(other.to_json()));
    assert_ne!(one.to_json(), other.to_json());
    assert_eq!(changes(&one, &other), []);
}

#[test]
fn everything_of_a_table_is_there() {
    let snapshot = taken(SHOP);
    let text = snapshot.to_json();
    for line in [
        r#"{"name": "product_status", "labels": ["draft", "active"], "doc": "Where a product stands."}"#,
        r#""tenancy": {"of": "tenant", "column": "organization_id", "root": "organizations"}"#,
        r#""tenancy": {"of": "itself", "prefix": "org_", "setting": "peristyle.organization_id", "function": "current_organization_id"}"#,
        r#""append_only": true"#,
        r#"{"code": "N02", "name": "tenant_prefix", "reason": "it was there before"}"#,
        r#"{"name": "status", "type": "product_status", "default": "'draft'"}"#,
        r#"{"name": "category_id", "type": "uuid", "null": true}"#,
        r#"{"name": "tags", "type": "text[]", "default": "'{}'"}"#,
        r#"{"name": "created_at", "type": "timestamptz", "default": "now()"}"#,
        r#""primary_key": {"name": "org_products_pkey", "columns": ["organization_id", "id"]}"#,
        r#"{"name": "org_products_organization_id_category_id_fkey", "columns": ["organization_id", "category_id"], "with_tenant": true, "target": "org_categories", "target_columns": ["organization_id", "id"], "on_delete": "set_null", "why": "a product outlives its category"}"#,
        r#"{"name": "org_products_organization_id_sku_key", "unique": true, "columns": [{"column": "organization_id", "added": true}, {"column": "sku"}], "where": "deleted_at IS NULL"}"#,
        r#"{"name": "org_products_organization_id_created_at_id_idx", "columns": [{"column": "organization_id", "added": true}, {"column": "created_at", "desc": true}, {"column": "id", "desc": true, "added": true}], "where": "status = 'active' AND deleted_at IS NULL", "only": "status = 'active'"}"#,
        r#"{"name": "org_products_country_id_idx", "columns": [{"column": "country_id"}], "for_reference": ["country_id"]}"#,
        r#"{"name": "org_products_price_check", "columns": ["price"], "condition": "price >= 0", "message": "the price must not be negative"}"#,
    ] {
        assert!(text.contains(line), "{line} is not in\n{text}");
    }
}

#[test]
fn what_waives_or_moves_the_key_is_told() {
    let table = TableDef { primary_key: crate::definition::PrimaryKey::Key, row_security: false, ..CATEGORY };
    let text = taken(&[&ORGANIZATION, kept(table)]).to_json();
    assert!(text.contains(r#""without_row_security": true"#), "{text}");
    assert!(text.contains(r#""primary_key": {"name": "org_categories_pkey", "columns": ["id"]}"#), "{text}");
    assert!(
        text.contains(
            r#""tenant_key": {"name": "org_categories_organization_id_id_key", "columns": ["organization_id", "id"]}"#
        ),
        "{text}"
    );
}

/// The triggers of statements are a member of their own: what was written before them is read as it was.
#[test]
fn the_history_of_a_table_of_before_has_a_trigger_of_its_rows() {
    let now = taken(&[kept(TableDef { history: true, columns: list([ID, CREATED_AT]), ..COUNTRY })]);
    let text = now.to_json();
    let member = "      \"history_by_statement\": true,\n";
    assert!(text.contains(member), "{text}");
    let before = Database::from_json(&text.replace(member, "")).unwrap();
    assert_eq!(told(&before, &now), ["`countries` changed its triggers of the history"]);
    let triggers = |database: &Database| {
        let text = crate::ddl::script(&database.clone().check(&Options::new()).unwrap());
        let triggers =
            text.lines().filter_map(|line| line.strip_prefix("CREATE TRIGGER peristyle_history").map(str::to_owned));
        triggers.collect::<Vec<_>>()
    };
    assert_eq!(triggers(&before), ["", "_truncate"]);
    assert_eq!(triggers(&now), ["_update", "_delete", "_truncate"]);
}

/// The member stands in one line, with what the schema has and is not of the first revision.
#[test]
fn a_file_has_the_revisions_of_what_it_has() {
    let text = taken(SHOP).to_json();
    let line = text.lines().nth(2).unwrap();
    assert!(
        line.starts_with("  \"revisions\": {\"tenant_context\": ") && line.contains("\"soft_deletes\": "),
        "{line}"
    );
    assert!(!line.contains("history") && !line.contains("grants"), "{line}");
    assert_eq!(Database::from_json(&text).unwrap(), taken(SHOP));
    let plain = taken(&[kept(TableDef { columns: list([ID, CREATED_AT]), ..COUNTRY })]);
    assert!(!plain.to_json().contains("revisions"), "{}", plain.to_json());
}

/// A file of before has the first revision of all that it has.
#[test]
fn a_file_without_revisions_is_of_the_first_ones() {
    let now = taken(SHOP);
    let text = now.to_json();
    let line = text.lines().nth(2).unwrap();
    let before = Database::from_json(&text.replacen(&format!("{line}\n"), "", 1)).unwrap();
    let told = told(&before, &now);
    for noun in ["the function of the tenant", "the triggers of updated_at", "the triggers of soft deletes"] {
        let text = format!("this version of peristyle emits another text for {noun}, revision ");
        assert!(
            told.iter().any(|change| change.starts_with(&text) && change.contains(" in place of 1: ")),
            "{told:#?}"
        );
    }
    assert_eq!(told.len(), line.matches(": ").count() - 1, "{told:#?}");
    // It is written as it was read.
    assert!(!before.to_json().contains("revisions"));
    // What the schema does not have is not outdated.
    let plain = taken(&[kept(TableDef { columns: list([ID, CREATED_AT]), ..COUNTRY })]);
    assert_eq!(Database::from_json(&plain.to_json()).unwrap(), plain);
}

#[test]
fn a_revision_that_is_not_known_is_refused_at_its_place() {
    let text = taken(SHOP).to_json();
    let line = text.lines().nth(2).unwrap();
    for (revisions, message) in [
        (
            "{\"soft_deletes\": 900}",
            "`revisions.soft_deletes`: a newer peristyle-build wrote the snapshot: it has revision 900 of the triggers of soft deletes, and this one writes revision ",
        ),
        (
            "{\"queues\": 1}",
            "`revisions.queues`: a newer peristyle-build wrote the snapshot: this one emits no `queues`",
        ),
        ("{\"soft_deletes\": 0}", "`revisions.soft_deletes`: the first revision is 1"),
        ("{\"soft_deletes\": 2, \"soft_deletes\": 2}", "duplicate field `soft_deletes`"),
        ("{\"soft_deletes\": \"2\"}", "`revisions.soft_deletes`: invalid type: string \"2\", expected u32"),
        ("2", "`revisions`: invalid type: integer `2`, expected an object with revisions"),
    ] {
        let edited = text.replacen(line, &format!("  \"revisions\": {revisions},"), 1);
        let error = Database::from_json(&edited).unwrap_err();
        assert!(error.line() == 3 && error.column() > 15, "{error}");
        let text = error.to_string();
        assert!(text.contains(message), "{text}");
        assert!(
            text.contains("= help: use the version of peristyle-build that wrote the snapshot, or a newer one"),
            "{text}"
        );
    }
}

#[test]
fn the_same_bytes_on_every_run() {
    let first = taken(SHOP).to_json();
    for _ in 0..100 {
        assert_eq!(taken(SHOP).to_json(), first);
    }
}

#[test]
fn serde_json_reads_it_too() {
    let value: serde_json::Value = serde_json::from_str(&taken(SHOP).to_json()).unwrap();
    assert_eq!(value["tables"].as_array().unwrap().len(), SHOP.len());
}

/// The error of a text that differs in one place.
#[track_caller]
fn refused(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{from}");
    let error = Database::from_json(&text.replacen(from, to, 1)).unwrap_err().to_string();
    let help = "\n  = help: revert the manual change or the merge, or write the snapshot again with this version of peristyle-build\n  = docs: peristyle_build::snapshot";
    error.strip_suffix(help).unwrap().to_owned()
}

#[test]
fn a_file_that_was_edited_by_hand_is_refused_at_its_place() {
    let text = taken(SHOP).to_json();
    for (from, to, message) in [
        ("\"version\": 2,", "", "missing field `version`"),
        ("\"version\": 2", "\"version\": \"2\"", "2:16: `version`: invalid type: string \"2\", expected u64"),
        ("\"tables\"", "\"table\"", "`table`: unknown field `table`, expected one of"),
        ("\"struct\": \"Country\"", "\"rust\": \"Country\"", "`tables[0].rust`: unknown field `rust`"),
        ("      \"struct\": \"Country\",\n", "", "`tables[0]`: missing field `struct`"),
        ("\"key\": [\"id\"]", "\"key\": [1]", "`tables[0].key[0]`: invalid type: integer `1`, expected a string"),
        ("\"type\": \"uuid\"", "\"type\": null", "`tables[0].columns[0].type`: invalid type: null, expected a string"),
        (
            "\"type\": \"uuid\"",
            "\"type\": \"uuid\", \"kollation\": \"C\"",
            "`tables[0].columns[0].kollation`: unknown field `kollation`, expected one of",
        ),
        (
            "\"type\": \"uuid\"",
            "\"type\": \"uuid\", \"type\": \"text\"",
            "`tables[0].columns[0]`: duplicate field `type`",
        ),
        ("\"null\": true", "\"null\": 1", ".null`: invalid type: integer `1`, expected a boolean"),
        ("{\"of\": \"nobody\"}", "{\"of\": \"all\"}", "`tables[0].tenancy.of`: unknown variant `all`, expected one of"),
        (
            "{\"of\": \"nobody\"}",
            "{\"of\": \"nobody\", \"root\": \"x\"}",
            "`tables[0].tenancy`: `of` is `nobody`, which has",
        ),
        ("\"cascade\"", "\"Cascade\"", "on_delete`: unknown variant `Cascade`, expected one of `cascade`, `set_null`"),
        ("\"tables\"", "<<<<<<< HEAD", "7:3: key must be a string"),
        (
            "{\"column\": \"country_id\"}",
            "{\"column\": \"land_id\"}",
            "`tables[org_products].indexes[3].columns`: `org_products` has no column `land_id`",
        ),
        (
            "\"columns\": [\"price\"]",
            "\"columns\": [\"prize\"]",
            "`tables[org_products].checks[0].columns`: `org_products` has no column `prize`",
        ),
        ("    \"org_entries\",\n", "", "`order`: `order` does not contain the table `org_entries`"),
        (
            "    \"org_entries\",\n",
            "    \"org_entries\",\n    \"lands\",\n",
            "`order`: `order` contains `lands`, which is not one of the tables",
        ),
    ] {
        let error = refused(&text, from, to);
        assert!(error.contains(message), "{error}\n{message}");
    }
    assert!(Database::from_json("[]").unwrap_err().to_string().starts_with("1:"));
}

/// The line and the column are those of the file, which an editor goes to.
#[test]
fn an_error_has_its_place() {
    let error = Database::from_json("{\n  \"version\": 2,\n  \"tables\": [{\"name\": 5}]\n}").unwrap_err();
    assert_eq!((error.line(), error.column(), error.path()), (3, 23, "tables[0].name"));
    let text = taken(SHOP).to_json();
    let error =
        Database::from_json(&text.replacen("\"columns\": [\"price\"]", "\"columns\": [\"prize\"]", 1)).unwrap_err();
    let line = text.lines().nth(error.line() - 1).unwrap();
    assert!(line[error.column() - 1..].starts_with("\"name\": \"org_products_price_check\""), "{line}");
}

#[test]
fn another_version_is_named() {
    let text = taken(SHOP).to_json();
    for version in ["0", "3", "4294967296"] {
        let error = refused(&text, "\"version\": 2", &format!("\"version\": {version}"));
        let message = format!("the snapshot is of version {version}, and this peristyle-build reads versions 1 to 2");
        assert!(error.starts_with("2:") && error.ends_with(&format!("`version`: {message}")), "{error}");
    }
    assert!(refused(&text, "\"version\": 2", "\"version\": -1").contains("`version`: invalid value: integer `-1`"));
}

/// A newer version is named as that, and not by the first of its keys that is not known.
#[test]
fn a_newer_version_has_other_keys() {
    let error = Database::from_json("{\"version\": 3, \"relations\": []}").unwrap_err().to_string();
    assert!(error.starts_with("1:13: `version`: the snapshot is of version 3,"), "{error}");
}

#[test]
fn a_file_that_is_cut_short_is_refused_where_it_ends() {
    let text = taken(SHOP).to_json();
    for end in (0..text.len() - 2).step_by(7).filter(|end| text.is_char_boundary(*end)) {
        let error = Database::from_json(&text[..end]).unwrap_err();
        let lines: Vec<_> = text[..end].lines().collect();
        let last = (lines.len().max(1), lines.last().map_or(0, |line| line.len()));
        assert!(error.line() >= last.0 && error.line() <= last.0 + 1, "{end}: {error}");
        assert!(error.to_string().contains("EOF while parsing"), "{end}: {error}");
    }
    assert!(Database::from_json(&text[..text.len() - 1]).is_ok());
    assert!(Database::from_json(&(text + "{}")).unwrap_err().to_string().contains("trailing characters"));
}

#[test]
fn a_file_of_100_mb_is_refused() {
    let text = format!("{{\"version\": 2, \"tables\": [{}]}}", " ".repeat(100_000_000));
    let error = Database::from_json(&text).unwrap_err().to_string();
    assert!(error.starts_with("1:1: the text has 100000028 bytes, more than the limit of 67108864"), "{error}");
    let nested = Database::from_json(&"[".repeat(LONGEST)).unwrap_err();
    assert_eq!(nested.line(), 1);
    let nested = format!("{{\"version\": 2, \"tables\": [{{\"doc\": {}", "[".repeat(1_000_000));
    assert!(Database::from_json(&nested).unwrap_err().to_string().contains("`tables[0].doc`"));
}

#[test]
fn nothing_changed_is_no_change() {
    assert_eq!(changes(&taken(SHOP), &taken(SHOP)), []);
}

#[test]
fn changes_are_told_part_by_part() {
    let before = taken(&[&ORGANIZATION, &COUNTRY, &CATEGORY, &PRODUCT]);
    let [id, tenant, sku, price, status, rest @ ..] = PRODUCT.columns else { panic!("the product has its columns") };
    let [_, _, tags, created_at, ..] = rest else { panic!("the product has its columns") };
    let color = nullable("color", SqlType::Text);
    let price = ColumnDef { sql_type: SqlType::NumericSized(12, 2), ..*price };
    let tags = ColumnDef { doc: "Words.", ..*tags };
    let columns = vec![*id, *tenant, *status, *sku, price, color, tags, *created_at].leak();
    let product = kept(TableDef { columns, references: &PRODUCT.references[..2], checks: &[], ..PRODUCT });
    let now = taken(&[&ORGANIZATION, product, &CATEGORY, kept(TableDef { doc: "New.", ..ENTRY })]);
    assert_eq!(
        told(&before, &now),
        [
            "`org_products` changed its column `price`: numeric(10,2) NOT NULL is now numeric(12,2) NOT NULL",
            "`org_products` has a new column `color`",
            "`org_products` changed its column `tags`: documentation",
            "`org_products` no longer has the column `category_id`",
            "`org_products` no longer has the column `country_id`",
            "`org_products` no longer has the column `updated_at`",
            "`org_products` no longer has the column `deleted_at`",
            "`org_products` changed the order of its columns",
            "`org_products` no longer has the foreign key `org_products_country_id_fkey`",
            "`org_products` changed its index `org_products_organization_id_sku_key`: predicate",
            "`org_products` changed its index `org_products_organization_id_created_at_id_idx`: predicate",
            "`org_products` changed its index `org_products_organization_id_category_id_idx`: predicate",
            "`org_products` no longer has the index `org_products_country_id_idx`",
            "`org_products` no longer has the check `org_products_price_check`",
            "the table `org_entries` is new",
            "the table `countries` was removed",
        ]
    );
}

#[test]
fn a_table_that_changed_itself_and_an_enum_are_told() {
    let mut before = taken(SHOP);
    let now = before.clone();
    before.tables[0].doc = "Other.".into();
    before.enums[0].labels.pop();
    assert_eq!(
        told(&before, &now),
        ["the enum `product_status` changed: draft is now draft, active", "`org_products` changed its documentation",]
    );
    before.enums.clear();
    assert_eq!(told(&before, &now)[0], "the enum `product_status` is new");
}
