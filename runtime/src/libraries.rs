//! The traits of other libraries for generated types: schemas, validation. Generated code calls these, and the features of
//! this crate decide what they expand to.

/// Implements the traits of the libraries for the types of a table. Without the features it expands to nothing.
#[cfg(any(feature = "garde", feature = "schemars", feature = "utoipa"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __on_libraries {
    ($row:ident $(($view:ident $ty:ident $($library:ident)*))* [$($own:tt)*] [$($names:tt)*] [$($checks:tt)*]) => {
        $crate::__described!($row [$($own)*] [$($names)*] [$($checks)*]);
        $($($crate::__on_library!($library $view $row $ty);)*)*
    };
}

#[cfg(not(any(feature = "garde", feature = "schemars", feature = "utoipa")))]
#[doc(hidden)]
#[macro_export]
macro_rules! __on_libraries {
    ($($any:tt)*) => {};
}

/// What schemas are made of, beside the definition.
#[cfg(any(feature = "schemars", feature = "utoipa"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __described {
    (
        $row:ident
        [$($own:literal $column:ty,)*]
        [$denies:literal $($named:literal $read:literal $written:literal $field:ident,)*]
        [$($checked:literal $of_insert:literal $of_update:literal $rule:expr,)*]
    ) => {
        impl $crate::__v0::json_schema::Described for $row {
            const OWN: &'static [$crate::__v0::json_schema::Own] = {
                use $crate::__v0::json_schema::NoSchema as _;
                &[$($crate::__v0::json_schema::Own {
                    place: $own,
                    schemars: $crate::__v0::json_schema::OwnSchema::<$column>::SCHEMARS,
                    utoipa: $crate::__v0::json_schema::OwnSchema::<$column>::UTOIPA,
                },)*]
            };
            const NAMES: &'static [$crate::__v0::json_schema::Name] = &[$($crate::__v0::json_schema::Name {
                place: $named,
                read: $read,
                written: $written,
                field: $crate::__v0::json_schema::Field::$field,
            },)*];
            const DENIES_UNKNOWN: bool = $denies;
            const CHECKS: &'static [$crate::__v0::json_schema::Check] = {
                use $crate::__v0::json_schema::{Compared::*, Literal::*, Rule::*};
                &[$($crate::__v0::json_schema::Check {
                    place: $checked,
                    of_insert: $of_insert,
                    of_update: $of_update,
                    rule: $rule,
                },)*]
            };
        }
    };
}

#[cfg(not(any(feature = "schemars", feature = "utoipa")))]
#[doc(hidden)]
#[macro_export]
macro_rules! __described {
    ($($any:tt)*) => {};
}

/// One type and one library.
#[cfg(any(feature = "garde", feature = "schemars", feature = "utoipa"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __on_library {
    (schemars $view:ident $row:ident $ty:ident) => {
        $crate::__schema_of_schemars!($ty, |generator| {
            $crate::__v0::json_schema::schemars::<$row>(generator, $crate::__v0::json_schema::View::$view)
        });
    };
    (utoipa $view:ident $row:ident $ty:ident) => {
        $crate::__schema_of_utoipa!(
            $ty,
            $crate::__v0::json_schema::utoipa::<$row>($crate::__v0::json_schema::View::$view),
            $crate::__v0::json_schema::utoipa_collect::<$row>
        );
    };
    (garde Row $row:ident $ty:ident) => {};
    (garde $view:ident $row:ident $ty:ident) => {
        $crate::__validate_of_garde!($ty);
    };
}

#[cfg(feature = "garde")]
#[doc(hidden)]
#[macro_export]
macro_rules! __validate_of_garde {
    ($ty:ident) => {
        impl $crate::__v0::garde::Validate for $ty {
            type Context = ();
            fn validate_into(
                &self,
                _: &(),
                parent: &mut dyn ::core::ops::FnMut() -> $crate::__v0::garde::Path,
                report: &mut $crate::__v0::garde::Report,
            ) {
                $crate::__v0::garde::report($ty::validate(self), parent, report);
            }
        }
    };
}

#[cfg(not(feature = "garde"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __validate_of_garde {
    ($($any:tt)*) => {};
}

/// The schemas of an enum with `#[pg_enum(serde)]`.
#[doc(hidden)]
#[macro_export]
macro_rules! __pg_enum_schemas {
    ($ty:ident) => {
        $crate::__schema_of_schemars!($ty, |_generator| {
            let definition = <$ty as $crate::PgEnum>::ENUM;
            $crate::__v0::json_schema::schemars_labels(definition.doc, definition.labels)
        });
        $crate::__schema_of_utoipa!(
            $ty,
            {
                let definition = <$ty as $crate::PgEnum>::ENUM;
                $crate::__v0::json_schema::utoipa_labels(definition.doc, definition.labels)
            },
            ::core::mem::drop
        );
    };
}

#[cfg(feature = "schemars")]
#[doc(hidden)]
#[macro_export]
macro_rules! __schema_of_schemars {
    ($ty:ident, |$generator:ident| $schema:expr) => {
        impl $crate::__v0::schemars::JsonSchema for $ty {
            fn schema_name() -> $crate::__v0::schemars::Name {
                $crate::__v0::schemars::Name::Borrowed(::core::stringify!($ty))
            }
            fn schema_id() -> $crate::__v0::schemars::Name {
                $crate::__v0::schemars::Name::Borrowed(::core::concat!(
                    ::core::module_path!(),
                    "::",
                    ::core::stringify!($ty)
                ))
            }
            fn json_schema($generator: &mut $crate::__v0::schemars::SchemaGenerator) -> $crate::__v0::schemars::Schema {
                $schema
            }
        }
    };
}

#[cfg(not(feature = "schemars"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __schema_of_schemars {
    ($($any:tt)*) => {};
}

#[cfg(feature = "utoipa")]
#[doc(hidden)]
#[macro_export]
macro_rules! __schema_of_utoipa {
    ($ty:ident, $schema:expr, $collect:expr) => {
        impl $crate::__v0::utoipa::ComposeSchema for $ty {
            fn compose(_: $crate::__v0::Vec<$crate::__v0::utoipa::RefOrSchema>) -> $crate::__v0::utoipa::RefOrSchema {
                $schema
            }
        }
        impl $crate::__v0::utoipa::ToSchema for $ty {
            fn name() -> $crate::__v0::utoipa::Name {
                $crate::__v0::utoipa::Name::Borrowed(::core::stringify!($ty))
            }
            fn schemas(components: &mut $crate::__v0::Vec<($crate::__v0::String, $crate::__v0::utoipa::RefOrSchema)>) {
                $collect(components);
            }
        }
    };
}

#[cfg(not(feature = "utoipa"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __schema_of_utoipa {
    ($($any:tt)*) => {};
}
