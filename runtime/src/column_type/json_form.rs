/// The form of the values of a type in JSON, as serde writes and reads them.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub enum JsonForm {
    /// Nothing is known: a document, or a type whose features or attributes decide.
    Any,
    /// `true`
    Boolean,
    /// An integer of two bytes.
    Int16,
    /// An integer of four bytes.
    Int32,
    /// An integer of eight bytes.
    Int64,
    /// A number, which is rounded to four bytes.
    Float,
    /// A number of eight bytes.
    Double,
    /// A decimal as text; a number is read too.
    Decimal,
    /// A decimal as text.
    DecimalText,
    /// A text.
    Text,
    /// An array of bytes.
    Bytes,
    /// A UUID.
    Uuid,
    /// A UUID of version 7.
    Id,
    /// An instant, as RFC 3339 writes it.
    Instant,
    /// The same without an offset.
    LocalInstant,
    /// A day.
    Date,
    /// A time of day without an offset.
    Time,
    /// An interval, as ISO 8601 writes it.
    Interval,
    /// A range with such bounds, as PostgreSQL writes it.
    Range(&'static JsonForm),
    /// An IP address.
    Address,
    /// One of these labels.
    Labels(&'static [&'static str]),
    /// The field of a newtype, whose own schema may say more.
    Newtype(&'static JsonForm),
    /// An array.
    Array(&'static JsonForm),
}

#[cfg(any(feature = "schemars", feature = "utoipa"))]
impl JsonForm {
    /// The form of the value of a newtype.
    pub(crate) fn inner(self) -> Self {
        match self {
            Self::Newtype(inner) => inner.inner(),
            other => other,
        }
    }

    /// Whether the schema that the type has of its own says more.
    pub(crate) fn is_of_user(self) -> bool {
        match self {
            Self::Any | Self::Labels(_) | Self::Newtype(_) => true,
            Self::Array(element) => element.is_of_user(),
            _ => false,
        }
    }
}
