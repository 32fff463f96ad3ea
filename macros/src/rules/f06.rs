//! F06 cascade_into_kept: no foreign key that deletes or changes rows of an append-only table, or deletes rows whose numbers have no gaps.
//!
//! PostgreSQL would have to do it past the trigger that refuses every change (rule T04): one of the two would be a lie.

use proc_macro2::TokenStream;

use super::Decided;
use crate::diagnostics::{Diagnostics, Rule};
use crate::model::{Action, Reference, Table, written};
/// The rule.
pub const RULE: Rule = Rule { code: "F06", name: "cascade_into_kept", waivable: false };
/// How it is decided.
pub const DECIDED: Decided = Decided::Tokens(check);

fn check(table: &Table, diagnostics: &mut Diagnostics) {
    for reference in table.references().filter(|_| table.keeps_rows()) {
        if !table.append_only {
            if let Some((Action::Cascade, tokens)) = reference.on_delete {
                let help = "write `on_delete = restrict`, or remove `no_gaps`".to_owned();
                refuse(table, &reference, ("deletes", tokens), help, diagnostics);
            }
            continue;
        }
        if let Some((action, tokens)) = reference.on_delete.filter(|(action, _)| acts(*action)) {
            let verb = if *action == Action::Cascade { "deletes" } else { "changes" };
            let help = "write `on_delete = restrict`";
            refuse(table, &reference, (verb, tokens), help.to_owned(), diagnostics);
        }
        if let Some((_, tokens)) = reference.on_update.filter(|(action, _)| acts(*action)) {
            let help = format!("remove `{}`, or write `on_update = restrict`", written(tokens));
            refuse(table, &reference, ("changes", tokens), help, diagnostics);
        }
    }
}

/// Whether PostgreSQL writes to the referencing row.
const fn acts(action: Action) -> bool {
    matches!(action, Action::Cascade | Action::SetNull)
}

fn refuse(
    table: &Table,
    reference: &Reference<'_>,
    (verb, tokens): (&str, &TokenStream),
    help: String,
    diagnostics: &mut Diagnostics,
) {
    let (ident, name, option) = (&table.ident, reference.name(), written(tokens));
    let kept = if table.append_only { "is append-only" } else { "has numbers without gaps" };
    let message = format!("`{ident}` {kept}, but `{option}` on `{name}` {verb} its rows");
    diagnostics.broken(&RULE, reference.place, tokens, message, help);
}

#[cfg(test)]
mod tests {
    use proc_macro2::TokenStream;
    use quote::quote;

    use crate::rules::tests::codes;

    fn of_account(attribute: TokenStream) -> Vec<String> {
        let table = quote!(
            struct Entry {
                id: Id<Entry>,
                #[column(#attribute, why = "x")]
                account_id: Option<Id<Account>>,
            }
        );
        codes(quote!(name = "entries", append_only), table)
    }

    #[test]
    fn what_would_write_to_a_ledger() {
        assert_eq!(of_account(quote!(on_delete = cascade)), ["F06"]);
        assert_eq!(of_account(quote!(on_delete = set_null)), ["F06"]);
        assert_eq!(of_account(quote!(on_delete = restrict, on_update = cascade)), ["F06"]);
        assert_eq!(of_account(quote!(on_delete = set_null, on_update = set_null)), ["F06", "F06"]);
    }

    #[test]
    fn what_would_leave_a_gap_in_the_numbers() {
        let of_customer = |attribute: TokenStream| {
            let table = quote!(
                struct Invoice {
                    id: Id<Invoice>,
                    organization_id: Id<Organization>,
                    #[column(number_per_tenant(no_gaps))]
                    number: i64,
                    #[column(#attribute, why = "x")]
                    customer_id: Option<Id<Customer>>,
                }
            );
            codes(quote!(name = "org_invoices", tenant = Organization), table)
        };
        assert_eq!(of_customer(quote!(on_delete = cascade)), ["F06"]);
        assert!(of_customer(quote!(on_delete = set_null)).is_empty());
    }

    #[test]
    fn what_only_refuses() {
        assert!(of_account(quote!(on_delete = restrict)).is_empty());
        assert!(of_account(quote!(on_delete = restrict, on_update = restrict)).is_empty());
    }
}
