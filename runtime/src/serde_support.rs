//! The serde support of generated types.

/// Deserializes a value that is present, NULL included. The default of the field is for an absent key.
///
/// # Errors
///
/// The value is not a `T`.
#[cfg(feature = "serde")]
pub fn given<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: serde::Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}

/// Deserializes an enum from its label.
///
/// # Errors
///
/// The value is not a label of the enum.
#[cfg(feature = "serde")]
pub fn enum_from<'de, D, E>(deserializer: D) -> Result<E, D::Error>
where
    D: serde::Deserializer<'de>,
    E: crate::PgEnum,
{
    struct Label<E>(std::marker::PhantomData<E>);

    impl<E: crate::PgEnum> serde::de::Visitor<'_> for Label<E> {
        type Value = E;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            write!(f, "a label of {}", E::ENUM.name)
        }

        fn visit_str<F: serde::de::Error>(self, label: &str) -> Result<E, F> {
            E::from_label(label).ok_or_else(|| F::unknown_variant(label, E::ENUM.labels))
        }
    }

    deserializer.deserialize_str(Label(std::marker::PhantomData))
}

/// Reports the missing feature.
#[cfg(not(feature = "serde"))]
pub fn given<D: FeatureSerde, T, E>(deserializer: D) -> Result<Option<T>, E> {
    deserializer.missing()
}

/// No type implements it.
#[cfg(not(feature = "serde"))]
#[diagnostic::on_unimplemented(
    message = "a generated type that derives `Deserialize` needs the feature `serde` of peristyle",
    label = "without it, NULL cannot be distinguished from an absent key",
    note = "add `features = [\"serde\"]` to peristyle in Cargo.toml"
)]
pub trait FeatureSerde {
    /// Never called.
    fn missing<T>(self) -> T;
}
