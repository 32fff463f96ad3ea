//! A table with many checks, each told by its name.

use peristyle::query::Insert;
use peristyle::{Global, Limit, Table, ValidationError};

use super::generator::Generator;

/// A table whose checks are compared.
pub trait Subject: Table<Scope = Global> {
    /// A random row, and what Rust says of it.
    fn sample(place: i32, generator: &mut Generator) -> (Insert<Self>, RustResult);
}

/// What Rust says of a row.
pub struct RustResult {
    pub row: String,
    /// The checks that the insert reports.
    pub insert: Vec<String>,
    /// The checks that an update reports which sets every column to the same values.
    pub update: Vec<String>,
    /// The checks that an update reports which sets some columns, and these.
    pub part: Vec<String>,
    pub set: Vec<&'static str>,
}

/// The messages are the names of the checks.
pub fn broken(validated: Result<(), ValidationError>) -> Vec<String> {
    let violations = validated.err().map(|error| error.violations).unwrap_or_default();
    let checks = violations.into_iter().filter(|violation| violation.limit == Limit::Check);
    checks.map(|violation| violation.message).collect()
}

/// A name as it is in the database.
pub fn plain(name: &'static str) -> &'static str {
    name.strip_prefix("r#").unwrap_or(name)
}

/// Writes the table. A predicate is one of an index, and in two checks: that it is so, and that it is not.
macro_rules! subject {
    (
        $(#[$documentation:meta])*
        $table:ident, $insert:ident, $update:ident, $name:literal;
        required { $($(#[$required_attribute:meta])* $required:ident: $required_type:ty,)* }
        optional { $($(#[$optional_attribute:meta])* $optional:ident: $optional_type:ty,)* }
        $(predicates { $($index:literal, $so:literal, $not_so:literal: ($($predicate:tt)+),)* })?
        checks { $($check:literal: ($($condition:tt)+),)* }
    ) => {
        $(#[$documentation])*
        #[table(
            name = $name,
            $($(
                index(place, name = $index, only($($predicate)+)),
                check($($predicate)+, name = $so, message = $so),
                check(!($($predicate)+), name = $not_so, message = $not_so),
            )*)?
            $(check($($condition)+, name = $check, message = $check),)*
        )]
        pub struct $table {
            pub id: Id<$table>,
            pub place: i32,
            $($(#[$required_attribute])* pub $required: $required_type,)*
            $($(#[$optional_attribute])* pub $optional: $optional_type,)*
        }

        impl Subject for $table {
            fn sample(place: i32, generator: &mut Generator) -> (Insert<Self>, RustResult) {
                $(let $required = <$required_type>::draw(generator);)*
                $(let $optional = <$optional_type>::draw(generator);)*
                let draft = $insert::new(place, $(Clone::clone(&$required)),*)$(.$optional(Clone::clone(&$optional)))*;
                let whole = $update::new()
                    $(.$required(Clone::clone(&$required)))*
                    $(.$optional(Clone::clone(&$optional)))*;
                let (mut part, mut set) = ($update::new(), Vec::new());
                $(if generator.below(2) > 0 {
                    part = part.$required($required);
                    set.push(plain(stringify!($required)));
                })*
                $(if generator.below(2) > 0 {
                    part = part.$optional($optional);
                    set.push(plain(stringify!($optional)));
                })*
                let results = RustResult {
                    row: format!("{draft:?}"),
                    insert: broken(draft.validate()),
                    update: broken(whole.validate()),
                    part: broken(part.validate()),
                    set,
                };
                ($table::insert(draft), results)
            }
        }
    };
}

pub(crate) use subject;
