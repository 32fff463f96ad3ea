//! What a table needs so that its versions can be kept: `history`.

use quote::ToTokens;
use syn::Ident;
use syn::ext::IdentExt;

use super::column::Column;
use crate::diagnostics::Diagnostics;

/// The columns that the table of the versions has beside those of the table.
const ADDED: [&str; 3] = ["version_from", "version_until", "version_changed_by"];

/// What the rules look at in a table with the key.
pub struct Kept<'table> {
    pub ident: &'table Ident,
    pub append_only: bool,
    pub has_key: bool,
    /// The key that gives it policies of the user.
    pub own_policies: Option<&'static str>,
    pub columns: &'table [Column],
    pub retired: &'table [Column],
}

/// Checks a table with the key.
pub fn check(table: &Kept<'_>, at: &dyn ToTokens, diagnostics: &mut Diagnostics) {
    let ident = table.ident;
    let mut refuse = |at: &dyn ToTokens, message: String, help: &str| diagnostics.malformed("table", at, message, help);
    if table.append_only {
        let message = format!("the rows of `{ident}` never change, so `history` has no effect");
        refuse(at, message, "remove `history`, or `append_only`");
    } else if !table.has_key {
        let message = format!("`{ident}` has no primary key, so its versions belong to no row");
        refuse(at, message, "remove `history`, or declare a primary key");
    } else if let Some(key) = table.own_policies {
        let message = format!("the policies of `{ident}` are SQL of yours, and its history would have none");
        refuse(at, message, &format!("remove `history`, or `{key}`"));
    } else if let Some(message) = without_time(table) {
        refuse(at, message, "remove `history`, or let the database set an `updated_at` of type `timestamptz`");
    }
    for column in table.columns.iter().chain(table.retired) {
        if ADDED.contains(&column.stored_name()) {
            let message = format!("`{}` is a column that `history` adds to the versions", column.stored_name());
            refuse(&column.ident, message, "give it another name in the database: `#[column(name = \"..\")]`");
        }
    }
}

/// Why the time at which a row got its values is not known. The rows of a junction without other columns are only inserted
/// and deleted, so that `created_at` is this time.
fn without_time(table: &Kept<'_>) -> Option<String> {
    let ident = table.ident;
    let timestamp = |name: &str| {
        let is_it = |column: &&Column| column.ident.unraw() == name && column.set_by_application.is_none();
        table.columns.iter().find(is_it)
    };
    match timestamp("updated_at") {
        Some(column) if column.no_trigger.is_some() => {
            Some(format!("`updated_at` of `{ident}` has `no_trigger`, so the time of a change is not known"))
        }
        // A change has to move it forward.
        Some(column) if column.declared_type.is_some() => Some(format!(
            "`updated_at` of `{ident}` has another type than `timestamptz`, so two changes may have one time"
        )),
        Some(_) => None,
        None if timestamp("created_at").is_some() && !table.columns.iter().any(Column::is_changeable) => None,
        None => {
            Some(format!("`{ident}` has no `updated_at` that the database sets, so the time of a change is not known"))
        }
    }
}
