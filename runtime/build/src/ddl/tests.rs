use super::*;
use crate::definition::{ColumnDef, OnDelete, ReferenceDef, SqlType, WaiverDef};
use crate::fixture::*;
use crate::{EnumDef, TableDef};

const SHOP: &[&TableDef] = &[&PRODUCT, &ENROLMENT, &ENTRY, &CATEGORY, &ORGANIZATION, &COUNTRY];

fn text_of(tables: &[&'static TableDef], options: &Options) -> String {
    sql(&schema(tables), options).unwrap()
}

fn schema(tables: &[&'static TableDef]) -> Schema {
    Schema::new(Vec::leak(tables.to_vec()), &[])
}

fn kept(table: TableDef) -> &'static TableDef {
    Box::leak(Box::new(table))
}

/// The places of the texts, which must all be there.
fn places<const N: usize>(text: &str, parts: [&str; N]) -> [usize; N] {
    parts.map(|part| text.find(part).unwrap_or_else(|| panic!("`{part}` is not in\n{text}")))
}

#[test]
fn what_is_referred_to_comes_first_and_the_list_decides_the_rest() {
    let text = text_of(SHOP, &Options::new());
    let tables: Vec<_> = text.lines().filter_map(|line| line.strip_prefix("CREATE TABLE ")).collect();
    let names =
        ["organizations (", "org_categories (", "countries (", "org_products (", "org_enrolments (", "org_entries ("];
    assert_eq!(tables, names);
    assert!(!text.contains("ADD CONSTRAINT"));
}

#[test]
fn a_table_reads_well() {
    let text = text_of(&[&ORGANIZATION, &CATEGORY, &COUNTRY, &PRODUCT], &Options::new());
    let start = text.find("CREATE TABLE org_products").unwrap();
    let end = start + text[start..].find("\nALTER TABLE").unwrap();
    assert_eq!(
        &text[start..end],
        "\
CREATE TABLE org_products (
    id              uuid           NOT NULL,
    organization_id uuid           NOT NULL,
    sku             varchar(100)   NOT NULL,
    price           numeric(10,2)  NOT NULL,
    status          product_status NOT NULL DEFAULT 'draft',
    category_id     uuid,
    country_id      uuid           NOT NULL,
    tags            text[]         NOT NULL DEFAULT '{}',
    created_at      timestamptz    NOT NULL DEFAULT now(),
    updated_at      timestamptz    NOT NULL DEFAULT now(),
    deleted_at      timestamptz,

    CONSTRAINT org_products_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT org_products_organization_id_fkey
        FOREIGN KEY (organization_id) REFERENCES organizations (id)
        ON DELETE CASCADE,
    CONSTRAINT org_products_organization_id_category_id_fkey
        FOREIGN KEY (organization_id, category_id) REFERENCES org_categories (organization_id, id)
        ON DELETE SET NULL (category_id),
    CONSTRAINT org_products_country_id_fkey
        FOREIGN KEY (country_id) REFERENCES countries (id)
        ON DELETE RESTRICT,
    CONSTRAINT org_products_price_check CHECK (price >= 0),
    CONSTRAINT org_products_tags_check CHECK (array_position(tags, NULL) IS NULL)
);

CREATE UNIQUE INDEX org_products_organization_id_sku_key
    ON org_products (organization_id, sku)
    WHERE deleted_at IS NULL;

CREATE INDEX org_products_organization_id_created_at_id_idx
    ON org_products (organization_id, created_at DESC, id DESC)
    WHERE status = 'active' AND deleted_at IS NULL;

CREATE INDEX org_products_organization_id_category_id_idx
    ON org_products (organization_id, category_id)
    WHERE category_id IS NOT NULL;

CREATE INDEX org_products_country_id_idx
    ON org_products (country_id);

CREATE TRIGGER peristyle_updated_at
    BEFORE UPDATE ON org_products
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_set_updated_at();

COMMENT ON COLUMN org_products.sku IS 'The shop''s own number.';
COMMENT ON CONSTRAINT org_products_organization_id_category_id_fkey ON org_products IS 'a product outlives its category';
COMMENT ON CONSTRAINT org_products_price_check ON org_products IS 'the price must not be negative';
COMMENT ON CONSTRAINT org_products_tags_check ON org_products IS 'an element must not be NULL';
COMMENT ON INDEX org_products_organization_id_category_id_idx IS 'Leads the reference of category_id to org_categories.';
COMMENT ON INDEX org_products_country_id_idx IS 'Leads the reference of country_id to countries.';
"
    );
}

#[test]
fn no_line_ends_with_a_blank() {
    let text = text_of(SHOP, &Options::new().application_role("shop_app"));
    assert!(text.lines().all(|line| line.trim_end() == line));
    assert!(!text.contains("\n\n\n") && text.ends_with(";\n"));
}

#[test]
fn the_same_bytes_on_every_run() {
    let options = Options::new().application_role("shop_app");
    let first = text_of(SHOP, &options);
    for _ in 0..100 {
        assert_eq!(text_of(SHOP, &options), first);
    }
}

#[test]
fn a_circle_is_closed_before_row_security() {
    static LINE: TableDef = TableDef {
        name: "org_lines",
        columns: &[ID, TENANT, column("order_id", SqlType::Uuid)],
        references: &[OF_TENANT, reference(&["order_id"], || &ORDER)],
        ..OWNED
    };
    static ORDER: TableDef = TableDef {
        name: "org_orders",
        columns: &[ID, TENANT, nullable("first_line_id", SqlType::Uuid)],
        references: &[
            OF_TENANT,
            ReferenceDef { on_delete: OnDelete::SetNull, why: "it may go", ..reference(&["first_line_id"], || &LINE) },
        ],
        ..OWNED
    };
    let text = text_of(&[&LINE, &ORDER, &ORGANIZATION], &Options::new());
    let parts = [
        "CREATE TABLE organizations",
        "CREATE TABLE org_orders",
        "CREATE TABLE org_lines",
        "ALTER TABLE org_orders ADD CONSTRAINT org_orders_organization_id_first_line_id_fkey\n        FOREIGN KEY (organization_id, first_line_id) REFERENCES org_lines (organization_id, id)\n        ON DELETE SET NULL (first_line_id);",
        "COMMENT ON CONSTRAINT org_orders_organization_id_first_line_id_fkey ON org_orders IS 'it may go';",
        "ROW LEVEL SECURITY",
    ];
    assert!(places(&text, parts).is_sorted());
}

#[test]
fn every_reference_stands_before_row_security() {
    let text = text_of(SHOP, &Options::new());
    assert!(text.rfind("FOREIGN KEY").unwrap() < text.find("ROW LEVEL SECURITY").unwrap());
}

#[test]
fn row_security_is_for_tenants_and_for_those_who_did_not_waive_it() {
    let text = text_of(SHOP, &Options::new());
    places(
        &text,
        [
            "ALTER TABLE organizations FORCE ROW LEVEL SECURITY;",
            "USING (id = (SELECT public.current_organization_id()))",
            "WITH CHECK (organization_id = (SELECT public.current_organization_id()))",
        ],
    );
    assert!(!text.contains("ALTER TABLE countries"));
    let open = kept(TableDef { row_security: false, ..CATEGORY });
    assert!(!text_of(&[&ORGANIZATION, open], &Options::new()).contains("ALTER TABLE org_categories"));
}

#[test]
fn an_append_only_table_refuses_changes() {
    let text = text_of(&[&ORGANIZATION, &ENTRY], &Options::new().application_role("app"));
    places(
        &text,
        [
            "CREATE TRIGGER peristyle_append_only\n    BEFORE UPDATE OR DELETE OR TRUNCATE ON org_entries\n    FOR EACH STATEMENT EXECUTE FUNCTION public.peristyle_refuse_change();",
            "ALTER TABLE org_entries ENABLE ALWAYS TRIGGER peristyle_append_only;",
            "GRANT SELECT, INSERT (id, organization_id)\n    ON org_entries TO app;",
        ],
    );
    assert!(!text_of(&[&ORGANIZATION], &Options::new()).contains("peristyle_refuse_change"));
}

#[test]
fn a_role_is_granted_no_more_than_statements_need() {
    let text = text_of(SHOP, &Options::new().application_role("Shop app"));
    places(
        &text,
        [
            "GRANT USAGE ON SCHEMA public TO \"Shop app\";",
            "GRANT USAGE ON TYPE product_status TO \"Shop app\";",
            "GRANT EXECUTE ON FUNCTION public.current_organization_id() TO \"Shop app\";",
            "GRANT SELECT, INSERT (id), UPDATE (updated_at, deleted_at)\n    ON organizations TO",
            "GRANT SELECT, INSERT (id, organization_id, sku, price, status, category_id, country_id, tags), UPDATE (sku, price, status, category_id, country_id, tags, updated_at, deleted_at)\n    ON org_products TO",
            "GRANT SELECT, INSERT (organization_id, product_id, category_id), DELETE\n    ON org_enrolments TO",
        ],
    );
    assert!(!text_of(SHOP, &Options::new()).contains("GRANT"));
}

#[test]
fn a_schema_stands_before_every_name() {
    let text = text_of(SHOP, &Options::new().schema("Shop").application_role("app"));
    places(
        &text,
        [
            "CREATE TYPE \"Shop\".product_status",
            "CREATE TABLE \"Shop\".org_products",
            "status          \"Shop\".product_status NOT NULL",
            "REFERENCES \"Shop\".organizations (id)",
            "    ON \"Shop\".org_products (organization_id, sku)",
            "EXECUTE FUNCTION \"Shop\".peristyle_set_updated_at();",
            "COMMENT ON INDEX \"Shop\".org_products_country_id_idx",
            "(SELECT \"Shop\".current_organization_id())",
            "GRANT USAGE ON SCHEMA \"Shop\"",
        ],
    );
    assert!(!text.contains("public"));
}

#[test]
fn names_and_texts_are_quoted_where_they_must_be() {
    static LABELS: EnumDef = EnumDef::new(None, "Order", &["don't"], "a\nb", &[]);
    static USERS: SqlType = SqlType::Array(&SqlType::Enum(&LABELS));
    let order = kept(TableDef {
        name: "order",
        doc: "It's an \\ order;\n$$ --",
        columns: list([ID, ColumnDef { doc: "';", ..column("user", USERS) }]),
        ..PLAIN
    });
    let text = text_of(&[order], &Options::new());
    places(
        &text,
        [
            "CREATE TYPE \"Order\" AS ENUM ('don''t');\nCOMMENT ON TYPE \"Order\" IS 'a\nb';",
            "CREATE TABLE \"order\" (\n    id     uuid      NOT NULL,\n    \"user\" \"Order\"[] NOT NULL DEFAULT '{}',\n",
            "CONSTRAINT order_user_check CHECK (array_position(\"user\", NULL) IS NULL)",
            "COMMENT ON TABLE \"order\" IS E'It''s an \\\\ order;\n$$ --';",
            "COMMENT ON COLUMN \"order\".\"user\" IS ''';';",
        ],
    );
}

#[test]
fn waivers_are_read_in_the_comments() {
    let waivers = list([
        WaiverDef::new("T03", "soft_delete", "sessions are worthless after logout"),
        WaiverDef::new("N02", "tenant_prefix", "it was there before"),
    ]);
    let column = ColumnDef { waivers, ..column("token", SqlType::Text) };
    let table = kept(TableDef { doc: "A session.", waivers, columns: list([ID, column]), ..PLAIN });
    let waived = "Waived soft_delete (T03): sessions are worthless after logout\nWaived tenant_prefix (N02): it was there before';";
    let text = text_of(&[table], &Options::new());
    places(
        &text,
        [
            &format!("COMMENT ON TABLE plain IS 'A session.\n\n{waived}"),
            &format!("COMMENT ON COLUMN plain.token IS '{waived}"),
        ],
    );
}

#[test]
fn two_roots_have_a_function_each() {
    let shop = kept(TableDef { name: "shops", rust_name: "HTTPShop", ..ORGANIZATION });
    let text = text_of(&[&ORGANIZATION, shop], &Options::new());
    places(
        &text,
        [
            "CREATE FUNCTION public.current_organization_id() RETURNS uuid",
            "current_setting('peristyle.organization_id', true)",
            "CREATE FUNCTION public.current_http_shop_id() RETURNS uuid",
            "current_setting('peristyle.http_shop_id', true)",
        ],
    );
}

#[test]
fn one_enum_is_created_once() {
    let again =
        kept(TableDef { name: "org_again", rust_name: "Again", references: &[OF_TENANT], indexes: &[], ..PRODUCT });
    let text = text_of(&[&ORGANIZATION, &CATEGORY, &COUNTRY, &PRODUCT, again], &Options::new());
    assert_eq!(text.matches("CREATE TYPE").count(), 1);
}

#[test]
fn an_idempotent_script_looks_before_it_makes() {
    let text = text_of(SHOP, &Options::new().schema("Shop").create_schema().idempotent());
    places(
        &text,
        [
            "May be run again, and leaves what is there as it is, also where it differs",
            "\nCREATE SCHEMA IF NOT EXISTS \"Shop\";\n",
            "DO $peristyle$\nBEGIN\n    IF NOT (to_regtype('\"Shop\".product_status') IS NOT NULL) THEN\n        CREATE TYPE \"Shop\".product_status AS ENUM ('draft', 'active');\n",
            "CREATE OR REPLACE FUNCTION \"Shop\".peristyle_set_updated_at()",
            "CREATE TABLE IF NOT EXISTS \"Shop\".org_products (",
            "CREATE UNIQUE INDEX IF NOT EXISTS org_products_organization_id_sku_key\n    ON \"Shop\".org_products",
            "CREATE OR REPLACE TRIGGER peristyle_updated_at",
            "DROP POLICY IF EXISTS tenant_isolation ON \"Shop\".org_products;\nCREATE POLICY",
        ],
    );
    for plain in ["CREATE TABLE \"", "CREATE FUNCTION", "CREATE TRIGGER", "CREATE INDEX org", "\nCREATE TYPE"] {
        assert!(!text.contains(plain), "{plain}");
    }
}

#[test]
fn a_schema_is_created_where_it_was_asked_for() {
    let made = |options: Options| text_of(SHOP, &options).contains("CREATE SCHEMA");
    assert!(made(Options::new().schema("shop").create_schema()));
    assert!(!made(Options::new().schema("shop")) && !made(Options::new().create_schema()));
    assert!(!made(Options::new().schema("public").create_schema()));
}

#[test]
fn the_first_lines_say_who_loads_it_and_which_role_has_to_exist() {
    let head = |schema: &Schema, options: &Options| {
        let text = sql(schema, options).unwrap();
        text.lines().skip(3).take_while(|line| line.starts_with("--")).map(str::to_owned).collect::<Vec<_>>()
    };
    let plain = schema(&[&PLAIN]);
    let owner = "-- Run it as the role that is to own the tables, which needs";
    let nobody = "-- Nothing is granted: no role of the application was stated.";
    assert_eq!(head(&plain, &Options::new()), [&format!("{owner} USAGE and CREATE on schema public."), nobody]);
    let options = Options::new().schema("shop").create_schema().application_role("a\nDROP TABLE plain; --");
    let existing =
        "-- The role of the application is another one, neither a superuser nor with BYPASSRLS. It has to exist:";
    let role = "-- CREATE ROLE \"a DROP TABLE plain; --\" LOGIN;";
    assert_eq!(head(&plain, &options), [&format!("{owner} CREATE on the database."), existing, role]);
    let elsewhere = schema(&[kept(TableDef { schema: Some("billing"), ..PLAIN })]);
    let both = format!("{owner} USAGE and CREATE on schema public, and CREATE on the database.");
    assert_eq!(head(&elsewhere, &Options::new()), [&both, nobody]);
}

/// Tables that refer to one with soft deletes are written in the order of the list. The triggers do not depend on it.
#[test]
fn the_order_of_the_list_changes_no_statement() {
    const DELETED: ColumnDef = nullable("deleted_at", SqlType::TimestampTz);
    static PARENT: TableDef = TableDef { name: "org_parents", columns: &[ID, TENANT, DELETED], ..OWNED };
    const CHILD: TableDef = TableDef {
        columns: &[ID, TENANT, column("parent_id", SqlType::Uuid), DELETED],
        references: &[
            OF_TENANT,
            ReferenceDef { on_delete: OnDelete::Cascade, why: "a part", ..reference(&["parent_id"], || &PARENT) },
        ],
        ..OWNED
    };
    static FIRST: TableDef = TableDef { name: "org_firsts", ..CHILD };
    static SECOND: TableDef = TableDef { name: "org_seconds", ..CHILD };
    let options = Options::new().application_role("shop_app").reporting_role("reports").purge_role("purge");
    let statements = |tables: &[&'static TableDef]| {
        let text = text_of(tables, &options);
        let mut statements: Vec<_> = text.split(";\n").map(|one| one.trim().to_owned()).collect();
        statements.sort();
        statements
    };
    let expected = statements(&[&ORGANIZATION, &PARENT, &FIRST, &SECOND]);
    assert!(expected.iter().any(|one| one.contains("peristyle_delete_settle")));
    for order in [[&SECOND, &FIRST, &PARENT, &ORGANIZATION], [&FIRST, &ORGANIZATION, &SECOND, &PARENT]] {
        assert_eq!(statements(&order), expected);
    }
}
