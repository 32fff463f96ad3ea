//! Changes of the schema, each with what it needs beside the structs. The plans are in the folder `plans`, one file each.

use peristyle_build::migrate::Migrate;
use peristyle_build::model::{Check, Column, Database, Deferrable, Enum, Index, OnDelete, Reference, SqlType, Table};

/// A change, from the schema of the tests to another one.
pub struct Scenario {
    /// The name of the file with the plan.
    pub name: String,
    pub change: Box<dyn Fn(&mut Database)>,
    pub declare: Box<dyn Fn(Migrate) -> Migrate>,
}

pub fn table<'a>(database: &'a mut Database, name: &str) -> &'a mut Table {
    database.tables.iter_mut().find(|table| table.name == name).expect("the table is there")
}

/// `history`, as the struct declares it.
fn keep_versions(database: &mut Database, name: &str) {
    let table = table(database, name);
    (table.history, table.history_by_statement) = (true, table.partition.is_none());
}

pub fn column<'a>(table: &'a mut Table, name: &str) -> &'a mut Column {
    table.columns.iter_mut().find(|column| column.name == name).expect("the column is there")
}

pub fn index<'a>(table: &'a mut Table, name: &str) -> &'a mut Index {
    table.indexes.iter_mut().find(|index| index.name.contains(name)).expect("the index is there")
}

pub fn scalar(text: &'static str) -> SqlType {
    let mut database = Database::from_json(
        r#"{"version": 2, "tables": [{"name": "t", "struct": "T", "tenancy": {"of": "nobody"}, "key": [], "columns": [{"name": "c", "type": "text"}]}], "order": ["t"]}"#,
    )
    .expect("the snapshot is read");
    let sql_type = &mut database.tables[0].columns[0].sql_type;
    if let SqlType::Scalar(name) = sql_type {
        *name = text.into();
    }
    sql_type.clone()
}

/// A nullable column without anything else.
pub fn new_column<'a>(table: &'a mut Table, name: &'static str, sql_type: SqlType) -> &'a mut Column {
    let mut column = table.columns[0].clone();
    (column.name, column.sql_type, column.nullable) = (name.into(), sql_type, true);
    (column.field, column.default, column.collation, column.doc) = (None, None, None, "".into());
    table.columns.push(column);
    table.columns.last_mut().expect("it was pushed")
}

pub fn new_index<'a>(table: &'a mut Table, name: &'static str, columns: &[&'static str]) -> &'a mut Index {
    let mut index = table.indexes.iter().find(|index| index.constraint.is_none()).expect("there is an index").clone();
    let mut part = index.columns[0].clone();
    (part.expression, part.reads, part.descending, part.nulls) = (None, Vec::new(), false, None);
    let part = |name: &&'static str| {
        let mut part = part.clone();
        part.name = (*name).into();
        part
    };
    index.columns = columns.iter().map(part).collect();
    (index.name, index.unique, index.predicate, index.only) = (name.into(), false, None, None);
    (index.for_reference, index.doc, index.include) = (Vec::new(), "".into(), Vec::new());
    table.indexes.push(index);
    table.indexes.last_mut().expect("it was pushed")
}

pub fn new_check(
    table: &mut Table,
    check: &Check,
    name: &'static str,
    columns: &[&'static str],
    condition: &'static str,
) {
    let mut check = check.clone();
    (check.name, check.condition, check.message, check.generated) =
        (name.into(), condition.into(), "another value is not allowed".into(), false);
    check.columns = columns.iter().copied().map(Into::into).collect();
    table.checks.push(check);
}

pub fn any_check(database: &Database) -> Check {
    database.tables.iter().flat_map(|table| &table.checks).next().expect("there is a check").clone()
}

pub fn reference_of<'a>(table: &'a mut Table, column: &str) -> &'a mut Reference {
    let of = |reference: &&mut Reference| reference.columns.iter().any(|name| name == column);
    table.references.iter_mut().find(of).expect("the reference is there")
}

/// A table like another one, under another name.
pub fn copy_table(database: &mut Database, from: &str, to: &'static str) {
    let mut copy = table(database, from).clone();
    let rename = |name: &mut peristyle_build::model::Text| *name = name.replace(from, to).into();
    (copy.name, copy.rust_name) = (to.into(), "Copy".into());
    copy.primary_key.iter_mut().chain(&mut copy.tenant_key).for_each(|key| rename(&mut key.name));
    copy.references.iter_mut().for_each(|one| rename(&mut one.name));
    copy.indexes.iter_mut().for_each(|one| rename(&mut one.name));
    copy.indexes.iter_mut().filter_map(|one| one.tenant_lookup.as_mut()).for_each(|one| rename(&mut one.function));
    copy.checks.iter_mut().for_each(|one| rename(&mut one.name));
    copy.children.iter_mut().for_each(|one| rename(&mut one.name));
    copy.columns.iter_mut().filter_map(|one| one.sequence_name.as_mut()).for_each(rename);
    database.tables.push(copy);
}

pub fn drop_column(table: &mut Table, name: &str) {
    table.columns.retain(|column| column.name != name);
    table.indexes.retain(|index| {
        let read = index.columns.iter().any(|one| one.columns().any(|column| column == name));
        !read && !index.predicate.as_ref().is_some_and(|sql| sql.contains(name))
    });
    table.checks.retain(|check| check.columns.iter().all(|column| column != name));
    table.references.retain(|reference| reference.columns.iter().all(|column| column != name));
}

fn primary_key_of_id(database: &mut Database) {
    let table = table(database, "org_categories");
    let mut key = table.primary_key.clone().expect("it has a key");
    key.name = "org_categories_organization_id_id_key".into();
    table.tenant_key = Some(key);
    table.primary_key.as_mut().expect("it has a key").columns.remove(0);
}

pub fn drop_table(database: &mut Database, name: &str) {
    database.tables.retain(|table| table.name != name);
    for table in &mut database.tables {
        let gone: Vec<_> = table
            .references
            .iter()
            .filter(|reference| reference.target == name)
            .map(|reference| (reference.name.clone(), reference.declared().to_vec()))
            .collect();
        table.references.retain(|reference| gone.iter().all(|(name, _)| *name != reference.name));
        table.indexes.retain(|index| gone.iter().all(|(_, columns)| *columns != index.for_reference));
    }
}

/// Drops an index, and returns its name.
fn give_away(database: &mut Database, of: &str, name: &str) -> &'static str {
    let table = table(database, of);
    let at = table.indexes.iter().position(|index| index.name.contains(name)).expect("the index is there");
    table.indexes.remove(at).name.to_string().leak()
}

/// All of them.
pub fn all() -> Vec<Scenario> {
    let mut all = super::matrix::all();
    all.extend(super::transitions::all());
    all.extend(super::partitions::all());
    all.extend(super::numbers::all());
    let mut declared = |name: String, declare: fn(Migrate) -> Migrate, change: Box<dyn Fn(&mut Database)>| {
        all.push(Scenario { name, change, declare: Box::new(declare) });
    };
    // Columns.
    let mut add = |name: &str, declare: fn(Migrate) -> Migrate, change: fn(&mut Database)| {
        declared(name.to_owned(), declare, Box::new(change));
    };
    let plainly: fn(Migrate) -> Migrate = |migrate| migrate;
    add("change_generated_column", plainly, |database| {
        column(table(database, "org_products"), "worth").generated = Some("price * stock * 2".into());
    });
    add("stop_generating_column", plainly, |database| {
        column(table(database, "org_products"), "worth").generated = None
    });
    add("set_not_null", plainly, |database| column(table(database, "org_products"), "note").nullable = false);
    add("drop_not_null", plainly, |database| column(table(database, "org_products"), "price").nullable = true);
    add("set_default", plainly, |database| {
        column(table(database, "org_products"), "note").default = Some("'none'".into())
    });
    add("change_default", plainly, |database| {
        column(table(database, "org_products"), "title").default = Some("'nameless'".into())
    });
    add("drop_column_with_dependents", plainly, |database| drop_column(table(database, "org_products"), "sku"));
    add("drop_column_with_reference", plainly, |database| {
        drop_column(table(database, "org_products"), "category_id");
        table(database, "org_products")
            .indexes
            .retain(|index| !index.for_reference.iter().any(|name| name == "category_id"));
    });
    add("drop_column_generated", plainly, |database| drop_column(table(database, "org_products"), "worth"));
    add("drop_column_soft_delete", plainly, |database| {
        let table = table(database, "org_categories");
        table.columns.retain(|column| column.name != "deleted_at");
        table.indexes.iter_mut().filter(|index| index.unique).for_each(|index| index.predicate = None);
    });
    // Types.
    for (name, of, what, to) in [
        ("varchar_narrower", "org_products", "title", "varchar(20)"),
        ("varchar_to_text_unique", "org_products", "sku", "text"),
        ("integer_to_smallint_with_constraints", "towns", "number", "smallint"),
        ("timestamptz_precision", "countries", "created_at", "timestamptz(0)"),
    ] {
        declared(
            format!("type_{name}"),
            plainly,
            Box::new(move |database| {
                let is_text = to == "text";
                let column = column(table(database, of), what);
                column.sql_type = scalar(to);
                if column.default.as_deref() == Some("0") && is_text {
                    column.default = Some("'0'".into());
                }
            }),
        );
    }
    let mut add = |name: &str, declare: fn(Migrate) -> Migrate, change: fn(&mut Database)| {
        declared(name.to_owned(), declare, Box::new(change));
    };
    add("type_enum_to_text", plainly, |database| {
        column(table(database, "org_products"), "status").sql_type = scalar("text");
        database.enums.clear();
    });
    add("array_element_type", plainly, |database| {
        if let SqlType::Array(element) = &mut column(table(database, "org_products"), "tags").sql_type {
            **element = scalar("varchar(30)");
        }
    });
    // Enums.
    add("enum_add_label", plainly, |database| database.enums[0].labels.push("archived".into()));
    add("enum_add_label_first", plainly, |database| database.enums[0].labels.insert(0, "idea".into()));
    add("enum_add_label_between", plainly, |database| database.enums[0].labels.insert(2, "paused".into()));
    add("enum_add_label_and_use", plainly, |database| {
        database.enums[0].labels.push("archived".into());
        column(table(database, "org_products"), "status").default = Some("'archived'".into());
    });
    add("enum_remove_label", plainly, |database| database.enums[0].labels.retain(|label| label != "retired"));
    add("enum_reorder_labels", plainly, |database| database.enums[0].labels.reverse());
    add(
        "enum_rename_label",
        |migrate| migrate.renamed_label("product_status", "retired", "gone"),
        |database| database.enums[0].labels[2] = "gone".into(),
    );
    add(
        "enum_rename",
        |migrate| migrate.renamed_enum("product_status", "org_status"),
        |database| {
            let sql_type = {
                let one: &mut Enum = &mut database.enums[0];
                one.name = "org_status".into();
                "org_status"
            };
            if let SqlType::Enum { name, .. } = &mut column(table(database, "org_products"), "status").sql_type {
                *name = sql_type.into();
            }
        },
    );
    add("enum_comment", plainly, |database| database.enums[0].doc = "Where it is.".into());
    add(
        "enum_drop",
        |migrate| migrate,
        |database| {
            drop_column(table(database, "org_products"), "status");
            database.enums.clear();
        },
    );
    // Renames.
    add(
        "rename_column",
        |migrate| migrate.renamed_column("org_products", "sku", "code"),
        |database| {
            let table = table(database, "org_products");
            column(table, "sku").name = "code".into();
            for index in table.indexes.iter_mut().filter(|index| index.name.contains("sku")) {
                index.name = index.name.replace("sku", "code").into();
                index.columns.iter_mut().filter(|one| one.name == "sku").for_each(|one| one.name = "code".into());
            }
        },
    );
    add(
        "rename_column_read_by_all",
        |migrate| migrate.renamed_column("org_products", "price", "cost"),
        |database| {
            let table = table(database, "org_products");
            column(table, "price").name = "cost".into();
            column(table, "worth").generated = Some("cost * stock".into());
            for check in table.checks.iter_mut().filter(|check| check.name.contains("price")) {
                (check.name, check.condition) = ("org_products_cost_check".into(), "cost >= 0".into());
                check.columns = vec!["cost".into()];
            }
        },
    );
    add(
        "rename_table",
        |migrate| migrate.renamed_table("countries", "nations"),
        |database| {
            copy_table(database, "countries", "nations");
            let mut copy = database.tables.pop().expect("it was pushed");
            copy.rust_name = "Country".into();
            *table(database, "countries") = copy;
            let reference = reference_of(table(database, "towns"), "country_id");
            reference.target = "nations".into();
            let index = index(table(database, "towns"), "country_id");
            index.doc = "".into();
        },
    );
    add("rename_index", plainly, |database| {
        index(table(database, "org_products"), "sku").name = "products_by_sku".into()
    });
    add("rename_constraint", plainly, |database| {
        index(table(database, "towns"), "number_key").name = "towns_are_counted".into()
    });
    add("rename_check", plainly, |database| table(database, "org_products").checks[0].name = "a_price".into());
    add("rename_partition", plainly, |database| {
        table(database, "org_visits").children[0].name = "org_visits_y26".into()
    });
    // Look-ups of the tenant.
    add("add_lookup", plainly, |database| {
        let products = table(database, "org_products");
        new_index(products, "org_products_sku_organization_id_idx", &["sku", "organization_id"]).for_lookup = true;
        let lookup = r#"{"function": "org_products_tenants_of_sku", "columns": ["sku"], "several": true,
            "reads": ["organization_id", "sku", "deleted_at"]}"#;
        index(products, "sku").tenant_lookup = Some(serde_json::from_str(lookup).expect("a look-up"));
    });
    // Indexes and constraints.
    add("add_unique_index", plainly, |database| {
        let index = new_index(table(database, "org_products"), "a_unique", &["organization_id", "title"]);
        (index.unique, index.predicate) = (true, Some("deleted_at IS NULL".into()));
    });
    add("change_index", plainly, |database| index(table(database, "org_products"), "created_at").predicate = None);
    add("change_unique_index", plainly, |database| {
        index(table(database, "countries"), "code").nulls_not_distinct = true
    });
    add("drop_index", plainly, |database| {
        table(database, "countries").indexes.retain(|index| !index.name.contains("lower"))
    });
    add("add_unique_constraint", plainly, |database| {
        let mut index = index(table(database, "towns"), "number_key").clone();
        (index.name, index.columns[0].name) = ("towns_line_key".into(), "line".into());
        table(database, "towns").indexes.push(index);
    });
    add("defer_unique_constraint", plainly, |database| {
        index(table(database, "towns"), "number_key").constraint = Some(Deferrable::Deferred);
    });
    add("drop_unique_constraint", plainly, |database| {
        table(database, "towns").indexes.retain(|index| !index.name.contains("number_key"))
    });
    add("drop_exclusion", plainly, |database| table(database, "towns").indexes.retain(|index| !index.exclusion));
    add("change_check", plainly, |database| table(database, "org_products").checks[0].condition = "price > 0".into());
    add("change_check_message", plainly, |database| table(database, "org_products").checks[0].message = "pay!".into());
    add("drop_check", plainly, |database| drop(table(database, "org_products").checks.remove(0)));
    // References.
    add("change_on_delete", plainly, |database| {
        reference_of(table(database, "towns"), "country_id").on_delete = OnDelete::Cascade;
    });
    add("drop_reference", plainly, |database| table(database, "towns").references.clear());
    add("reference_becomes_required", plainly, |database| {
        column(table(database, "org_products"), "category_id").nullable = false;
        reference_of(table(database, "org_products"), "category_id").on_delete = OnDelete::Restrict;
        index(table(database, "org_products"), "category_id").predicate = None;
    });
    add("add_reference", plainly, |database| {
        new_column(table(database, "org_products"), "country_id", scalar("uuid"));
        let mut reference = reference_of(table(database, "towns"), "country_id").clone();
        reference.name = "org_products_country_id_fkey".into();
        table(database, "org_products").references.push(reference);
    });
    add("change_on_delete_by_range", plainly, |database| {
        reference_of(table(database, "org_visits"), "product_id").on_delete = OnDelete::SetNull;
    });
    add("change_on_delete_tenant", plainly, |database| {
        reference_of(table(database, "org_products"), "category_id").on_delete = OnDelete::Restrict;
    });
    add("defer_reference", plainly, |database| {
        reference_of(table(database, "towns"), "country_id").deferrable = Deferrable::Deferred;
    });
    add("change_reason", plainly, |database| {
        reference_of(table(database, "towns"), "country_id").why = "it lies there".into()
    });
    add("add_reference_tenant", plainly, |database| {
        let mut reference = reference_of(table(database, "org_products"), "category_id").clone();
        reference.name = "org_categories_product_id_fkey".into();
        reference.columns[1] = "product_id".into();
        reference.target = "org_products".into();
        let table = table(database, "org_categories");
        new_column(table, "product_id", scalar("uuid"));
        table.references.push(reference);
    });
    // A name that another table takes.
    add("move_name_to_index", plainly, |database| {
        let name = give_away(database, "org_products", "title");
        new_index(table(database, "countries"), name, &["area"]);
    });
    add("move_name_to_constraint", plainly, |database| {
        let name = give_away(database, "org_products", "title");
        let index = new_index(table(database, "countries"), name, &["code"]);
        (index.unique, index.constraint) = (true, Some(Deferrable::Never));
    });
    add("move_name_of_constraint", plainly, |database| {
        let name = give_away(database, "towns", "number_key");
        new_index(table(database, "countries"), name, &["area"]);
    });
    add("move_name_to_new_table", plainly, |database| {
        let name = give_away(database, "org_products", "title");
        copy_table(database, "countries", "regions");
        new_index(table(database, "regions"), name, &["area"]);
    });
    add("move_name_to_partitioned", plainly, |database| {
        let name = give_away(database, "org_products", "title");
        new_index(table(database, "org_visits"), name, &["spent"]);
    });
    add("move_name_of_dropped_table", plainly, |database| {
        let name = give_away(database, "towns", "number_key");
        drop_table(database, "towns");
        let index = new_index(table(database, "countries"), name, &["code"]);
        (index.unique, index.constraint) = (true, Some(Deferrable::Never));
    });
    add("swap_names", plainly, |database| {
        let of_products = index(table(database, "org_products"), "title").name.clone();
        let of_countries = &mut index(table(database, "countries"), "lower").name;
        let of_products = std::mem::replace(of_countries, of_products);
        index(table(database, "org_products"), "title").name = of_products;
    });
    // Tables.
    add("add_two_tables_in_a_circle", plainly, |database| {
        copy_table(database, "org_categories", "org_lists");
        copy_table(database, "org_categories", "org_items");
        reference_of(table(database, "org_lists"), "parent_id").target = "org_items".into();
        reference_of(table(database, "org_items"), "parent_id").target = "org_lists".into();
    });
    add(
        "drop_all_tables",
        |migrate| migrate,
        |database| {
            database.tables.clear();
            database.enums.clear();
        },
    );
    // Versions.
    add("history_on", plainly, |database| keep_versions(database, "org_products"));
    add("history_on_global", plainly, |database| keep_versions(database, "countries"));
    add("history_on_root", plainly, |database| keep_versions(database, "organizations"));
    add("history_on_partitioned", plainly, |database| keep_versions(database, "org_visits"));
    add("history_off", plainly, |database| {
        let table = table(database, "org_prices");
        (table.history, table.history_by_statement) = (false, false);
    });
    add("history_by_row", plainly, |database| table(database, "org_prices").history_by_statement = false);
    add("drop_table_and_its_reference", plainly, |database| drop_table(database, "org_categories"));
    add("unlogged", plainly, |database| table(database, "towns").unlogged = true);
    add("primary_key_of_id", plainly, primary_key_of_id);
    add("primary_key_of_id_and_a_new_table", plainly, |database| {
        copy_table(database, "org_products", "org_items");
        primary_key_of_id(database);
    });
    add("add_partition", plainly, |database| {
        let table = table(database, "org_visits");
        let mut child = table.children[0].clone();
        (child.name, child.bound) =
            ("org_visits_2030".into(), "FOR VALUES FROM ('2030-01-01') TO ('2031-01-01')".into());
        table.children.push(child);
    });
    add("drop_partition", plainly, |database| drop(table(database, "org_visits").children.remove(0)));
    // Row security and triggers.
    add("statistics_and_policies", plainly, |database| {
        let table = table(database, "org_products");
        let statistics = r#"[{"name": "products_together", "columns": [{"column": "title"}, {"column": "sku"}], "kinds": ["mcv"], "doc": "a title has few numbers"},
            {"name": "products_lower", "columns": [{"column": "lower", "expression": "lower(title)", "reads": ["title"]}]}]"#;
        table.statistics = serde_json::from_str(statistics).expect("the statistics are read");
        let policies = r#"[{"name": "own rows", "command": "delete", "restrictive": true, "using": "title <> 'kept'", "why": "some stay"}]"#;
        table.policies = serde_json::from_str(policies).expect("the policies are read");
    });
    add("append_only", plainly, |database| table(database, "countries").append_only = true);
    add("no_longer_append_only", plainly, |database| table(database, "org_events").append_only = false);
    add("nothing", plainly, |database| database.tables.reverse());
    all
}
