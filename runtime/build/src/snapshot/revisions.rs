//! The revisions in a file: those of the kinds that the schema has, without the first one.

use std::fmt;

use serde::de::{DeserializeSeed, Error, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::model::{Database, Kind, Revisions};

/// The member of the file.
pub(super) const MEMBER: &str = "revisions";

/// Kinds with their revisions, in the order of their declaration.
#[derive(Debug, Default)]
pub(super) struct Stored(Vec<(Kind, u32)>);

impl Stored {
    pub(super) fn of(database: &Database) -> Self {
        let kinds = Kind::ALL.iter().copied().filter(|kind| kind.is_in(database));
        let revisions = kinds.map(|kind| (kind, database.revisions.of(kind)));
        Self(revisions.filter(|(_, revision)| *revision > 1).collect())
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Nothing has an older revision of what the schema does not have.
    pub(super) fn read(&self, database: &Database) -> Revisions {
        let mut revisions = Revisions::default();
        for kind in Kind::ALL.iter().copied().filter(|kind| kind.is_in(database)) {
            let stored = self.0.iter().find(|(one, _)| *one == kind);
            revisions.set(kind, stored.map_or(1, |(_, revision)| *revision));
        }
        revisions
    }
}

impl Serialize for Stored {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (kind, revision) in &self.0 {
            map.serialize_entry(kind.spec().name, revision)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Stored {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Members)
    }
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Stored;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with revisions")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Stored, A::Error> {
        let mut stored: Vec<(Kind, u32)> = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            let found = map.next_value_seed(Of(&name))?;
            if stored.iter().any(|(kind, _)| *kind == found.0) {
                return Err(A::Error::custom(format_args!("duplicate field `{name}`")));
            }
            stored.push(found);
        }
        Ok(Stored(stored))
    }
}

/// The revision of what is called so.
struct Of<'a>(&'a str);

impl<'de> DeserializeSeed<'de> for Of<'_> {
    type Value = (Kind, u32);

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(Kind, u32), D::Error> {
        let revision = u32::deserialize(deserializer)?;
        let Some(kind) = Kind::named(self.0) else {
            let message = format!("a newer peristyle-build wrote the snapshot: this one emits no `{}`", self.0);
            return Err(D::Error::custom(message));
        };
        match revision {
            0 => Err(D::Error::custom("the first revision is 1")),
            revision if revision > kind.current() => Err(D::Error::custom(format_args!(
                "a newer peristyle-build wrote the snapshot: it has revision {revision} of {}, and this one writes revision {}",
                kind.spec().noun,
                kind.current()
            ))),
            revision => Ok((kind, revision)),
        }
    }
}
