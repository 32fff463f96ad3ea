use super::*;
use crate::definition::{ColumnDef, Denormalized, WaiverDef};
use crate::fixture::*;
use crate::{SqlType, TableDef};

const SHOP: &[&TableDef] = &[&PRODUCT, &ENROLMENT, &ENTRY, &CATEGORY, &ORGANIZATION, &COUNTRY];

fn taken(tables: &[&'static TableDef]) -> Snapshot {
    Snapshot::of(&Schema { tables: Vec::leak(tables.to_vec()), sql: &[] })
}

fn kept(table: TableDef) -> &'static TableDef {
    Box::leak(Box::new(table))
}

fn told(before: &Snapshot, now: &Snapshot) -> Vec<String> {
    before.changes_to(now).iter().map(ToString::to_string).collect()
}

#[test]
fn a_table_is_few_lines_and_each_says_one_thing() {
    let waivers = list([WaiverDef { code: "T03", name: "soft_delete", reason: "a \"session\" ends\nwith the day" }]);
    let copied = Some(Denormalized { column: "name", why: "as it was" });
    let columns =
        list([ID, ColumnDef { doc: "What it says.", denormalized: copied, waivers, ..column("said", SqlType::Text) }]);
    let snapshot = taken(&[kept(TableDef { doc: "Plain.", waivers, columns, ..PLAIN })]);
    assert_eq!(
        snapshot.to_json(),
        r#"{
  "version": 1,
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
  ]
}
"#
    );
}

#[test]
fn what_is_written_is_read() {
    let snapshot = taken(SHOP);
    let text = snapshot.to_json();
    assert_eq!(Snapshot::from_json(&text).unwrap(), snapshot);
    assert_eq!(Snapshot::from_json(&text.replace('\n', "\r\n")).unwrap(), snapshot);
    assert_eq!(Snapshot::from_json(&Snapshot::default().to_json()).unwrap(), Snapshot::default());
}

#[test]
fn the_order_of_the_list_changes_nothing() {
    let turned: Vec<_> = SHOP.iter().rev().copied().collect();
    assert_eq!(taken(&turned).to_json(), taken(SHOP).to_json());
}

#[test]
fn everything_of_a_table_is_there() {
    let snapshot = taken(SHOP);
    let text = snapshot.to_json();
    for line in [
        r#"{"name": "product_status", "labels": ["draft", "active"], "doc": "Where a product stands."}"#,
        r#""tenancy": {"of": "tenant", "column": "organization_id", "root": "organizations"}"#,
        r#""tenancy": {"of": "itself", "prefix": "org_"}"#,
        r#""append_only": true"#,
        r#"{"code": "N02", "name": "tenant_prefix", "reason": "it was there before"}"#,
        r#"{"name": "status", "type": "product_status", "default": "'draft'"}"#,
        r#"{"name": "category_id", "type": "uuid", "null": true}"#,
        r#"{"name": "tags", "type": "text[]", "default": "'{}'"}"#,
        r#"{"name": "created_at", "type": "timestamptz", "default": "now()"}"#,
        r#""primary_key": {"name": "org_products_pkey", "columns": ["organization_id", "id"]}"#,
        r#"{"name": "org_products_organization_id_category_id_fkey", "columns": ["organization_id", "category_id"], "target": "org_categories", "target_columns": ["organization_id", "id"], "on_delete": "set_null", "why": "a product outlives its category"}"#,
        r#"{"name": "org_products_organization_id_sku_key", "unique": true, "columns": [{"column": "organization_id"}, {"column": "sku"}], "where": "deleted_at IS NULL"}"#,
        r#"{"name": "org_products_organization_id_created_at_id_idx", "columns": [{"column": "organization_id"}, {"column": "created_at", "desc": true}, {"column": "id", "desc": true}], "where": "status = 'active' AND deleted_at IS NULL"}"#,
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

#[test]
fn nothing_is_passed_over_in_silence() {
    let text = taken(SHOP).to_json();
    for (from, to, message) in [
        (
            "\"version\": 1",
            "\"version\": 2",
            "line 2, column 14: the snapshot is of version 2, and this peristyle reads version 1\n  = help: it was written by another version of peristyle: use that one, or write the snapshot anew\n  = docs: peristyle_build::snapshot",
        ),
        ("\"version\": 1", "\"version\": \"1\"", "line 2, column 14: `version` is not a number\n"),
        ("\"version\": 1,", "", "line 1, column 1: `version` is missing\n"),
        ("\"tables\"", "\"table\"", "`tables` is missing\n"),
        ("\"struct\": \"Country\"", "\"rust\": \"Country\"", "`tables[0].struct` is missing\n"),
        ("\"key\": [\"id\"]", "\"key\": [1]", "`tables[0].key[0]` is not a text\n"),
        ("\"type\": \"uuid\"", "\"type\": null", "`tables[0].columns[0].type` is not a text\n"),
        (
            "\"type\": \"uuid\"",
            "\"type\": \"uuid\", \"kollation\": \"C\"",
            "`tables[0].columns[0].kollation` is not known to this version\n",
        ),
        (
            "\"type\": \"uuid\"",
            "\"type\": \"uuid\", \"type\": \"text\"",
            "`tables[0].columns[0].type` is there twice\n",
        ),
        ("\"null\": true", "\"null\": 1", ".null` is not true or false\n"),
        (
            "{\"of\": \"nobody\"}",
            "{\"of\": \"all\"}",
            "`tables[0].tenancy.of` is `all`, which is none of `nobody`, `itself`, `tenant`\n",
        ),
        ("{\"of\": \"nobody\"}", "[]", "`tables[0].tenancy` is not an object\n"),
        (
            "\"cascade\"",
            "\"Cascade\"",
            "on_delete` is `Cascade`, which is none of `cascade`, `set_null`, `restrict`, `no_action`\n",
        ),
        (
            "\"tables\"",
            "<<<<<<< HEAD",
            "expected a name in quotes\n  = help: write the snapshot anew; it was changed by hand, or a merge left its marks\n",
        ),
    ] {
        assert!(text.contains(from), "{from}");
        let error = Snapshot::from_json(&text.replacen(from, to, 1)).unwrap_err().to_string();
        assert!(error.contains(message), "{error}");
    }
    assert_eq!(
        Snapshot::from_json("[]").unwrap_err().to_string().lines().next(),
        Some("line 1, column 1: the snapshot is not an object")
    );
}

#[test]
fn an_error_says_its_place() {
    let error = Snapshot::from_json("{\n  \"version\": 1,\n  \"tables\": [{\"name\": 5}]\n}").unwrap_err();
    assert_eq!((error.line(), error.column(), error.path()), (3, 23, "tables[0].name"));
    assert_eq!(error.problem(), &Problem::NotA("a text"));
}

#[test]
fn nothing_changed_is_no_change() {
    assert_eq!(taken(SHOP).changes_to(&taken(SHOP)), []);
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
            "the table `org_entries` is new",
            "`org_products` changed its column `price`: numeric(10,2) NOT NULL is now numeric(12,2) NOT NULL",
            "`org_products` has a new column `color`",
            "`org_products` changed its column `tags`",
            "`org_products` no longer has the column `category_id`",
            "`org_products` no longer has the column `country_id`",
            "`org_products` no longer has the column `updated_at`",
            "`org_products` no longer has the column `deleted_at`",
            "`org_products` has its columns in another order",
            "`org_products` no longer has the reference `org_products_country_id_fkey`",
            "`org_products` changed its index `org_products_organization_id_sku_key`",
            "`org_products` changed its index `org_products_organization_id_created_at_id_idx`",
            "`org_products` changed its index `org_products_organization_id_category_id_idx`",
            "`org_products` no longer has the index `org_products_country_id_idx`",
            "`org_products` no longer has the check `org_products_price_check`",
            "the table `countries` is gone",
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
        [
            "the enum `product_status` changed: draft is now draft, active",
            "`countries` changed itself: its documentation, its key, its storage or whose rows it holds",
        ]
    );
    before.enums.clear();
    assert_eq!(told(&before, &now)[0], "the enum `product_status` is new");
}
