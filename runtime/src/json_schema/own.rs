//! What generated code passes on about a table, and whether the type of a column has a schema of its own.

use std::marker::PhantomData;

use super::rule::Rule;
use crate::Table;

/// The schema of a type, from schemars.
#[cfg(feature = "schemars")]
pub type OfSchemars = Option<fn(&mut schemars::SchemaGenerator) -> schemars::Schema>;
/// Nothing: the feature is off.
#[cfg(not(feature = "schemars"))]
pub type OfSchemars = Option<std::convert::Infallible>;
/// The schema of a type and those it refers to, from utoipa.
#[cfg(feature = "utoipa")]
pub type OfUtoipa = Option<super::with_utoipa::Own>;
/// Nothing: the feature is off.
#[cfg(not(feature = "utoipa"))]
pub type OfUtoipa = Option<std::convert::Infallible>;

/// The schemas of a type, if it implements the traits of the libraries. [`NoSchema`] has the values for all other types.
#[derive(Debug)]
pub struct OwnSchema<T: ?Sized>(PhantomData<T>);

/// The value for all other types: the compiler prefers the inherent constant to the one of a trait.
pub trait NoSchema {
    /// None.
    const SCHEMARS: OfSchemars = None;
    /// None.
    const UTOIPA: OfUtoipa = None;
}

impl<T: ?Sized> NoSchema for OwnSchema<T> {}

#[cfg(feature = "schemars")]
impl<T: schemars::JsonSchema> OwnSchema<T> {
    /// Of the type.
    pub const SCHEMARS: OfSchemars = Some(schemars::SchemaGenerator::subschema_for::<T>);
}

#[cfg(feature = "utoipa")]
impl<T: utoipa::ToSchema> OwnSchema<T> {
    /// Of the type.
    pub const UTOIPA: OfUtoipa = Some(super::with_utoipa::Own::of::<T>());
}

/// A table whose types have schemas.
pub trait Described: Table {
    /// The columns whose types may have a schema of their own.
    const OWN: &'static [Own];
    /// The columns with another name in JSON.
    const NAMES: &'static [Name];
    /// Whether an insert or an update with another field is refused.
    const DENIES_UNKNOWN: bool;
    /// The checks over one column.
    const CHECKS: &'static [Check];
}

/// The schemas of the type of a column.
#[derive(Debug, Clone, Copy)]
pub struct Own {
    /// The column.
    pub place: usize,
    /// Of schemars.
    pub schemars: OfSchemars,
    /// Of utoipa.
    pub utoipa: OfUtoipa,
}

/// The name of a column in JSON.
#[derive(Debug, Clone, Copy)]
pub struct Name {
    /// The column.
    pub place: usize,
    /// In an insert or an update, which is read.
    pub read: &'static str,
    /// In a row, which is written.
    pub written: &'static str,
    /// How the value is written.
    pub field: Field,
}

/// How serde writes the field of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// As its type.
    Plain,
    /// By a function of the user.
    Custom,
    /// Not always.
    Optional,
    /// Not.
    Skipped,
}

/// A check over one column.
#[derive(Debug, Clone, Copy)]
pub struct Check {
    /// The column.
    pub place: usize,
    /// Whether `validate()` of an insert decides it.
    pub of_insert: bool,
    /// Whether `validate()` of an update decides it.
    pub of_update: bool,
    /// The check.
    pub rule: Rule,
}
