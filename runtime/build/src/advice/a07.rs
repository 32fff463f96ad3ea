//! A07 reserved_name: no name that PostgreSQL reserves.
//!
//! Emitted SQL quotes it; everybody who writes a statement by hand learns it from a syntax error, or, with `user`, from a wrong result:
//! `SELECT user` is the role.

use super::finding::{Finding, columns};
use crate::checks::Checked;
use crate::model::Table;
use crate::quote::is_reserved;

pub(super) fn look(checked: &Checked) -> Vec<Finding> {
    checked.tables().iter().filter_map(of_table).collect()
}

fn of_table(table: &Table) -> Option<Finding> {
    let own = is_reserved(&table.name).then_some(table.name.as_ref());
    let reserved: Vec<_> = own.into_iter().chain(columns(table, |column| is_reserved(&column.name))).collect();
    let found = Finding::about(
        table,
        &reserved,
        |names| format!("`{}` uses names that PostgreSQL reserves, which need quotes in SQL: {names}", table.name),
        "use another name: `#[table(name = \"app_users\")]`, `sort_order`",
    )?;
    // The table's own name is not a column.
    Some(Finding { column: found.column.filter(|_| own.is_none()), ..found })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{assert_silent, only, table};
    use crate::SqlType;
    use crate::fixture::column;

    #[test]
    fn a_name_that_is_reserved() {
        let advice = only("A07", [table("user", [column("order", SqlType::Integer)])]);
        assert_eq!(
            advice.text,
            "`user` uses names that PostgreSQL reserves, which need quotes in SQL: `user` and `order`"
        );
        assert_eq!(only("A07", [table("user", [])]).column, None);
        assert_eq!(only("A07", [table("users", [column("end", SqlType::Date)])]).column, Some("end".into()));
    }

    #[test]
    fn a_keyword_that_is_a_name_of_columns() {
        assert_silent("A07", [table("values", [column("position", SqlType::Integer), column("type", SqlType::Text)])]);
    }
}
