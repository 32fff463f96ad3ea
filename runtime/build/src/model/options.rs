use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Text;
use crate::definition;

/// A storage option: `fillfactor = 70`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct StorageOption {
    /// The name, such as `fillfactor`.
    pub name: Text,
    /// The value in SQL.
    pub value: Text,
}

/// Between name and value, in a file.
const BETWEEN: &str = " = ";

impl StorageOption {
    pub(super) fn all(options: &[definition::StorageOption]) -> Vec<Self> {
        let one = |definition::StorageOption { name, value, __non_exhaustive: () }| Self {
            name: name.into(),
            value: value.into(),
        };
        options.iter().copied().map(one).collect()
    }
}

impl fmt::Display for StorageOption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{BETWEEN}{}", self.name, self.value)
    }
}

impl Serialize for StorageOption {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for StorageOption {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Text::deserialize(deserializer)?;
        let parts = text.split_once(BETWEEN);
        let (name, value) = parts
            .ok_or_else(|| serde::de::Error::custom(format_args!("`{text}` is not of the form `name = value`")))?;
        Ok(Self { name: name.to_owned().into(), value: value.to_owned().into() })
    }
}
