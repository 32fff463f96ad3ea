//! Classes of changes, each of every kind of table that can have it.

use peristyle_build::migrate::Migrate;
use peristyle_build::model::{Column, Database, Deferrable, Enum, OnDelete, Sequence, SqlType, Table};

use super::scenarios::{
    Scenario, any_check, column, copy_table, drop_column, drop_table, new_check, new_column, new_index, scalar, table,
};

/// A kind of table, and its columns that every class changes.
pub struct Kind {
    /// The end of the name of a scenario.
    pub name: &'static str,
    pub table: &'static str,
    /// A `varchar(n)`.
    pub text: &'static str,
    /// An integer with the default 0, a check and perhaps a generated column over it.
    pub number: &'static str,
    /// A `numeric(10,2)`.
    pub decimal: &'static str,
}

const fn kind(name: &'static str, table: &'static str, [text, number, decimal]: [&'static str; 3]) -> Kind {
    Kind { name, table, text, number, decimal }
}

pub static KINDS: [Kind; 8] = [
    kind("plain", "countries", ["name", "people", "area"]),
    kind("tenant", "org_products", ["title", "stock", "price"]),
    kind("partitioned", "org_events", ["kind", "weight", "amount"]),
    kind("by_range", "org_visits", ["page", "hits", "spent"]),
    kind("root", "organizations", ["name", "seats", "balance"]),
    kind("referred", "org_categories", ["name", "places", "width"]),
    kind("constrained", "towns", ["name", "people", "area"]),
    kind("kept", "org_prices", ["tier", "units", "rate"]),
];

impl Kind {
    pub fn of<'a>(&self, database: &'a mut Database) -> &'a mut Table {
        table(database, self.table)
    }

    fn text<'a>(&self, database: &'a mut Database) -> &'a mut Column {
        column(self.of(database), self.text)
    }

    fn number<'a>(&self, database: &'a mut Database) -> &'a mut Column {
        column(self.of(database), self.number)
    }

    fn decimal<'a>(&self, database: &'a mut Database) -> &'a mut Column {
        column(self.of(database), self.decimal)
    }

    pub fn note<'a>(&self, database: &'a mut Database) -> &'a mut Column {
        column(self.of(database), "note")
    }

    fn is_tenant(&self) -> bool {
        self.table.starts_with("org_")
    }

    pub fn is_partitioned(&self) -> bool {
        matches!(self.name, "partitioned" | "by_range")
    }

    /// The columns of an index that is unique where the column is.
    pub fn with_tenant(&self, name: &'static str) -> Vec<&'static str> {
        let tenant = self.is_tenant().then_some("organization_id");
        let day = (self.name == "by_range").then_some("day");
        tenant.into_iter().chain(day).chain([name]).collect()
    }
}

/// An index of every kind of table, whatever indexes it has.
pub fn add_index<'a>(
    kind: &Kind,
    database: &'a mut Database,
    name: &'static str,
    columns: &[&'static str],
) -> &'a mut peristyle_build::model::Index {
    let of_products = table(database, "org_products").indexes[0].clone();
    let table = kind.of(database);
    table.indexes.insert(0, of_products);
    new_index(table, name, columns);
    table.indexes.remove(0);
    let index = table.indexes.last_mut().expect("it was pushed");
    index.constraint = None;
    index
}

/// The place of an index that is declared, plain and of this column.
fn own_index(kind: &Kind, table: &Table) -> usize {
    let reads = |name: &str| [kind.text, kind.number].contains(&name);
    let is_own = |index: &peristyle_build::model::Index| {
        !index.unique && index.constraint.is_none() && index.columns.iter().any(|one| one.columns().any(reads))
    };
    table.indexes.iter().position(is_own).expect("every table has one")
}

fn own_check<'a>(kind: &Kind, database: &'a mut Database) -> &'a mut peristyle_build::model::Check {
    let check = kind.of(database).checks.iter_mut().find(|check| check.condition.starts_with(kind.number));
    check.expect("every table has one")
}

/// Drops a column with everything that reads it.
fn drop_with_readers(table: &mut Table, name: &str) {
    table.columns.retain(|column| !column.generated.as_ref().is_some_and(|sql| sql.contains(name)));
    drop_column(table, name);
    table.checks.retain(|check| !check.condition.contains(name));
}

/// Renames a column in everything that reads it.
pub fn rename_column(table: &mut Table, old: &str, new: &'static str) {
    let rename = |sql: &mut peristyle_build::model::Text| *sql = sql.replace(old, new).into();
    column(table, old).name = new.into();
    table.columns.iter_mut().filter_map(|column| column.generated.as_mut()).for_each(rename);
    for check in &mut table.checks {
        rename(&mut check.condition);
        check.columns.iter_mut().filter(|column| *column == old).for_each(|column| *column = new.into());
    }
    for index in &mut table.indexes {
        for one in &mut index.columns {
            one.expression.iter_mut().for_each(rename);
            one.reads.iter_mut().filter(|column| *column == old).for_each(|column| *column = new.into());
            if one.expression.is_none() && one.name == old {
                one.name = new.into();
            }
        }
    }
}

pub fn any(_: &Kind) -> bool {
    true
}

pub fn plainly(_: &Kind, migrate: Migrate) -> Migrate {
    migrate
}

pub type Class = (&'static str, fn(&Kind) -> bool, fn(&Kind, Migrate) -> Migrate, fn(&Kind, &mut Database));

const CLASSES: &[Class] = &[
    // New columns.
    ("add_column", any, plainly, |kind, database| {
        new_column(kind.of(database), "extra", scalar("text")).doc = "What else there is.".into();
    }),
    ("add_column_with_default", any, plainly, |kind, database| {
        let column = new_column(kind.of(database), "extra", scalar("integer"));
        (column.default, column.nullable) = (Some("7".into()), false);
    }),
    ("add_column_with_volatile_default", any, plainly, |kind, database| {
        let column = new_column(kind.of(database), "extra", scalar("uuid"));
        (column.default, column.nullable) = (Some("gen_random_uuid()".into()), false);
    }),
    (
        "add_column_with_backfill",
        |kind| kind.name != "partitioned",
        |kind, migrate| migrate.backfill(kind.table, "extra", format!("{} || '!'", kind.text)),
        |kind, database| new_column(kind.of(database), "extra", scalar("text")).nullable = false,
    ),
    (
        "add_nullable_column_with_backfill",
        |kind| kind.name != "partitioned",
        |kind, migrate| migrate.backfill(kind.table, "extra", format!("{} + 1", kind.number)),
        |kind, database| {
            new_column(kind.of(database), "extra", scalar("integer"));
        },
    ),
    ("add_column_boolean", any, plainly, |kind, database| {
        let column = new_column(kind.of(database), "extra", scalar("boolean"));
        (column.default, column.nullable) = (Some("false".into()), false);
    }),
    ("add_column_array", any, plainly, |kind, database| {
        let array = column(table(database, "org_products"), "tags").sql_type.clone();
        let column = new_column(kind.of(database), "extra", array);
        (column.default, column.nullable) = (Some("'{}'".into()), false);
    }),
    ("add_column_enum", any, plainly, |kind, database| {
        let status = column(table(database, "org_products"), "status").sql_type.clone();
        let column = new_column(kind.of(database), "extra", status);
        (column.default, column.nullable) = (Some("'draft'".into()), false);
    }),
    ("add_column_new_enum", any, plainly, |kind, database| {
        let mut sql_type = column(table(database, "org_products"), "status").sql_type.clone();
        if let SqlType::Enum { name, .. } = &mut sql_type {
            *name = "level".into();
        }
        let mut level: Enum = database.enums[0].clone();
        (level.name, level.labels, level.doc) = ("level".into(), vec!["low".into(), "high".into()], "How high.".into());
        database.enums.push(level);
        new_column(kind.of(database), "extra", sql_type);
    }),
    ("add_column_document", any, plainly, |kind, database| {
        let column = new_column(kind.of(database), "extra", scalar("jsonb"));
        (column.default, column.nullable) = (Some("'{}'".into()), false);
    }),
    ("add_column_time", any, plainly, |kind, database| {
        let column = new_column(kind.of(database), "extra", scalar("timestamptz"));
        (column.default, column.nullable) = (Some("now()".into()), false);
    }),
    ("add_column_generated", any, plainly, |kind, database| {
        new_column(kind.of(database), "extra", scalar("integer")).generated =
            Some(format!("{} * 3", kind.number).into());
    }),
    (
        "add_column_identity",
        |kind| !kind.is_partitioned(),
        plainly,
        |kind, database| {
            let column = new_column(kind.of(database), "extra", scalar("bigint"));
            (column.sequence, column.nullable) = (Some(Sequence::Identity), false);
        },
    ),
    ("add_column_with_index", any, plainly, |kind, database| {
        new_column(kind.of(database), "extra", scalar("text"));
        add_index(kind, database, "an_index", &kind.with_tenant("extra"));
    }),
    ("add_column_unique", any, plainly, |kind, database| {
        new_column(kind.of(database), "extra", scalar("text"));
        add_index(kind, database, "a_unique", &kind.with_tenant("extra")).unique = true;
    }),
    ("add_column_with_check", any, plainly, |kind, database| {
        new_column(kind.of(database), "extra", scalar("integer"));
        let check = any_check(database);
        new_check(kind.of(database), &check, "a_check", &["extra"], "extra > 0");
    }),
    ("add_column_with_reference", any, plainly, |kind, database| {
        let mut reference = table(database, "towns").references[0].clone();
        (reference.name, reference.columns) = (format!("{}_extra_fkey", kind.table).into(), vec!["extra".into()]);
        let table = kind.of(database);
        new_column(table, "extra", scalar("uuid"));
        table.references.push(reference);
    }),
    // Columns that go.
    ("drop_column", any, plainly, |kind, database| drop_column(kind.of(database), "note")),
    ("drop_column_number", any, plainly, |kind, database| drop_with_readers(kind.of(database), kind.number)),
    (
        "drop_column_text",
        // The way back would fill the rows of an append-only table.
        |kind| kind.name != "partitioned",
        plainly,
        |kind, database| drop_with_readers(kind.of(database), kind.text),
    ),
    (
        "drop_column_decimal",
        |kind| kind.name != "tenant",
        plainly,
        |kind, database| drop_with_readers(kind.of(database), kind.decimal),
    ),
    // Columns that change.
    ("set_not_null", any, plainly, |kind, database| kind.note(database).nullable = false),
    (
        "set_not_null_with_backfill",
        |kind| kind.name != "partitioned",
        |kind, migrate| migrate.backfill(kind.table, "note", "'none'"),
        |kind, database| kind.note(database).nullable = false,
    ),
    ("drop_not_null", any, plainly, |kind, database| kind.number(database).nullable = true),
    ("set_default", any, plainly, |kind, database| kind.note(database).default = Some("'none'".into())),
    ("change_default", any, plainly, |kind, database| kind.number(database).default = Some("3".into())),
    ("drop_default", any, plainly, |kind, database| kind.number(database).default = None),
    ("comment_on_column", any, plainly, |kind, database| kind.number(database).doc = "How many.".into()),
    ("type_text_wider", any, plainly, |kind, database| kind.text(database).sql_type = scalar("varchar(120)")),
    ("type_text_narrower", any, plainly, |kind, database| kind.text(database).sql_type = scalar("varchar(20)")),
    ("type_text_unbounded", any, plainly, |kind, database| kind.text(database).sql_type = scalar("text")),
    ("type_text_bounded", any, plainly, |kind, database| kind.note(database).sql_type = scalar("varchar(100)")),
    ("type_integer_to_bigint", any, plainly, |kind, database| kind.number(database).sql_type = scalar("bigint")),
    ("type_integer_to_smallint", any, plainly, |kind, database| kind.number(database).sql_type = scalar("smallint")),
    ("type_integer_to_numeric", any, plainly, |kind, database| {
        kind.number(database).sql_type = scalar("numeric(12,0)")
    }),
    ("type_numeric_wider", any, plainly, |kind, database| kind.decimal(database).sql_type = scalar("numeric(12,2)")),
    ("type_numeric_scale", any, plainly, |kind, database| kind.decimal(database).sql_type = scalar("numeric(12,4)")),
    ("type_numeric_unbounded", any, plainly, |kind, database| kind.decimal(database).sql_type = scalar("numeric")),
    ("type_numeric_coarser", any, plainly, |kind, database| kind.decimal(database).sql_type = scalar("numeric(10,1)")),
    (
        "type_numeric_to_double",
        |kind| kind.name != "tenant",
        plainly,
        |kind, database| kind.decimal(database).sql_type = scalar("double precision"),
    ),
    ("type_time_precision", any, plainly, |kind, database| {
        column(kind.of(database), "created_at").sql_type = scalar("timestamptz(3)")
    }),
    ("collation", any, plainly, |kind, database| kind.text(database).collation = Some("C".into())),
    ("type_and_default", any, plainly, |kind, database| {
        let column = kind.number(database);
        (column.sql_type, column.default) = (scalar("bigint"), Some("5".into()));
    }),
    ("type_and_not_null", any, plainly, |kind, database| {
        let column = kind.note(database);
        (column.sql_type, column.nullable) = (scalar("varchar(200)"), false);
    }),
    // Renames.
    (
        "rename_column",
        any,
        |kind, migrate| migrate.renamed_column(kind.table, "note", "remark"),
        |kind, database| kind.note(database).name = "remark".into(),
    ),
    (
        "rename_column_read_by_all",
        any,
        |kind, migrate| migrate.renamed_column(kind.table, kind.number, "counted"),
        |kind, database| rename_column(kind.of(database), kind.number, "counted"),
    ),
    (
        "rename_column_and_type",
        any,
        |kind, migrate| migrate.renamed_column(kind.table, "note", "remark"),
        |kind, database| {
            let column = kind.note(database);
            (column.name, column.sql_type) = ("remark".into(), scalar("varchar(300)"));
        },
    ),
    (
        "rename_column_and_not_null",
        any,
        |kind, migrate| migrate.renamed_column(kind.table, "note", "remark"),
        |kind, database| {
            let column = kind.note(database);
            (column.name, column.nullable) = ("remark".into(), false);
        },
    ),
    ("rename_check", any, plainly, |kind, database| own_check(kind, database).name = "a_check".into()),
    ("rename_index", any, plainly, |kind, database| {
        let table = kind.of(database);
        let at = own_index(kind, table);
        table.indexes[at].name = "an_index".into();
    }),
    // Indexes and constraints.
    ("add_index", any, plainly, |kind, database| {
        add_index(kind, database, "an_index", &kind.with_tenant("created_at")).doc = "Newest first.".into();
    }),
    ("add_index_descending", any, plainly, |kind, database| {
        let index = add_index(kind, database, "an_index", &kind.with_tenant("created_at"));
        index.columns.last_mut().expect("it has columns").descending = true;
    }),
    ("add_index_partial", any, plainly, |kind, database| {
        add_index(kind, database, "an_index", &kind.with_tenant("created_at")).predicate =
            Some("note IS NOT NULL".into());
    }),
    ("add_index_including", any, plainly, |kind, database| {
        add_index(kind, database, "an_index", &kind.with_tenant("created_at")).include = vec!["note".into()];
    }),
    ("add_index_on_expression", any, plainly, |kind, database| {
        let index = add_index(kind, database, "an_index", &kind.with_tenant("note"));
        let last = index.columns.last_mut().expect("it has columns");
        (last.expression, last.reads, last.name) = (Some("lower(note)".into()), vec!["note".into()], "lower".into());
    }),
    ("add_unique_index", any, plainly, |kind, database| {
        add_index(kind, database, "a_unique", &kind.with_tenant("note")).unique = true;
    }),
    ("add_unique_constraint", any, plainly, |kind, database| {
        let index = add_index(kind, database, "a_unique", &kind.with_tenant("note"));
        (index.unique, index.constraint) = (true, Some(Deferrable::Never));
    }),
    ("add_deferred_constraint", any, plainly, |kind, database| {
        let index = add_index(kind, database, "a_unique", &kind.with_tenant("note"));
        (index.unique, index.constraint) = (true, Some(Deferrable::Deferred));
    }),
    ("change_index", any, plainly, |kind, database| {
        let table = kind.of(database);
        let at = own_index(kind, table);
        table.indexes[at].predicate = Some("note IS NOT NULL".into());
    }),
    ("drop_index", any, plainly, |kind, database| {
        let table = kind.of(database);
        let at = own_index(kind, table);
        table.indexes.remove(at);
    }),
    ("add_check", any, plainly, |kind, database| {
        let check = any_check(database);
        new_check(kind.of(database), &check, "a_check", &["created_at"], "created_at > '2000-01-01'");
    }),
    ("change_check", any, plainly, |kind, database| {
        own_check(kind, database).condition = format!("{} >= -1", kind.number).into();
    }),
    ("drop_check", any, plainly, |kind, database| {
        kind.of(database).checks.retain(|check| !check.condition.starts_with(kind.number));
    }),
    (
        "tenant_reference_on_delete",
        |kind| kind.is_tenant() && kind.name != "partitioned",
        plainly,
        |kind, database| kind.of(database).references[0].on_delete = OnDelete::Restrict,
    ),
    ("tenant_reference_deferred", Kind::is_tenant, plainly, |kind, database| {
        kind.of(database).references[0].deferrable = Deferrable::Deferred;
    }),
    ("tenant_reference_reason", Kind::is_tenant, plainly, |kind, database| {
        kind.of(database).references[0].why = "its rows go with it".into();
    }),
    ("tenant_reference_name", Kind::is_tenant, plainly, |kind, database| {
        kind.of(database).references[0].name = "of_a_tenant".into();
    }),
    ("drop_tenant_reference", Kind::is_tenant, plainly, |kind, database| {
        kind.of(database).references.remove(0);
    }),
    // Tables.
    ("comment_on_table", any, plainly, |kind, database| kind.of(database).doc = "It's another comment.".into()),
    (
        "add_table",
        |kind| kind.name != "root",
        plainly,
        |kind, database| {
            let to = match kind.name {
                "plain" => "regions",
                "tenant" => "org_goods",
                "partitioned" => "org_happenings",
                "by_range" => "org_calls",
                "referred" => "org_lists",
                _ => "villages",
            };
            copy_table(database, kind.table, to);
        },
    ),
    ("drop_table", |kind| kind.name != "root", plainly, |kind, database| drop_table(database, kind.table)),
    ("storage_option", any, plainly, |kind, database| {
        let fill = table(database, "countries").options[0].clone();
        let table = kind.of(database);
        if table.options.is_empty() { table.options.push(fill) } else { table.options.clear() }
    }),
    ("without_row_security", Kind::is_tenant, plainly, |kind, database| kind.of(database).without_row_security = true),
    (
        "soft_delete",
        |kind| matches!(kind.name, "plain" | "constrained"),
        plainly,
        |kind, database| {
            new_column(kind.of(database), "deleted_at", scalar("timestamptz"));
        },
    ),
    // Several at once.
    ("drop_and_add_columns", any, plainly, |kind, database| {
        let table = kind.of(database);
        drop_column(table, "note");
        new_column(table, "extra", scalar("integer"));
        let column = new_column(table, "more", scalar("bigint"));
        (column.default, column.nullable) = (Some("1".into()), false);
    }),
    ("type_and_index", any, plainly, |kind, database| {
        kind.text(database).sql_type = scalar("text");
        add_index(kind, database, "an_index", &kind.with_tenant(kind.text));
    }),
    ("everything_of_a_column", any, plainly, |kind, database| {
        let name = kind.number;
        let column = kind.number(database);
        (column.sql_type, column.nullable, column.default) = (scalar("bigint"), true, None);
        column.doc = "How many there are.".into();
        own_check(kind, database).condition = format!("{name} > -5").into();
    }),
    (
        "rename_column_and_index",
        any,
        |kind, migrate| migrate.renamed_column(kind.table, "note", "remark"),
        |kind, database| {
            kind.note(database).name = "remark".into();
            add_index(kind, database, "an_index", &kind.with_tenant("remark"));
        },
    ),
];

/// Every class of every kind of table that can have it.
pub fn all() -> Vec<Scenario> {
    of(CLASSES)
}

pub fn of(classes: &'static [Class]) -> Vec<Scenario> {
    let of_class = |(name, applies, declare, change): &'static Class| {
        KINDS.iter().filter(|kind| applies(kind)).map(move |kind| Scenario {
            name: format!("{name}_{}", kind.name),
            change: Box::new(move |database| change(kind, database)),
            declare: Box::new(move |migrate| declare(kind, migrate)),
        })
    };
    classes.iter().flat_map(of_class).collect()
}
