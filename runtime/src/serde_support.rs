//! What the generated types ask of serde.

/// A value that was given, NULL included; the field has a default for where nothing was.
///
/// # Errors
///
/// The value is no `T`.
#[cfg(feature = "serde")]
pub fn given<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: serde::Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}

/// Says which feature is missing.
#[cfg(not(feature = "serde"))]
pub fn given<D: FeatureSerde, T, E>(deserializer: D) -> Result<Option<T>, E> {
    deserializer.missing()
}

/// Of no type.
#[cfg(not(feature = "serde"))]
#[diagnostic::on_unimplemented(
    message = "a generated type that derives `Deserialize` needs the feature `serde` of peristyle",
    label = "without it NULL cannot be told from what is left out",
    note = "write `features = [\"serde\"]` behind peristyle in Cargo.toml"
)]
pub trait FeatureSerde {
    /// Never called.
    fn missing<T>(self) -> T;
}
