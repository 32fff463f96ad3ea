//! Values of the user's own SQL.

use sea_query::{Expr, Value};

use crate::const_str::ConstString;
use crate::query::cast;
use crate::query::target::NO_TABLE;
use crate::table::column;
use crate::validation::value;
use crate::{ColumnDef, ColumnType, Error};

/// A value that is bound to a placeholder of your own SQL: any [`ColumnType`], or a `&str`.
///
/// Its placeholder is cast to its type, so an enum is compared with a column of that enum, and a [`Json`](crate::Json)
/// with `jsonb`.
#[diagnostic::on_unimplemented(
    message = "[C03] `{Self}` cannot be bound to a placeholder",
    label = "expected the type of a column, or `&str`",
    note = "docs: peristyle::rules::C03"
)]
pub trait BindValue {
    /// Converts the value.
    #[doc(hidden)]
    fn bound(self) -> Result<Bound, Error>;
}

/// A value and its type.
#[doc(hidden)]
#[derive(Debug, Clone)]
pub struct Bound {
    pub(super) value: Value,
    column: &'static ColumnDef,
}

impl Bound {
    /// A value without a known type.
    pub(super) fn of_value(value: Value) -> Self {
        Self { value, column: const { &column::<String>("", "") } }
    }

    /// Its placeholder with its cast, if the drivers do not know the type. A text for a domain is refused rather than
    /// truncated.
    pub(super) fn placeholder(&self, number: usize) -> String {
        let mut text = ConstString::<1024>::new();
        cast::assigned(&mut text, self.column, &format!("${number}"), false);
        text.as_str().to_owned()
    }

    /// The same with the type in any case, which an expression may not imply.
    pub(super) fn expression(&self) -> Expr {
        let mut text = ConstString::<1024>::new();
        cast::assigned(&mut text, self.column, "$1", true);
        Expr::cust_with_values(text.as_str().to_owned(), [self.value.clone()])
    }
}

impl<T: ColumnType> BindValue for T {
    fn bound(self) -> Result<Bound, Error> {
        let column = const { &column::<T>("", "") };
        let value = self.into_value().map_err(|error| Error::unencoded(None, error))?;
        match value::incomparable(&NO_TABLE, column, &value) {
            Some(violation) => Err(Error::Violation(violation)),
            None => Ok(Bound { value, column }),
        }
    }
}

#[diagnostic::do_not_recommend]
impl BindValue for &str {
    fn bound(self) -> Result<Bound, Error> {
        self.to_owned().bound()
    }
}
