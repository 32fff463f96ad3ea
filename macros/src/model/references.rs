//! The references of a table: those of single columns and those over several.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Ident, Path, Type};

use super::{Action, Column, ForeignKey, Table};
use crate::diagnostics::Place;
use crate::parse::value::Text;

/// A reference of a table, however it is declared.
pub struct Reference<'table> {
    pub place: Place,
    pub columns: Vec<&'table Column>,
    pub target: Option<&'table Path>,
    pub on_delete: Option<&'table (Action, TokenStream)>,
    pub on_update: Option<&'table (Action, TokenStream)>,
    pub why: Option<&'table Text>,
    pub not_valid: Option<&'table TokenStream>,
    /// Whether the last column is a period, so that nothing but NO ACTION follows a delete.
    pub period: bool,
    pub not_enforced: Option<&'table TokenStream>,
    /// What stands for it in the source.
    pub at: TokenStream,
}

impl Reference<'_> {
    /// `category_id`; `country, number`
    pub fn name(&self) -> String {
        self.columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join(", ")
    }

    /// Whether a row can do without it: a NULL in any of its columns switches it off.
    pub fn is_optional(&self) -> bool {
        self.columns.iter().any(|column| column.shape.nullable)
    }
}

impl Table {
    /// Every reference: those of single columns in their order, then the others.
    pub fn references(&self) -> impl Iterator<Item = Reference<'_>> {
        let columns = self.columns.iter().enumerate().filter(|(_, column)| column.is_reference());
        let of_columns = columns.map(|(place, column)| Reference {
            place: Place::Column(place),
            target: column.referred(),
            on_delete: column.on_delete.as_ref(),
            on_update: column.reference_options.on_update.as_ref(),
            why: column.why.as_ref(),
            not_valid: column.reference_options.not_valid.as_ref(),
            period: false,
            not_enforced: column.reference_options.not_enforced.as_ref(),
            at: column.ident.to_token_stream(),
            columns: vec![column],
        });
        of_columns.chain(self.sound_foreign_keys().map(|key| Reference {
            place: Place::Table,
            columns: key.columns.iter().filter_map(|ident| self.column(ident)).map(|(_, column)| column).collect(),
            target: Some(&key.target.table),
            on_delete: key.on_delete.as_ref(),
            on_update: key.reference_options.on_update.as_ref(),
            why: key.why.as_ref(),
            not_valid: key.reference_options.not_valid.as_ref(),
            period: key.period.is_some(),
            not_enforced: key.reference_options.not_enforced.as_ref(),
            at: key.tokens.clone(),
        }))
    }

    /// The foreign keys that could be read and whose columns are all there; a column that is not is said by rule C09.
    pub fn sound_foreign_keys(&self) -> impl Iterator<Item = &ForeignKey> {
        let is_known = |column: &Ident| self.column(column).is_some();
        self.foreign_keys.iter().filter(move |key| !key.flawed && key.columns.iter().all(is_known))
    }
}

impl Column {
    /// The table referred to, by its path.
    pub fn referred(&self) -> Option<&Path> {
        let by_type = || match self.shape.target() {
            Some(Type::Path(path)) => Some(&path.path),
            _ => None,
        };
        self.references.as_ref().map(|target| &target.table).or_else(by_type)
    }
}
