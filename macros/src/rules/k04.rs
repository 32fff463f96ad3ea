//! K04 junction: a composite key only through `junction(...)`, over two or more references.
//!
//! A junction says which rows belong together; any other composite key is a unique beside an `id`.

use super::Decided;
use crate::diagnostics::{Diagnostics, Place, Rule};
use crate::model::{Key, Table};
/// The rule.
pub const RULE: Rule = Rule { code: "K04", name: "junction", waivable: true };
/// How it is decided.
pub const DECIDED: Decided = Decided::Tokens(check);

fn check(table: &Table, diagnostics: &mut Diagnostics) {
    if let Key::Composite { tokens, .. } = &table.key {
        let message = format!("the primary key of `{}` has several columns, but the table is not a `junction(..)`", table.ident);
        let help = "write `id` and a `unique(..)`, or `junction(a_id, b_id)` over foreign keys";
        diagnostics.broken(&RULE, Place::Table, tokens, message, help.to_owned());
    }
    let Key::Junction { columns, tokens } = &table.key else { return };
    if columns.len() < 2 {
        diagnostics.broken(
            &RULE,
            Place::Table,
            tokens,
            format!("the junction `{}` has fewer than two foreign keys", table.ident),
            "write `junction(a_id, b_id)`, or `id` and a `unique(..)`".to_owned(),
        );
    }
    for place in columns {
        let column = &table.columns[*place];
        if !column.is_reference() || column.shape.nullable {
            diagnostics.broken(
                &RULE,
                Place::Table,
                &column.ty,
                format!("`{}` is part of the primary key of a junction, but not a required foreign key", column.name),
                format!("write `{}: Id<Other>`, or `id` and a `unique(..)`", column.name),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::rules::tests::codes;

    #[test]
    fn one_reference_is_no_junction() {
        let table = quote!(
            struct Enrolment {
                #[column(on_delete = cascade, why = "x")]
                student_id: Id<Student>,
            }
        );
        assert_eq!(codes(quote!(name = "enrolments", junction(student_id)), table), ["K04"]);
    }

    #[test]
    fn a_text_is_no_part_of_a_junction() {
        let table = quote!(
            struct Tagging {
                #[column(on_delete = cascade, why = "x")]
                post_id: Id<Post>,
                tag: String,
            }
        );
        assert_eq!(codes(quote!(name = "taggings", junction(post_id, tag)), table), ["K04"]);
    }
}
