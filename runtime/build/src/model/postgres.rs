use std::fmt;

use serde::{Deserialize, Serialize};

/// A major version of PostgreSQL: the oldest that a schema is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
#[non_exhaustive]
pub enum Postgres {
    /// 15, the oldest that peristyle knows: `SET NULL (column)`, `NULLS NOT DISTINCT`, views with `security_invoker`.
    #[default]
    V15,
    /// 16
    V16,
    /// 17
    V17,
    /// 18
    V18,
}

impl Postgres {
    /// The newest that peristyle knows.
    pub(crate) const NEWEST: Self = Self::V18;

    /// Returns the version of `Schema::min`: one that peristyle does not know is taken for the next one that it knows.
    #[must_use]
    pub const fn of(min: u16) -> Self {
        match min {
            0..=15 => Self::V15,
            16 => Self::V16,
            17 => Self::V17,
            _ => Self::V18,
        }
    }

    /// Returns the number, such as 18.
    #[must_use]
    pub const fn number(self) -> u16 {
        match self {
            Self::V15 => 15,
            Self::V16 => 16,
            Self::V17 => 17,
            Self::V18 => 18,
        }
    }

    /// Returns the oldest version that has every function of PostgreSQL that these expressions call.
    ///
    /// ```
    /// use peristyle_build::model::Postgres;
    ///
    /// assert_eq!(Postgres::with_functions_of(["uuidv7()", "lower(name)"]), Postgres::V18);
    /// assert_eq!(Postgres::with_functions_of(["lower(name)"]), Postgres::V15);
    /// ```
    #[must_use]
    pub fn with_functions_of<'a>(expressions: impl IntoIterator<Item = &'a str>) -> Self {
        let of = |sql| crate::checks::newer_functions(sql).into_iter().map(|(_, since)| since).max();
        expressions.into_iter().filter_map(of).max().unwrap_or_default()
    }
}

impl TryFrom<u16> for Postgres {
    type Error = String;

    fn try_from(number: u16) -> Result<Self, String> {
        let known = Self::of(number);
        match known.number() == number {
            true => Ok(known),
            false => Err(format!("this peristyle-build knows PostgreSQL 15 to 18, not {number}")),
        }
    }
}

impl From<Postgres> for u16 {
    fn from(version: Postgres) -> Self {
        version.number()
    }
}

impl fmt::Display for Postgres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.number())
    }
}
