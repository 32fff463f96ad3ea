//! `Id<T>`: the typed key of a table.

use std::cmp::Ordering;
use std::error::Error;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

use uuid::{Uuid, Variant, Version};

/// The key of a row of `T`: a UUIDv7 that the application makes (rules K01 to K03).
///
/// An `Id<Category>` in another table *is* the reference to `Category`. Ids are ordered by the time they were made; those that one process makes
/// are strictly ordered, also within a millisecond and across threads.
///
/// There is no other way to a new id than [`Id::generate`]: no `Default`, no random UUIDv4. What comes from outside (`TryFrom<Uuid>`, `FromStr`,
/// serde) must be a version 7. What comes from the database is taken as it stands.
///
/// ```
/// use peristyle::Id;
/// # struct Product;
/// let first: Id<Product> = Id::generate();
/// let second = Id::generate();
/// assert!(first < second);
/// assert_eq!(first.to_string().parse(), Ok(first));
/// ```
pub struct Id<T: ?Sized> {
    uuid: Uuid,
    table: PhantomData<fn() -> T>,
}

impl<T: ?Sized> Id<T> {
    /// Makes a new id, greater than every id this process has made before.
    #[must_use]
    pub fn generate() -> Self {
        Self::stored(Uuid::now_v7())
    }

    /// The plain UUID, for other libraries.
    #[must_use]
    pub const fn uuid(self) -> Uuid {
        self.uuid
    }

    /// An id as the database holds it, of any version: an older table may hold others (waiver of K02).
    #[doc(hidden)]
    #[must_use]
    pub const fn stored(uuid: Uuid) -> Self {
        Self { uuid, table: PhantomData }
    }
}

/// A UUID from outside is not a version 7, or not a UUID at all.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum IdError {
    /// The text is not a UUID.
    Malformed(uuid::Error),
    /// A UUID of another version (rule K02); the number is 0 where the UUID states none.
    Version(usize),
}

impl fmt::Display for IdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(error) => write!(f, "an id is a UUID of version 7: {error}"),
            Self::Version(found) => {
                write!(f, "an id is a UUID of version 7, this is version {found}")
            }
        }
    }
}

impl Error for IdError {}

impl<T: ?Sized> TryFrom<Uuid> for Id<T> {
    type Error = IdError;

    fn try_from(uuid: Uuid) -> Result<Self, IdError> {
        match (uuid.get_variant(), uuid.get_version()) {
            (Variant::RFC4122, Some(Version::SortRand)) => Ok(Self::stored(uuid)),
            (Variant::RFC4122, _) => Err(IdError::Version(uuid.get_version_num())),
            _ => Err(IdError::Version(0)),
        }
    }
}

impl<T: ?Sized> FromStr for Id<T> {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        text.parse::<Uuid>().map_err(IdError::Malformed)?.try_into()
    }
}

impl<T: ?Sized> From<Id<T>> for Uuid {
    fn from(id: Id<T>) -> Self {
        id.uuid
    }
}

// By hand, since derives would ask the same of `T`.
impl<T: ?Sized> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: ?Sized> Copy for Id<T> {}

impl<T: ?Sized> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.uuid == other.uuid
    }
}

impl<T: ?Sized> Eq for Id<T> {}

impl<T: ?Sized> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T: ?Sized> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.uuid.cmp(&other.uuid)
    }
}

impl<T: ?Sized> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.uuid.hash(state);
    }
}

impl<T: ?Sized> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.uuid.fmt(f)
    }
}

impl<T: ?Sized> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Id({})", self.uuid)
    }
}

#[cfg(feature = "serde")]
mod with_serde {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use uuid::Uuid;

    use super::Id;

    impl<T: ?Sized> Serialize for Id<T> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            self.uuid.serialize(serializer)
        }
    }

    impl<'de, T: ?Sized> Deserialize<'de> for Id<T> {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            Uuid::deserialize(deserializer)?.try_into().map_err(D::Error::custom)
        }
    }
}
