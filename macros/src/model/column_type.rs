use proc_macro2::TokenStream;
use syn::{Ident, Type};

use super::type_name::TypeName;
use super::{Kind, Shape};
use crate::diagnostics::Diagnostics;
use crate::parse;
use crate::parse::value;

/// A newtype that is a type of columns.
pub struct ColumnType {
    pub ident: Ident,
    /// The path of the module that generated code refers to.
    pub runtime: TokenStream,
    /// The type of its field.
    pub inner: Type,
    /// `sql_type = "citext"`
    pub sql_type: Option<TypeName>,
    /// `text`: the field travels as the text that it is displayed as.
    pub text: bool,
    /// `try_from`: a value that is read is made by `TryFrom`.
    pub try_from: bool,
    /// The keys of `#[column_type]` as they were written.
    pub keys: Vec<Ident>,
}

impl ColumnType {
    /// Understands a newtype.
    pub fn of(input: parse::ColumnType, diagnostics: &mut Diagnostics) -> Self {
        let arguments = input.arguments;
        refuse_null_and_references(&input.ident, &input.inner, diagnostics);
        let sql_type =
            arguments.sql_type.as_ref().and_then(|raw| TypeName::of(raw, "ColumnType", "citext", diagnostics));
        Self {
            runtime: value::runtime(arguments.runtime.as_ref(), diagnostics),
            sql_type: sql_type.map(|(name, _)| name),
            text: value::flag(arguments.text.as_ref(), diagnostics),
            try_from: value::flag(arguments.try_from.as_ref(), diagnostics),
            keys: arguments.written,
            ident: input.ident,
            inner: input.inner,
        }
    }
}

/// Rules read from the tokens of a table what may be NULL and what is a reference. The compiler asserts the same of an alias.
fn refuse_null_and_references(ident: &Ident, inner: &Type, diagnostics: &mut Diagnostics) {
    let shape = Shape::of(inner);
    if shape.nullable {
        let help = format!("write `Option<{ident}>` in the table");
        diagnostics.malformed(
            "ColumnType",
            inner,
            format!("`{ident}` hides an `Option`, and with it which columns are nullable"),
            help,
        );
    }
    if matches!(shape.kind, Kind::Id(_)) {
        let help = "write the `Id` in the table, with `on_delete`";
        diagnostics.malformed("ColumnType", inner, format!("`{ident}` hides a foreign key"), help);
    }
}
