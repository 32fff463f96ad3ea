//! A05 nothing_required: a row says at least something.
//!
//! A table in which every column may be NULL takes the row that says nothing. Key, tenant and timestamps do not count: they come by themselves.

use super::check;
use super::finding::{Finding, columns};
use crate::checks::Checked;
use crate::definition::{CREATED_AT, DELETED_AT, UPDATED_AT};
use crate::model::{Column, Table};

const TIMESTAMPS: [&str; 3] = [CREATED_AT, UPDATED_AT, DELETED_AT];

pub(super) fn look(checked: &Checked) -> Vec<Finding> {
    checked.tables().iter().filter_map(of_table).collect()
}

fn of_table(table: &Table) -> Option<Finding> {
    let own = |column: &Column| {
        let name = column.name.as_ref();
        !table.is_in_key(name) && table.tenant_column() != Some(name) && !TIMESTAMPS.contains(&column.field())
    };
    let all = columns(table, own);
    let required = columns(table, |column| own(column) && !column.nullable);
    if !required.is_empty() || check::any_asks_for_null(table) {
        return None;
    }
    let one_of_two = match all[..] {
        [one, other, ..] => format!(", or `check({one}.is_some() || {other}.is_some())`"),
        _ => String::new(),
    };
    Finding::about(
        table,
        &all,
        |columns| format!("a row of `{}` may be empty, because all columns are nullable: {columns}", table.name),
        format!("remove the `Option` of required columns{one_of_two}"),
    )
}

#[cfg(test)]
mod tests {
    use super::super::tests::{assert_silent, only, table};
    use crate::definition::CheckDef;
    use crate::fixture::{CREATED_AT, OWNED, TENANT, column, list, nullable};
    use crate::{SqlType, TableDef};

    fn contacts() -> TableDef {
        let columns =
            [TENANT, nullable("email", SqlType::Varchar(9)), nullable("phone", SqlType::Varchar(9)), CREATED_AT];
        TableDef { tenancy: OWNED.tenancy, ..table("org_contacts", columns) }
    }

    #[test]
    fn a_row_may_say_nothing() {
        let advice = only("A05", [contacts()]);
        assert_eq!(
            advice.text,
            "a row of `org_contacts` may be empty, because all columns are nullable: `email` and `phone`"
        );
        assert_eq!(
            advice.instead,
            "remove the `Option` of required columns, or `check(email.is_some() || phone.is_some())`"
        );
    }

    #[test]
    fn one_column_or_a_check_is_enough() {
        let condition = list(["\"email\"", " IS NOT NULL OR ", "\"phone\"", " IS NOT NULL"]);
        let check = CheckDef { columns: &["email", "phone"], condition, ..CheckDef::PLAIN };
        assert_silent("A05", [TableDef { checks: list([check]), ..contacts() }]);
        assert_silent("A05", [table("a", [column("name", SqlType::Varchar(9)), nullable("b", SqlType::Date)])]);
    }

    #[test]
    fn a_table_of_keys_alone() {
        assert_silent("A05", [table("seats", [])]);
    }
}
