//! N03 name_length: no name over 63 bytes.
//!
//! PostgreSQL cuts longer ones in silence: two of them become one name, and IF NOT EXISTS skips the second. Generated names are shortened with a
//! hash, written ones are refused.

use super::Decided;
use syn::Ident;

use crate::parse::value::Text;
use crate::diagnostics::{Diagnostics, Place, Rule};
use crate::model::{Table, Tenancy, tenant_column_name};
/// The rule.
pub const RULE: Rule = Rule { code: "N03", name: "name_length", waivable: false };
/// How it is decided.
pub const DECIDED: Decided = Decided::Tokens(check);

fn check(table: &Table, diagnostics: &mut Diagnostics) {
    table.schema.iter().chain([&table.name]).for_each(|name| refuse(name, diagnostics));
    if matches!(table.tenancy, Tenancy::Root { .. }) {
        refuse_setting(&table.ident, diagnostics);
    }
    if let Some(search) = &table.search {
        refuse(&search.column, diagnostics);
    }
    for child in table.partition.iter().flat_map(|partition| &partition.children) {
        refuse(&child.name, diagnostics);
    }
    table.part_names().for_each(|name| refuse(name, diagnostics));
    for column in &table.columns {
        refuse(&column.written_name(), diagnostics);
        let of_sequence = column.sequence.iter().filter_map(|sequence| sequence.name.as_ref());
        of_sequence.chain(&column.reference_options.name).for_each(|name| refuse(name, diagnostics));
    }
}

/// The setting that holds the tenant is named after the root.
fn refuse_setting(root: &Ident, diagnostics: &mut Diagnostics) {
    let setting = format!("peristyle.{}", tenant_column_name(&root.clone().into()));
    if setting.len() > 63 {
        let message = format!("the setting `{setting}` has {} bytes, more than 63", setting.len());
        let help = format!("give `{root}` a shorter name");
        diagnostics.broken(&RULE, Place::Table, root, message, help);
    }
}

/// Refuses a name that is empty or too long; enums are held to it as well.
pub fn refuse(name: &Text, diagnostics: &mut Diagnostics) {
    if name.value.is_empty() {
        let (message, help) = ("the name is empty".to_owned(), "write a name".to_owned());
        diagnostics.broken(&RULE, Place::Table, &name.tokens, message, help);
    }
    refuse_long(name, diagnostics);
}

/// Refuses a label that is too long; it may be empty.
pub fn refuse_long(name: &Text, diagnostics: &mut Diagnostics) {
    let length = name.value.len();
    if length > 63 {
        let message = format!("the name `{}` has {length} bytes, more than 63", name.value);
        diagnostics.broken(&RULE, Place::Table, &name.tokens, message, "write a shorter name".to_owned());
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::rules::tests::codes;

    #[test]
    fn a_root_whose_setting_would_be_cut() {
        for (letters, found) in [(50, 0), (51, 1)] {
            let root = quote::format_ident!("A{}", "a".repeat(letters - 1));
            let table = quote!(struct #root { id: Id<#root> });
            assert_eq!(codes(quote!(name = "roots", tenant_root), table).len(), found, "{letters}");
        }
    }

    #[test]
    fn a_name_that_would_be_cut() {
        let long = "a".repeat(64);
        assert_eq!(
            codes(
                quote!(name = #long),
                quote!(
                    struct Plan {
                        id: Id<Plan>,
                    }
                )
            ),
            ["N03"]
        );
        let fits = "a".repeat(63);
        assert!(
            codes(
                quote!(name = #fits),
                quote!(
                    struct Plan {
                        id: Id<Plan>,
                    }
                )
            )
            .is_empty()
        );
    }
}
