use super::fixture::*;
use super::*;
use crate::definition::{CheckDef, IndexColumn, IndexDef, OnDelete, PrimaryKey, ReferenceDef, WaiverDef};

fn index<const N: usize>(columns: [IndexColumn; N]) -> IndexDef {
    IndexDef { columns: list(columns), ..IndexDef::PLAIN }
}

/// The only index of a table with these columns, foreign keys and this declared index.
fn of_index(def: &TableDef, index: IndexDef) -> Index {
    let def = TableDef { indexes: list([index]), ..*def };
    PhysicalTable::of(&def).indexes.swap_remove(0)
}

fn names(index: &Index) -> Vec<&'static str> {
    index.columns.iter().map(|column| column.name).collect()
}

/// The indexes of a tenant table with a nullable `category_id` and soft deletes.
fn generated(declared: IndexDef) -> Vec<String> {
    let def = TableDef {
        columns: list([ID, TENANT, nullable("category_id", SqlType::Uuid), DELETED_AT]),
        references: list([OF_TENANT, reference(&["category_id"], || &CATEGORY)]),
        indexes: list([declared]),
        ..OWNED
    };
    let indexes = PhysicalTable::of(&def).indexes.into_iter();
    indexes.filter(|index| index.purpose != Purpose::Declared).map(|index| index.name).collect()
}

#[test]
fn a_key_contains_the_tenant_or_a_unique_constraint_does() {
    assert_eq!(PhysicalTable::of(&PRODUCT).primary_key.columns, ["organization_id", "id"]);
    assert_eq!(PhysicalTable::of(&COUNTRY).primary_key.columns, ["id"]);
    assert_eq!(PhysicalTable::of(&ENROLMENT).primary_key.columns, ["organization_id", "product_id", "category_id"]);

    let alone = PhysicalTable::of(&TableDef { primary_key: PrimaryKey::Key, ..PRODUCT });
    assert_eq!(alone.primary_key.columns, ["id"]);
    let beside = alone.tenant_key.unwrap();
    assert_eq!(
        (beside.name.as_str(), beside.columns),
        ("org_products_organization_id_id_key", vec!["organization_id", "id"])
    );
    // It also leads with the foreign key of the tenant.
    assert!(alone.indexes.iter().all(|index| names(index) != ["organization_id"]));

    let root = PhysicalTable::of(&TableDef { primary_key: PrimaryKey::Key, ..ORGANIZATION });
    assert_eq!((root.primary_key.columns, root.tenant_key), (vec!["id"], None));
}

#[test]
fn a_reference_between_tenant_tables_holds_the_tenant() {
    let layout = PhysicalTable::of(&PRODUCT);
    let [tenant, category, country] = &layout.references[..] else { panic!("{:?}", layout.references) };
    assert_eq!((&tenant.columns[..], &tenant.target_columns[..]), (&["organization_id"][..], &["id"][..]));
    assert_eq!(category.columns, ["organization_id", "category_id"]);
    assert_eq!(category.target_columns, ["organization_id", "id"]);
    assert_eq!((category.on_delete, category.nulled_columns()), (OnDelete::SetNull, &["category_id"][..]));
    assert_eq!((&country.columns[..], country.nulled_columns()), (&["country_id"][..], &[][..]));
}

#[test]
fn a_second_reference_to_the_root_is_plain() {
    let def = TableDef {
        columns: list([ID, TENANT, column("billed_to_id", SqlType::Uuid)]),
        references: list([OF_TENANT, reference(&["billed_to_id"], || &ORGANIZATION)]),
        ..OWNED
    };
    let layout = PhysicalTable::of(&def);
    assert_eq!(layout.references[1].columns, ["billed_to_id"]);
    // The server searches such rows without their tenant.
    assert_eq!(names(&layout.indexes[0]), ["billed_to_id"]);
}

#[test]
fn the_root_points_at_rows_of_its_own() {
    let def = TableDef {
        columns: list([ID, nullable("category_id", SqlType::Uuid)]),
        references: list([reference(&["category_id"], || &CATEGORY)]),
        ..ORGANIZATION
    };
    let layout = PhysicalTable::of(&def);
    assert_eq!(layout.references[0].columns, ["id", "category_id"]);
    assert_eq!(layout.references[0].target_columns, ["organization_id", "id"]);
    // Its primary key finds the only row.
    assert!(layout.indexes.is_empty());
}

#[test]
fn the_tenant_leads_every_index_once() {
    assert_eq!(names(&of_index(&OWNED, index([by("name")]))), ["organization_id", "name"]);
    assert_eq!(names(&of_index(&OWNED, index([by("organization_id"), by("name")]))), ["organization_id", "name"]);
    assert_eq!(names(&of_index(&OWNED, index([]))), ["organization_id"]);
    assert_eq!(names(&of_index(&PLAIN, index([by("name")]))), ["name"]);
    assert_eq!(names(&of_index(&ORGANIZATION, index([by("name")]))), ["name"]);
    let global = IndexDef { global: true, unique: true, ..index([by("name")]) };
    assert_eq!(of_index(&OWNED, global).name, "org_plain_name_key");
}

#[test]
fn an_ordered_index_ends_with_the_key_in_its_last_direction() {
    let newest = [IndexColumn { descending: true, ..by("created_at") }];
    let descending: Vec<_> = of_index(&OWNED, index(newest)).columns.iter().map(|column| column.descending).collect();
    assert_eq!(descending, [false, true, true]);
    assert_eq!(names(&of_index(&OWNED, IndexDef { unique: true, ..index(newest) })), ["organization_id", "created_at"]);
    assert_eq!(names(&of_index(&PLAIN, index(newest))), ["created_at"]);
    let with_key = [IndexColumn { descending: true, ..by("created_at") }, by("id")];
    assert_eq!(names(&of_index(&OWNED, index(with_key))), ["organization_id", "created_at", "id"]);
    assert_eq!(
        names(&of_index(&ENROLMENT, index(newest))),
        ["organization_id", "created_at", "product_id", "category_id"]
    );
}

#[test]
fn a_declared_index_covers_live_rows() {
    let predicate = |only, including_deleted| {
        let declared = IndexDef { only, including_deleted, ..index([by("sku")]) };
        of_index(&PRODUCT, declared).predicate
    };
    assert_eq!(predicate(None, false).as_deref(), Some("deleted_at IS NULL"));
    assert_eq!(predicate(Some(&["a"]), false).as_deref(), Some("a AND deleted_at IS NULL"));
    assert_eq!(predicate(Some(&["a OR b"]), false).as_deref(), Some("(a OR b) AND deleted_at IS NULL"));
    assert_eq!(predicate(Some(&["a OR b"]), true).as_deref(), Some("a OR b"));
    assert_eq!(predicate(None, true), None);
    assert_eq!(of_index(&OWNED, index([by("sku")])).predicate, None);
}

#[test]
fn a_reference_is_led_only_by_an_index_that_the_server_can_use() {
    let made = "org_plain_organization_id_category_id_idx";
    let category = index([by("category_id")]);
    assert_eq!(generated(index([by("id")])), [made]);
    // On live rows only; the name exists.
    assert_eq!(generated(category), [format!("{made}1")]);
    assert_eq!(generated(IndexDef { including_deleted: true, unique: true, ..category }), [""; 0]);
    assert_eq!(generated(IndexDef { including_deleted: true, ..index([by("category_id"), by("id")]) }), [""; 0]);
    assert_eq!(generated(IndexDef { including_deleted: true, ..index([by("id"), by("category_id")]) }), [made]);
    let not_null: crate::definition::Condition = &["\"category_id\"", " IS NOT NULL"];
    assert_eq!(generated(IndexDef { including_deleted: true, only: Some(not_null), ..category }), [""; 0]);
    assert_eq!(generated(IndexDef { only: Some(not_null), ..category }), [format!("{made}1")]);
}

#[test]
fn the_index_of_a_reference_is_as_small_as_it_may_be() {
    let layout = PhysicalTable::of(&PRODUCT);
    let predicate = |name| layout.indexes.iter().find(|index| index.name == name).unwrap().predicate.as_deref();
    assert_eq!(predicate("org_products_organization_id_category_id_idx"), Some("category_id IS NOT NULL"));
    assert_eq!(predicate("org_products_country_id_idx"), None);
}

#[test]
fn a_waiver_leaves_a_reference_without_index() {
    const WAIVERS: &[WaiverDef] = &[WaiverDef::new("I01", "fk_index", "ten rows")];
    let def = TableDef {
        columns: list([ID, crate::ColumnDef { waivers: WAIVERS, ..column("country_id", SqlType::Uuid) }]),
        references: list([reference(&["country_id"], || &COUNTRY)]),
        ..PLAIN
    };
    assert!(PhysicalTable::of(&def).indexes.is_empty());
}

#[test]
fn a_junction_is_read_from_both_sides() {
    let layout = PhysicalTable::of(&ENROLMENT);
    assert_eq!(layout.indexes.len(), 1);
    assert_eq!(names(&layout.indexes[0]), ["organization_id", "category_id", "product_id"]);
}

#[test]
fn an_array_never_holds_null() {
    let tags = CheckDef { columns: &["tags"], condition: &["length(tags) > 0"], ..CheckDef::PLAIN };
    let def = TableDef { checks: list([tags]), ..PRODUCT };
    let checks = PhysicalTable::of(&def).checks;
    let made: Vec<_> = checks.iter().map(|check| (check.name.as_str(), check.condition.as_str())).collect();
    assert_eq!(
        made,
        [
            ("org_products_tags_check", "length(tags) > 0"),
            ("org_products_tags_check1", "array_position(tags, NULL) IS NULL"),
        ]
    );
}

#[test]
fn a_column_left_out_has_a_default_where_there_is_only_one() {
    assert_eq!(default(&CREATED_AT), Some("now()"));
    assert_eq!(default(&DELETED_AT), None);
    assert_eq!(default(&column("seen_at", SqlType::TimestampTz)), None);
    assert_eq!(default(&column("tags", SqlType::Array(&SqlType::Text))), Some("'{}'"));
    assert_eq!(default(&nullable("tags", SqlType::Array(&SqlType::Text))), None);
}

#[test]
fn constraints_are_found_by_the_name_the_server_reports() {
    let all = constraints(&PRODUCT);
    let find = |name| all.iter().find(|constraint| constraint.name == name).unwrap();
    assert_eq!(find("org_products_pkey").kind, ConstraintKind::PrimaryKey);
    let sku = find("org_products_organization_id_sku_key");
    assert_eq!((sku.kind, &sku.columns[..]), (ConstraintKind::Unique, &["organization_id", "sku"][..]));
    assert_eq!(find("org_products_country_id_fkey").kind, ConstraintKind::Reference);
    let price = find("org_products_price_check");
    assert_eq!((price.kind, price.message), (ConstraintKind::Check, Some("the price must not be negative")));
    assert!(all.iter().all(|constraint| !constraint.name.ends_with("_idx")));
}

#[test]
fn declared_names_are_kept() {
    let named = IndexDef { name: Some("by_sku"), ..index([by("sku")]) };
    assert_eq!(of_index(&OWNED, named).name, "by_sku");
    let owed = ReferenceDef { why: "a debt stays", ..reference(&["country_id"], || &COUNTRY) };
    let def = TableDef { references: list([owed]), columns: list([ID, column("country_id", SqlType::Uuid)]), ..PLAIN };
    assert_eq!(PhysicalTable::of(&def).references[0].why, "a debt stays");
}
