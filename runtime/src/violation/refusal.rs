//! What the server says about a refusal, beside its text.

use crate::{ColumnDef, SqlType, TableDef, physical};

/// What a driver knows of a refusal by the server.
#[derive(Default)]
pub(crate) struct Refusal {
    /// SQLSTATE.
    pub(crate) code: String,
    pub(crate) message: String,
    /// The table that has the constraint or the column, which a trigger or a reference may make another one than that
    /// of the statement.
    pub(crate) schema: Option<String>,
    pub(crate) table: Option<String>,
    pub(crate) constraint: Option<String>,
    pub(crate) column: Option<String>,
    /// The domain whose constraint it is.
    pub(crate) domain: Option<String>,
    /// The function of the server that refused.
    pub(crate) routine: Option<String>,
}

impl Refusal {
    /// A field of what the server sent: a `RAISE` may set one to nothing.
    pub(crate) fn field(text: Option<&str>) -> Option<String> {
        text.filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// Whether it is about the table of the statement. A partition is its table.
    pub(super) fn is_about(&self, table: &TableDef) -> bool {
        let Some(name) = self.table.as_deref() else { return true };
        let same_schema = table.schema.is_none() || table.schema == self.schema.as_deref();
        let is_itself = name == table.name && same_schema;
        is_itself || table.partition.is_some() && self.is_of_partition(table)
    }

    /// Of a partition the server names the constraint of the parent, or what it called the index itself; its columns
    /// are the parent's.
    fn is_of_partition(&self, table: &TableDef) -> bool {
        let constraint = self.constraint.as_deref().map(|name| physical::named(table, name, self.table.as_deref()));
        constraint.is_none_or(|constraint| constraint.is_some())
    }

    /// The columns of the table that it is about, where no constraint says that.
    pub(super) fn columns(&self, table: &'static TableDef) -> Vec<&'static str> {
        let column = self.column.as_deref().and_then(|name| table.column(name));
        let is_unpartitioned = self.code == "23514" && self.table.is_some() && self.constraint.is_none();
        let partition = table.partition.filter(|_| is_unpartitioned);
        match (column, partition, self.domain.as_deref()) {
            (Some(column), ..) => vec![column.name],
            (_, Some(partition), _) => partition.columns.to_vec(),
            (.., Some(domain)) => of_domain(table, domain).map(|column| vec![column.name]).unwrap_or_default(),
            _ => Vec::new(),
        }
    }

    /// Whether it is the `RAISE EXCEPTION` of a function in PL/pgSQL, whose text a person wrote.
    pub(super) fn is_raised(&self) -> bool {
        self.routine.as_deref() == Some("exec_stmt_raise")
    }

    /// Whether others refer to a row of the table, of a refusal by a foreign key. Its text names the table of the row
    /// that is referred to, the constraint and the table of the rows that refer; where a row refers to nothing it names
    /// the second table alone. Both may be the same.
    pub(super) fn is_about_referenced(&self, table: &TableDef) -> bool {
        let is_own = self.is_about(table);
        let is_partition = !is_own && table.partition.is_some();
        is_partition || self.quotes(table.name) > usize::from(is_own)
    }

    /// The same of a table that is not known, in English: a server may be set to another language.
    pub(super) fn says_update_or_delete(&self) -> bool {
        self.message.starts_with("update or delete on table")
    }

    /// How often the text has that name in quotes, whatever quotes its language has.
    fn quotes(&self, table: &str) -> usize {
        let is_quote = |letter: Option<char>| letter.is_some_and(|letter| !letter.is_alphanumeric() && letter != '_');
        let quoted = self.message.match_indices(table).filter(|(at, _)| {
            let (before, after) = (&self.message[..*at], &self.message[at + table.len()..]);
            is_quote(before.trim_end().chars().next_back()) && is_quote(after.trim_start().chars().next())
        });
        quoted.count()
    }
}

/// The one column of a domain.
fn of_domain(table: &'static TableDef, domain: &str) -> Option<&'static ColumnDef> {
    let mut columns = table.columns.iter().filter(|column| is_called(column.sql_type, domain));
    columns.next().filter(|_| columns.next().is_none())
}

fn is_called(sql_type: SqlType, domain: &str) -> bool {
    match sql_type {
        SqlType::Named(name) => name.rsplit('.').next().is_some_and(|name| name.trim_matches('"') == domain),
        SqlType::Array(element) => is_called(*element, domain),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_quoted_in_every_language() {
        let quotes = |message: &str| {
            let refusal = Refusal { message: message.to_owned(), ..Refusal::default() };
            refusal.quotes("nodes") > 1
        };
        assert!(quotes(
            r#"update or delete on table "nodes" violates foreign key constraint "nodes_code_fkey" on table "nodes""#
        ));
        assert!(!quotes(r#"insert or update on table "nodes" violates foreign key constraint "nodes_code_fkey""#));
        assert!(quotes("Aktualisieren oder Löschen in Tabelle »nodes« verletzt »nodes_code_fkey« von Tabelle »nodes«"));
        assert!(!quotes("Einfügen oder Aktualisieren in Tabelle »nodes« verletzt Fremdschlüssel »nodes_code_fkey«"));
        assert!(quotes("UPDATE ou DELETE sur la table « nodes » viole « nodes_code_fkey » de la table « nodes »"));
        assert!(!quotes("une instruction insert sur la table « nodes » viole la contrainte « nodes_code_fkey »"));
        assert!(!quotes("table nodes, nodes and nodes_nodes"));
    }
}
