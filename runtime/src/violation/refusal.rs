//! The fields of a server error, besides its message.

use crate::{ColumnDef, SqlType, TableDef, physical};

/// An error of the server, as the drivers report it.
#[derive(Default)]
pub(crate) struct Refusal {
    /// SQLSTATE.
    pub(crate) code: String,
    pub(crate) message: String,
    /// The table of the constraint or the column. For a trigger or a foreign key, this may be another table than that
    /// of the statement.
    pub(crate) schema: Option<String>,
    pub(crate) table: Option<String>,
    pub(crate) constraint: Option<String>,
    pub(crate) column: Option<String>,
    /// The domain of the constraint.
    pub(crate) domain: Option<String>,
    /// The function of the server that raised the error.
    pub(crate) routine: Option<String>,
}

impl Refusal {
    /// A field of the error; a `RAISE` may set it to an empty text.
    pub(crate) fn field(text: Option<&str>) -> Option<String> {
        text.filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// Whether the error belongs to the table of the statement or one of its partitions.
    pub(super) fn is_about(&self, table: &TableDef) -> bool {
        let Some(name) = self.table.as_deref() else { return true };
        let same_schema = table.schema.is_none() || table.schema == self.schema.as_deref();
        let is_itself = name == table.name && same_schema;
        is_itself || table.partition.is_some() && self.is_of_partition(table)
    }

    /// For a partition, the server reports the constraint of the parent, or its own name of the index; the columns are
    /// those of the parent.
    fn is_of_partition(&self, table: &TableDef) -> bool {
        let constraint = self.constraint.as_deref().map(|name| physical::named(table, name, self.table.as_deref()));
        constraint.is_none_or(|constraint| constraint.is_some())
    }

    /// The columns of the table, if no constraint has them.
    pub(super) fn columns(&self, table: &'static TableDef) -> Vec<&'static str> {
        let column = self.column.as_deref().and_then(|name| table.column(name));
        let is_unpartitioned = self.code == "23514" && self.table.is_some() && self.constraint.is_none();
        let partition = table.partition.filter(|_| is_unpartitioned);
        match (column, partition, self.domain.as_deref()) {
            (Some(column), ..) => vec![column.name],
            (_, Some(partition), _) => partition.columns.to_vec(),
            (.., Some(domain)) => of_domain(table, domain).map(|column| vec![column.name]).unwrap_or_default(),
            _ if self.code == "23514" && self.table.is_none() => self.empty_period(table).into_iter().collect(),
            _ => Vec::new(),
        }
    }

    /// The period of a constraint without overlaps that is empty: only the message has its name, in quotes.
    fn empty_period(&self, table: &'static TableDef) -> Option<&'static str> {
        let is_it = self.routine.as_deref() == Some("ExecWithoutOverlapsNotEmpty");
        let mut constraints = table.indexes.iter().filter(|index| index.without_overlaps && is_it);
        constraints
            .find_map(|index| index.columns.last().map(|column| column.name).filter(|name| self.quotes(name) > 0))
    }

    /// Whether it is a `RAISE EXCEPTION` of a PL/pgSQL function, whose message a person wrote.
    pub(super) fn is_raised(&self) -> bool {
        self.routine.as_deref() == Some("exec_stmt_raise")
    }

    /// Whether other rows refer to the row of a violated foreign key. The message contains the referenced table, the
    /// constraint and the referring table; for a missing reference it contains only the referring table. Both may be
    /// the same.
    pub(super) fn is_about_referenced(&self, table: &TableDef) -> bool {
        let is_own = self.is_about(table);
        let is_partition = !is_own && table.partition.is_some();
        is_partition || self.quotes(table.name) > usize::from(is_own)
    }

    /// The same for an unknown table, in English; a server may use another language.
    pub(super) fn says_update_or_delete(&self) -> bool {
        self.message.starts_with("update or delete on table")
    }

    /// Counts the occurrences of a quoted name, with the quotes of any language.
    fn quotes(&self, table: &str) -> usize {
        let is_quote = |letter: Option<char>| letter.is_some_and(|letter| !letter.is_alphanumeric() && letter != '_');
        let quoted = self.message.match_indices(table).filter(|(at, _)| {
            let (before, after) = (&self.message[..*at], &self.message[at + table.len()..]);
            is_quote(before.trim_end().chars().next_back()) && is_quote(after.trim_start().chars().next())
        });
        quoted.count()
    }
}

/// The only column of a domain type.
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
