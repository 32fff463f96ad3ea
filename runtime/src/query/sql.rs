//! The SQL of a statement.

use std::borrow::Cow;
use std::ops::Deref;
use std::sync::Arc;
use std::{fmt, ptr};

/// The SQL of a statement, with placeholders.
#[derive(Debug, Clone)]
pub(crate) enum Sql {
    /// The compiler rendered it.
    Constant(&'static str),
    /// It was rendered once for all statements of this shape.
    Shared(Arc<str>),
    /// It was rendered for this statement.
    Rendered(String),
}

impl Sql {
    #[cfg(feature = "plans")]
    pub(crate) fn into_string(self) -> String {
        match self {
            Self::Rendered(sql) => sql,
            other => (*other).to_owned(),
        }
    }

    /// Returns a copy to keep. It is not copied again.
    #[cfg(feature = "deadpool-postgres")]
    pub(crate) fn shared(&self) -> Arc<str> {
        match self {
            Self::Shared(sql) => Arc::clone(sql),
            other => Arc::from(&**other),
        }
    }
}

impl Deref for Sql {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Self::Constant(sql) => sql,
            Self::Shared(sql) => sql,
            Self::Rendered(sql) => sql,
        }
    }
}

/// The same text in the same place is not compared.
impl PartialEq for Sql {
    fn eq(&self, other: &Self) -> bool {
        let (one, other): (&str, &str) = (self, other);
        ptr::eq(one, other) || one == other
    }
}

impl fmt::Display for Sql {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl From<&'static str> for Sql {
    fn from(sql: &'static str) -> Self {
        Self::Constant(sql)
    }
}

impl From<String> for Sql {
    fn from(sql: String) -> Self {
        Self::Rendered(sql)
    }
}

impl From<Cow<'static, str>> for Sql {
    fn from(sql: Cow<'static, str>) -> Self {
        match sql {
            Cow::Borrowed(sql) => Self::Constant(sql),
            Cow::Owned(sql) => Self::Rendered(sql),
        }
    }
}
