//! F02 on_delete: every reference says what happens when its row is deleted.
//!
//! The tenant column is cascade unless it says so, restrict on an append-only table. `no_action` is the default that nobody chose: waived only.

use super::Decided;
use crate::diagnostics::{Diagnostics, Place, Rule};
use crate::model::{Action, Column, Reference, Role, Table, Tenancy, tenant_column_name, written};
/// The rule.
pub const RULE: Rule = Rule { code: "F02", name: "on_delete", waivable: true };
/// How it is decided.
pub const DECIDED: Decided = Decided::Tokens(check);

fn check(table: &Table, diagnostics: &mut Diagnostics) {
    for reference in table.references().filter(|reference| !reference.period) {
        // Rule F06 refuses the others on a table that keeps its rows, rule F04 `set_null` on a column that is not an `Option`.
        let others = match (table.keeps_rows(), reference.is_optional()) {
            (true, true) if !table.append_only => ", or `set_null`",
            (true, _) => "",
            (false, true) => ", or `cascade`, or `set_null`",
            (false, false) => ", or `cascade`",
        };
        let name = reference.name();
        // Of a mark in a table without a tenant, rule P01 speaks.
        let is_tenant = reference.columns.iter().all(|column| column.role == Role::Tenant || column.marked_tenant);
        match reference.on_delete {
            None if !is_tenant => diagnostics.broken(
                &RULE,
                reference.place,
                &reference.at,
                format!("`{name}` does not declare what happens when its {} is deleted", parent(&reference)),
                match reference.place {
                    Place::Column(_) => {
                        let tenant = perhaps_tenant(table, &reference).unwrap_or_default();
                        format!("write `#[column(on_delete = restrict, why = \"...\")]`{others}{tenant}")
                    }
                    Place::Table => format!("add `on_delete = restrict, why = \"...\"`{others}"),
                },
            ),
            Some((Action::Nothing, tokens)) => diagnostics.broken(
                &RULE,
                reference.place,
                tokens,
                format!("`no_action` on `{name}` only defers the check of its {} to the end of the statement", parent(&reference)),
                format!("write `on_delete = restrict`{others}"),
            ),
            _ => {}
        }
    }
    table.columns.iter().for_each(|column| no_reference(column, diagnostics));
}

/// What to write if it is the tenant column of a table that forgot its tenant. Of a table above, the macro knows whether it is a root (rule P04).
fn perhaps_tenant(table: &Table, reference: &Reference<'_>) -> Option<String> {
    let (target, [column]) = (reference.target?, &reference.columns[..]) else { return None };
    let is_called_so = column.references.is_none() && column.name == tenant_column_name(target);
    let is_unknown = table.known.get(target).is_none() && !table.is_called(target);
    let may_be = is_called_so && is_unknown && !reference.is_optional() && matches!(table.tenancy, Tenancy::Global);
    let root = written(target);
    may_be.then(|| format!("; if `{root}` is the tenant root, write `tenant = {root}` in `#[table(..)]` in its place"))
}

/// A tenant column that is no reference is said by rule P01.
fn no_reference(column: &Column, diagnostics: &mut Diagnostics) {
    let on_delete = column.on_delete.as_ref().map(|(_, tokens)| ("on_delete", tokens.clone()));
    let declared = on_delete.or_else(|| column.reference_options.declared_option());
    let may_say_so = column.is_reference() || column.role == Role::Tenant || column.flawed;
    if let Some((key, tokens)) = declared.filter(|_| !may_say_so) {
        let message = format!("`{}` is not a foreign key, so it cannot have `{key}`", column.name);
        diagnostics.malformed("table", &tokens, message, format!("remove `{key}`, or write `Id<Other>`"));
    }
}

/// `category` for `category_id`
fn parent(reference: &Reference<'_>) -> String {
    match reference.columns[..] {
        [column] => column.name.strip_suffix("_id").unwrap_or(&column.name).to_owned(),
        _ => "row".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::rules::tests::codes;

    #[test]
    fn no_action_is_declared() {
        assert_eq!(
            codes(
                quote!(name = "plans"),
                quote!(
                    struct Plan {
                        id: Id<Plan>,
                        shop_id: Id<Shop>,
                    }
                )
            ),
            ["F02"]
        );
    }

    #[test]
    fn no_action_is_refused() {
        let table = quote!(
            struct Plan {
                id: Id<Plan>,
                #[column(on_delete = no_action, why = "x")]
                shop_id: Id<Shop>,
            }
        );
        assert_eq!(codes(quote!(name = "plans"), table), ["F02"]);
    }
}
