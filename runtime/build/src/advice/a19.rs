//! A19 look_up_without_role: a look-up or a queue whose function is not emitted.
//!
//! The functions belong to a role of their own, and the application role executes them. Without these roles there is no function to call.

use super::finding::Finding;
use crate::checks::Checked;

pub(super) fn look(checked: &Checked) -> Vec<Finding> {
    let options = checked.options();
    let has_roles = options.lookup_owner().is_some() && options.role().is_some();
    let tables = checked.tables().iter().filter(|_| !has_roles);
    let instead = "name the application role: `.application_role(\"shop_app\")`; its look-up role is then `shop_app_lookup`";
    let about = |table: &crate::model::Table| {
        let functions: Vec<_> = table.lookups().map(|(_, lookup)| format!("`{}`", lookup.function)).collect();
        let text = match options.role() {
            None => format!("the options name no application role, so nobody may call {}", functions.join(", ")),
            Some(_) => format!("the options name no role that owns {}", functions.join(", ")),
        };
        (!functions.is_empty()).then(|| Finding::about_table(table, text, instead))
    };
    tables.filter_map(about).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{assert_silent, only};
    use super::*;
    use crate::definition::IndexDef;
    use crate::fixture::{CATEGORY, by, list};
    use crate::{Database, Options, Schema, TableDef};

    fn looked_up() -> TableDef {
        let index = IndexDef { columns: list([by("name")]), tenant_lookup: true, unique: true, ..IndexDef::PLAIN };
        TableDef { indexes: list([index]), ..CATEGORY }
    }

    #[test]
    fn a_look_up_that_nobody_may_call() {
        let advice = only("A19", [looked_up()]);
        let text = "the options name no application role, so nobody may call `org_categories_tenant_of_name`";
        assert_eq!(advice.text, text);
        assert_silent("A19", [CATEGORY]);
        let tables = list([&list([looked_up()])[0], &crate::fixture::ORGANIZATION]);
        let options = Options::new().application_role("shop_app");
        let checked = Database::of(&Schema::new(tables, &[])).check(&options).unwrap();
        assert!(look(&checked).is_empty());
    }
}
