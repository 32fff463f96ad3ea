//! `Id<T>`: the typed primary key of a table.

use std::cmp::Ordering;
use std::error::Error;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

use uuid::{Uuid, Variant, Version};

/// The primary key of a row of `T`: a UUIDv7 that the application generates (rules K01 to K03).
///
/// An `Id<Category>` in another table *is* the foreign key to `Category`. Ids are ordered by the time of their
/// generation. The ids of one process are strictly ordered, also within a millisecond and across threads.
///
/// [`Id::generate`] is the only way to create a new id: there is no `Default` and no random UUIDv4. External values
/// (`TryFrom<Uuid>`, `FromStr`, serde) must be UUIDs of version 7. A value from the database may have any version, and
/// only reading a row creates such an id: a statement cannot write one that was never read.
///
/// ```compile_fail,E0624
/// # struct Product;
/// let id: peristyle::Id<Product> = peristyle::Id::stored(uuid::Uuid::nil());
/// ```
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
    /// Generates a new id, greater than all ids that this process generated before.
    #[must_use]
    pub fn generate() -> Self {
        Self::stored(Uuid::now_v7())
    }

    /// Returns the UUID, for other libraries.
    #[must_use]
    pub const fn uuid(self) -> Uuid {
        self.uuid
    }

    /// Wraps an id from the database, of any version: an older table may contain other versions (waiver of K02).
    #[must_use]
    pub(crate) const fn stored(uuid: Uuid) -> Self {
        Self { uuid, table: PhantomData }
    }
}

/// The error of parsing an external id.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum IdError {
    /// The text is not a UUID.
    Malformed(uuid::Error),
    /// A UUID of another version (rule K02); 0 if the UUID has no version.
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

// Derives would require the same traits of `T`.
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

/// The description in a schema.
#[cfg(any(feature = "schemars", feature = "utoipa"))]
const DESCRIPTION: &str = "a UUID of version 7";

#[cfg(feature = "schemars")]
mod with_schemars {
    use std::borrow::Cow;

    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

    use super::{DESCRIPTION, Id};

    /// A string with the format `uuid`, inlined.
    impl<T: ?Sized> JsonSchema for Id<T> {
        fn inline_schema() -> bool {
            true
        }

        fn schema_name() -> Cow<'static, str> {
            "Id".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({ "type": "string", "format": "uuid", "description": DESCRIPTION })
        }
    }
}

#[cfg(feature = "utoipa")]
mod with_utoipa {
    use std::borrow::Cow;

    use utoipa::__dev::ComposeSchema;
    use utoipa::ToSchema;
    use utoipa::openapi::RefOr;
    use utoipa::openapi::schema::{ObjectBuilder, Schema, SchemaFormat, Type};

    use super::{DESCRIPTION, Id};

    /// A string with the format `uuid`. `derive(ToSchema)` calls this for a type with an argument, and also requires
    /// `ToSchema` of the argument.
    impl<T: ?Sized> ComposeSchema for Id<T> {
        fn compose(_: Vec<RefOr<Schema>>) -> RefOr<Schema> {
            let format = SchemaFormat::Custom("uuid".to_owned());
            let id = ObjectBuilder::new().schema_type(Type::String).format(Some(format)).description(Some(DESCRIPTION));
            id.into()
        }
    }

    impl<T: ?Sized> ToSchema for Id<T> {
        fn name() -> Cow<'static, str> {
            "Id".into()
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::thread;

    use super::*;

    struct Table;

    const V7: &str = "0197d5c4-6f1e-7a53-8c3b-0d9e2f4a6b81";

    #[test]
    fn ids_of_one_process_are_strictly_ordered() {
        let ids: Vec<Id<Table>> = (0..10_000).map(|_| Id::generate()).collect();
        assert!(ids.is_sorted_by(|one, other| one < other));
    }

    #[test]
    fn ids_are_ordered_across_threads() {
        let mut last = Id::<Table>::generate();
        for _ in 0..50 {
            let batches: Vec<Vec<Id<Table>>> = thread::scope(|scope| {
                let threads: Vec<_> =
                    (0..4).map(|_| scope.spawn(|| (0..200).map(|_| Id::generate()).collect())).collect();
                threads.into_iter().map(|thread| thread.join().unwrap()).collect()
            });
            assert!(batches.iter().all(|batch| batch[0] > last && batch.is_sorted_by(|one, other| one < other)));
            let unique: HashSet<_> = batches.iter().flatten().collect();
            assert_eq!(unique.len(), 800);
            last = *unique.into_iter().max().unwrap();
        }
    }

    #[test]
    fn only_version_seven_comes_from_outside() {
        for (text, version) in [
            ("0197d5c4-6f1e-4a53-8c3b-0d9e2f4a6b81", 4),
            ("0197d5c4-6f1e-1a53-8c3b-0d9e2f4a6b81", 1),
            ("00000000-0000-0000-0000-000000000000", 0),
            ("ffffffff-ffff-ffff-ffff-ffffffffffff", 0),
            ("0197d5c4-6f1e-7a53-cc3b-0d9e2f4a6b81", 0),
            ("0197d5c4-6f1e-7a53-0c3b-0d9e2f4a6b81", 0),
        ] {
            let uuid: Uuid = text.parse().unwrap();
            assert_eq!(Id::<Table>::try_from(uuid), Err(IdError::Version(version)), "{text}");
            assert_eq!(text.parse::<Id<Table>>(), Err(IdError::Version(version)), "{text}");
        }
        assert!(matches!("L-1".parse::<Id<Table>>(), Err(IdError::Malformed(_))));
    }

    #[test]
    fn an_id_is_read_as_it_is_written() {
        let id: Id<Table> = V7.parse().unwrap();
        assert_eq!(id.to_string(), V7);
        assert_eq!(format!("{id:?}"), format!("Id({V7})"));
        assert_eq!(Id::try_from(Uuid::from(id)), Ok(id));
    }

    #[test]
    fn a_stored_id_may_be_of_any_version() {
        let uuid: Uuid = "0197d5c4-6f1e-4a53-8c3b-0d9e2f4a6b81".parse().unwrap();
        assert_eq!(Id::<Table>::stored(uuid).uuid(), uuid);
    }

    #[cfg(all(feature = "serde", feature = "json"))]
    #[test]
    fn serde_accepts_only_version_seven() {
        let json = format!("\"{V7}\"");
        let id: Id<Table> = serde_json::from_str(&json).unwrap();
        assert_eq!(serde_json::to_string(&id).unwrap(), json);
        let refused = serde_json::from_str::<Id<Table>>("\"0197d5c4-6f1e-4a53-8c3b-0d9e2f4a6b81\"").unwrap_err();
        assert!(refused.to_string().starts_with("an id is a UUID of version 7, this is version 4"));
    }

    #[cfg(all(feature = "utoipa", feature = "json"))]
    #[test]
    fn a_type_that_derives_its_schema_has_an_id() {
        #[derive(utoipa::ToSchema)]
        #[allow(dead_code, reason = "its schema is what is asked for")]
        struct Shop {
            id: Id<Shop>,
            before: Option<Id<Shop>>,
            #[schema(value_type = String, format = "uuid")]
            table: Id<Table>,
        }
        #[derive(utoipa::OpenApi)]
        #[openapi(components(schemas(Shop)))]
        struct Service;
        let service = serde_json::to_value(<Service as utoipa::OpenApi>::openapi()).unwrap();
        let schemas = &service["components"]["schemas"];
        assert_eq!(schemas["Shop"]["properties"]["id"]["$ref"], "#/components/schemas/Id_Shop", "{service}");
        assert_eq!(
            (&schemas["Id_Shop"]["format"], &schemas["Shop"]["properties"]["table"]["format"]),
            (&"uuid".into(), &"uuid".into())
        );
        assert_eq!(schemas["Shop"]["required"], serde_json::json!(["id", "table"]));
    }

    #[cfg(all(feature = "schemars", feature = "utoipa", feature = "json"))]
    #[test]
    fn schemas_say_what_it_is() {
        let said = serde_json::json!({ "type": "string", "format": "uuid", "description": "a UUID of version 7" });
        assert_eq!(
            serde_json::to_value(schemars::SchemaGenerator::default().subschema_for::<Id<Table>>()).unwrap(),
            said
        );
        assert_eq!(serde_json::to_value(<Id<Table> as utoipa::PartialSchema>::schema()).unwrap(), said);
    }
}
