//! What to write in place of a key that belongs elsewhere, or that SQL and other libraries call otherwise.

use super::arguments::{ColumnArguments, TableArguments};

/// Other words, the attribute that they are refused in, and what to write.
const OTHERS: &[(&str, &[&str], &str)] = &[
    ("table", &["queue"], "a queue is an index: write `index(run_at, only(sent_at.is_none()), queue)`"),
    ("table", &["tenant_lookup", "global"], "it is an option of a unique index: write `unique(email, tenant_lookup)`"),
    ("table", &["only", "where"], "it is an option of an index: write `index(sku, only(stock > 0))`"),
    ("table", &["table_name", "rename"], "write `name = \"org_products\"`"),
    (
        "table",
        &["soft_delete", "soft_deletes", "paranoid", "deleted_at"],
        "a table has soft deletes: remove the key; where rows are deleted for good, write `waive(soft_delete = \"the reason\")`",
    ),
    (
        "table",
        &["timestamps", "created_at", "updated_at"],
        "`created_at` and `updated_at` are added: remove the key; without them, write `waive(timestamps = \"the reason\")`",
    ),
    (
        "table",
        &["rls", "row_level_security", "enable_rls", "force_rls"],
        "a tenant table has row level security: remove the key; without it, write `waive(row_security = \"the reason\")`",
    ),
    ("table", &["belongs_to", "multi_tenant", "tenant_id", "root"], "write `tenant = Organization`"),
    (
        "table",
        &["pk", "id"],
        "the field `pub id: Id<Product>` is the primary key; of several columns, write `primary_key(country, number)`",
    ),
    ("table", &["audit", "audited", "versioned", "versions"], "write `history`"),
    (
        "table",
        &["comment", "description", "doc"],
        "write `/// ...` above the struct: it becomes a comment in the database",
    ),
    (
        "column",
        &["comment", "description", "doc"],
        "write `/// ...` above the field: it becomes a comment in the database",
    ),
    (
        "column",
        &["foreign_key", "fk", "belongs_to"],
        "the type `Id<Category>` is a foreign key: remove the key; for a key of another type, write `references = Country`",
    ),
    ("column", &["cascade", "set_null", "restrict"], "write `on_delete = cascade, why = \"the reason\"`"),
    (
        "column",
        &["default_value", "default_expr", "default_to"],
        "write `default = 0`, or an expression of the database as `default_sql = \"now()\"`",
    ),
    ("column", &["decimal", "money"], "write `numeric(12, 2)`"),
    ("column", &["ignore", "skip"], "each field of the struct is a column: move it to another struct"),
    ("column", &["rename", "column_name"], "write `name = \"amount\"`"),
    ("column", &["len", "length", "size", "max"], "write `max_len = 255`"),
    (
        "column",
        &["nullable", "null", "optional"],
        "the type of a column that may be NULL is an `Option`: remove the key",
    ),
    ("column", &["not_null", "required"], "a column is NOT NULL unless its type is an `Option`: remove the key"),
    (
        "column",
        &["type", "ty", "db_type", "column_type", "data_type"],
        "the type of the field is the type of the column: remove the key, or write `sql_type = \"citext\"`",
    ),
    (
        "column",
        &["primary_key", "id"],
        "the field `pub id: Id<Product>` is the primary key: remove the key, or write `primary_key(country, number)` in `#[table(..)]`",
    ),
    (
        "column",
        &["auto_increment", "autoincrement"],
        "write `identity`, or `number_per_tenant` for numbers of each tenant",
    ),
];

/// The key that another word means, so that nothing that follows from its absence is reported too.
pub(super) fn meant(attribute: &str, key: &str) -> Option<&'static str> {
    match (attribute, key) {
        ("table", "belongs_to" | "multi_tenant" | "root") => Some("tenant"),
        ("table", "table_name" | "rename") => Some("name"),
        _ => None,
    }
}

/// The help of a key that the attribute does not have.
pub(super) fn help(attribute: &str, key: &str) -> Option<String> {
    let other = OTHERS.iter().find(|(refused_in, keys, _)| *refused_in == attribute && keys.contains(&key));
    let form = |forms: &[(&str, &'static str)]| forms.iter().find(|(known, _)| *known == key).map(|(_, form)| *form);
    match (other, attribute) {
        (Some((.., help)), _) => Some((*help).to_owned()),
        (None, "table") => form(ColumnArguments::FORMS)
            .map(|form| format!("it is a key of a column: write `#[column({form})]` above the field")),
        (None, "column") => form(TableArguments::FORMS)
            .map(|form| format!("it is a key of the table: write `#[table(.., {form})]` above the struct")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_of_the_other_attribute_is_named_with_its_form() {
        let said = |attribute, key| help(attribute, key).unwrap_or_default();
        assert_eq!(
            said("column", "unique"),
            "it is a key of the table: write `#[table(.., unique(sku))]` above the struct"
        );
        assert_eq!(
            said("table", "max_len"),
            "it is a key of a column: write `#[column(max_len = 255)]` above the field"
        );
        assert_eq!(help("pg_enum", "unique"), None);
        assert_eq!(help("column", "zebra"), None);
    }

    #[test]
    fn no_other_word_is_a_key() {
        for (attribute, keys, _) in OTHERS {
            let forms = if *attribute == "table" { TableArguments::FORMS } else { ColumnArguments::FORMS };
            assert!(keys.iter().all(|key| forms.iter().all(|(known, _)| known != key)), "{keys:?}");
        }
    }
}
