use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::marker::PhantomData;
use std::num::NonZeroU32;

use peristyle::rules;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::error::BaselineError;
use super::list::list;
use crate::json;
use crate::model::Database;

/// The version of the file that this crate writes and reads.
const VERSION: u64 = 1;

/// A longer text is not read.
const LONGEST: usize = 16 << 20;

/// How many waivers of each rule a table may have.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    version: Version,
    waivers: Once<Code, Once<String, NonZeroU32>>,
}

/// How many waivers of a rule a table has, and how many it has in the baseline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Count {
    /// The code of the rule.
    pub code: &'static str,
    /// The name of the rule.
    pub name: &'static str,
    /// The table, `enum` with the name of the type, or `schema!`.
    pub table: String,
    /// The number in the baseline.
    pub baseline: u32,
    /// The number now.
    pub now: u32,
}

/// How a schema differs from a baseline.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Comparison {
    /// The tables that have more waivers of a rule than the baseline.
    pub risen: Vec<Count>,
    /// The tables that have fewer: the baseline can be lowered.
    pub fallen: Vec<Count>,
}

impl Baseline {
    /// Returns the baseline of a schema as it is.
    #[must_use]
    pub fn of(database: &Database) -> Self {
        let mut waivers = Once::default();
        for waiver in list(database) {
            if let Some(code) = Code::of(waiver.code) {
                let tables: &mut Once<String, NonZeroU32> = waivers.0.entry(code).or_default();
                let count = tables.0.entry(waiver.table);
                count.and_modify(|count| *count = count.saturating_add(1)).or_insert(NonZeroU32::MIN);
            }
        }
        Self { version: Version, waivers }
    }

    /// Reads the text of a file.
    ///
    /// # Errors
    ///
    /// The text is not JSON, is of another version, has a key that stands twice or is unknown, a rule that does not exist or a number below 1, or is longer
    /// than 16 MiB.
    pub fn from_json(text: &str) -> Result<Self, BaselineError> {
        json::read(text, LONGEST).map_err(BaselineError)
    }

    /// Returns the text of the file.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Nothing in it fails to serialize.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// Returns the number of waivers.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.waivers.0.values().flat_map(|tables| tables.0.values()).map(|count| u64::from(count.get())).sum()
    }

    /// Compares it with a schema. A table that has `renamed_from` is found by its old name too.
    #[must_use]
    pub fn compare(&self, database: &Database) -> Comparison {
        let (before, now) = (self.renamed(database), Self::of(database));
        let mut comparison = Comparison::default();
        for rule in rules::ALL {
            let of = |baseline: &Self| baseline.waivers.0.get(&Code(rule.code)).map(|tables| tables.0.clone());
            let (before, now) = (of(&before).unwrap_or_default(), of(&now).unwrap_or_default());
            let mut tables: Vec<_> = before.keys().chain(now.keys()).collect();
            tables.sort_unstable();
            tables.dedup();
            for table in tables {
                let number = |counts: &BTreeMap<String, NonZeroU32>| counts.get(table).map_or(0, |count| count.get());
                let (code, name) = (rule.code, rule.name);
                let count = Count { code, name, table: table.clone(), baseline: number(&before), now: number(&now) };
                match count.now.cmp(&count.baseline) {
                    std::cmp::Ordering::Greater => comparison.risen.push(count),
                    std::cmp::Ordering::Less => comparison.fallen.push(count),
                    std::cmp::Ordering::Equal => {}
                }
            }
        }
        comparison
    }

    /// Returns the baseline with the numbers of the schema where they are smaller. None is raised.
    #[must_use]
    pub fn lowered(&self, database: &Database) -> Self {
        let (mut before, now) = (self.renamed(database), Self::of(database));
        before.waivers.0.retain(|code, tables| {
            let Some(now) = now.waivers.0.get(code) else { return false };
            tables.0.retain(|table, count| {
                let now = now.0.get(table);
                *count = now.map_or(*count, |now| (*now).min(*count));
                now.is_some()
            });
            !tables.0.is_empty()
        });
        before
    }

    /// With the new names of tables that were renamed.
    fn renamed(&self, database: &Database) -> Self {
        let names: HashMap<&str, String> = database
            .tables
            .iter()
            .filter_map(|table| Some((table.renamed_from.0.as_deref()?, table.qualified().to_string())))
            .collect();
        let mut renamed = self.clone();
        for tables in renamed.waivers.0.values_mut() {
            for (old, new) in &names {
                if !tables.0.contains_key(new)
                    && let Some(count) = tables.0.remove(*old)
                {
                    tables.0.insert(new.clone(), count);
                }
            }
        }
        renamed
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { code, name, table, baseline, now } = self;
        let waivers = if *now == 1 { "waiver" } else { "waivers" };
        write!(f, "`{table}` has {now} {waivers} of {code} `{name}`, the baseline ")?;
        match baseline {
            0 => f.write_str("none for it"),
            baseline => write!(f, "{baseline}"),
        }
    }
}

/// The version of the file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Version;

impl Serialize for Version {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(VERSION)
    }
}

impl<'de> Deserialize<'de> for Version {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u64::deserialize(deserializer)? {
            VERSION => Ok(Self),
            version => Err(D::Error::custom(format_args!(
                "the baseline is of version {version}, and this peristyle-build reads version {VERSION}"
            ))),
        }
    }
}

/// The code of a rule that there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Code(&'static str);

impl Code {
    fn of(text: &str) -> Option<Self> {
        rules::ALL.iter().find(|rule| rule.code == text && rule.waivable).map(|rule| Self(rule.code))
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::of(&text)
            .ok_or_else(|| D::Error::custom(format_args!("`{text}` is not the code of a rule that can be waived")))
    }
}

/// An object in which no key stands twice: serde takes the last one, and a merge may leave both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
struct Once<K: Ord, V>(BTreeMap<K, V>);

impl<K: Ord, V> Default for Once<K, V> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<'de, K, V> Deserialize<'de> for Once<K, V>
where
    K: Ord + Deserialize<'de> + Serialize,
    V: Deserialize<'de>,
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Of<K, V>(PhantomData<(K, V)>);

        impl<'de, K, V> Visitor<'de> for Of<K, V>
        where
            K: Ord + Deserialize<'de> + Serialize,
            V: Deserialize<'de>,
        {
            type Value = Once<K, V>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut once = BTreeMap::new();
                while let Some(key) = map.next_key::<K>()? {
                    if once.contains_key(&key) {
                        let key = serde_json::to_string(&key).unwrap_or_default();
                        return Err(A::Error::custom(format_args!("the key {key} stands twice")));
                    }
                    once.insert(key, map.next_value()?);
                }
                Ok(Once(once))
            }
        }

        deserializer.deserialize_map(Of(PhantomData))
    }
}
