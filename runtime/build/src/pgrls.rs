//! The configuration of [pgrls](https://pypi.org/project/pgrls/), which lints row level security and proves it with a solver.
//!
//! `pgrls verify` proves of each table that no session reads or writes a row of another tenant. It has to be told which columns name a tenant, and
//! `pgrls lint` which of its warnings this schema answers. The file says so, each exception with its reason. Load the DDL into a database, and run, with
//! `current_organization_id` for the function of your tenant root (the head of the file has the commands):
//!
//! ```sh
//! pgrls lint --config pgrls.toml --database-url $DATABASE_URL
//! pgrls verify --config pgrls.toml --database-url $DATABASE_URL --auth-function current_organization_id --mode cross-tenant
//! ```
//!
//! # Policies for every role
//!
//! pgrls warns of a policy without `TO role` (SEC003). The emitted policies have none, on purpose. Row security is forced, so a policy for the application
//! role only would leave the owner of the tables without any: its migrations would fill and delete no rows, without an error. And a role that is granted
//! SELECT later reads nothing without a tenant in either form. On PostgreSQL 15, a find by primary key in a transaction cost the same with and without
//! `TO role` (0.10 ms and 0.09 ms, six runs in turn).

use std::collections::BTreeSet;
use std::fmt::{self, Write};

use crate::checks::Checked;
use crate::ddl::objects::Objects;
use crate::migrate::statements::{self, Subject};
use crate::model::{Table, Tenancy};

/// Returns `pgrls.toml` for pgrls 0.57.
///
/// ```
/// use peristyle::Schema;
/// use peristyle_build::{Checked, pgrls};
///
/// let checked = Checked::of(&Schema::new(&[], &[]))?;
/// assert!(pgrls::configuration(&checked).contains(r#"schemas = ["public"]"#));
/// # Ok::<(), peristyle_build::SchemaError>(())
/// ```
#[must_use]
pub fn configuration(checked: &Checked) -> String {
    let script = Objects::of(checked).script();
    let default = checked.options().default_schema();
    let plain = |name: &str| qualified(name, default);
    let [mut triggers, mut lookups, mut functions, mut views] = [const { BTreeSet::new() }; 4];
    for statement in statements::of(&script) {
        match &statement.subject {
            Subject::Trigger { name, table } => {
                triggers.insert(format!("{}.{}", plain(table), unquoted(name)));
            }
            Subject::Policy { name, table } if name == "tenant_lookup" => {
                lookups.insert(format!("{}.{}", plain(table), unquoted(name)));
            }
            Subject::View { name, .. } => {
                views.insert(plain(name));
            }
            Subject::Function(signature) if statement.sql.contains("SECURITY DEFINER") => {
                functions.insert(plain(&signature[..signature.find('(').unwrap_or(signature.len())]));
            }
            _ => {}
        }
    }
    let tables = checked.tables();
    let of = |table: &Table| format!("{}.{}", table.schema.as_deref().unwrap_or(default), table.name);
    let schemas = tables.iter().map(|table| table.schema.as_deref().unwrap_or(default).to_owned());
    let schemas: BTreeSet<_> = schemas.chain([default.to_owned()]).collect();
    // Partitions of a tenant table have row security of their own.
    let is_open = |table: &&Table| table.tenant_column().is_none() || table.without_row_security;
    let partitions = |table: &Table| {
        let schema = table.schema.as_deref().unwrap_or(default).to_owned();
        table.children.iter().map(move |child| format!("{schema}.{}", child.name)).collect::<Vec<_>>()
    };
    let open =
        tables.iter().filter(is_open).flat_map(|table| partitions(table).into_iter().chain([of(table)])).collect();
    let tenants = tables.iter().filter_map(|table| table.tenant_column().map(str::to_owned)).collect();
    let mut text = head(tables);
    let _ = write!(text, "\n[database]\nschemas = {}\n", List(&schemas));
    let _ = write!(
        text,
        "\n[lint]\n# A policy is for every role: the owner of the tables has row security too, and needs it in migrations.\n"
    );
    text.push_str("# Each table has one policy for all commands, which no other can widen: the roles of the look-ups are the exception below.\n");
    text.push_str("disable = [\"SEC003\", \"SEC007\"]\n");
    rule(&mut text, "SEC001", "Global tables, and tables with a waiver of P02.", "allowlist", &open);
    let role = "The role of the look-ups cannot log in, and reads the columns of the look-up only.";
    for code in ["SEC005", "SEC008", "SEC038"] {
        rule(&mut text, code, role, "allowlist", &lookups);
    }
    rule(
        &mut text,
        "SEC013",
        "The triggers that peristyle emits are under the policies: they run as the caller, or as the owner, whom row security is forced on.",
        "allowlist",
        &triggers,
    );
    rule(
        &mut text,
        "SEC014",
        "The look-ups, which return a tenant and nothing else, and the triggers of numbers per tenant and of versions, which nobody can call.",
        "allowlist",
        &functions,
    );
    rule(
        &mut text,
        "VIEW002",
        "A view with the old name of a table has all its rows: it has no condition to run first.",
        "allowlist",
        &views,
    );
    rule(&mut text, "SEC021", "The columns that name a tenant.", "identity_columns", &tenants);
    text
}

/// What it is, and the commands, which take the functions of the roots as arguments.
fn head(tables: &[Table]) -> String {
    let functions = tables.iter().filter_map(|table| match &table.tenancy {
        Tenancy::Root { function, .. } => Some(format!(" --auth-function {function}")),
        _ => None,
    });
    let functions: String = functions.collect();
    let mut text =
        String::from("# Written by peristyle from the tables of the program: change them there, not here.\n");
    text.push_str("# pgrls lint --config pgrls.toml\n");
    for mode in ["anon", "cross-tenant", "write"] {
        let _ = writeln!(text, "# pgrls verify --config pgrls.toml --mode {mode}{functions}");
    }
    text
}

/// A section with a list, unless the list is empty.
fn rule(text: &mut String, code: &str, why: &str, key: &str, names: &BTreeSet<String>) {
    if !names.is_empty() {
        let _ = write!(text, "\n# {why}\n[lint.rules.{code}]\n{key} = {}\n", List(names));
    }
}

/// A list of TOML. The escapes of a JSON string are those of a basic string of TOML.
struct List<'a>(&'a BTreeSet<String>);

impl fmt::Display for List<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.0.iter().map(|name| serde_json::Value::from(name.as_str()).to_string());
        write!(f, "[{}]", names.collect::<Vec<_>>().join(", "))
    }
}

/// A name of SQL with its schema, without quotes, as pgrls writes it.
fn qualified(name: &str, default: &str) -> String {
    let mut is_quoted = false;
    let dot = name.find(|letter| {
        is_quoted ^= letter == '"';
        letter == '.' && !is_quoted
    });
    match dot {
        Some(dot) => format!("{}.{}", unquoted(&name[..dot]), unquoted(&name[dot + 1..])),
        None => format!("{default}.{}", unquoted(name)),
    }
}

fn unquoted(name: &str) -> String {
    match name.strip_prefix('"').and_then(|name| name.strip_suffix('"')) {
        Some(inside) => inside.replace("\"\"", "\""),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_no_quotes() {
        assert_eq!(qualified("orders", "public"), "public.orders");
        assert_eq!(qualified("\"a.b\".\"my \"\"t\"\"\"", "public"), "a.b.my \"t\"");
        assert_eq!(qualified("billing.invoices", "public"), "billing.invoices");
    }
}
