//! What rows are grouped by.

use sea_query::{Expr, Value};

use crate::definition::{ColumnDef, SqlType};
use crate::query::cast::{self, Cast};
use crate::query::tree::aliases::Aliases;
use crate::query::tree::column_ref::ColumnRef;
use crate::query::tree::equality::{grouped, has_equality};

/// A unit of time that a timestamp or a date is truncated to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TimeUnit {
    /// A second.
    Second,
    /// A minute.
    Minute,
    /// An hour.
    Hour,
    /// A day, from midnight.
    Day,
    /// An ISO week, from Monday.
    Week,
    /// A month.
    Month,
    /// A quarter of a year.
    Quarter,
    /// A year.
    Year,
}

impl TimeUnit {
    const fn name(self) -> &'static str {
        match self {
            Self::Second => "second",
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }
}

/// A column that rows are grouped by, or a part of it.
#[doc(hidden)]
#[derive(Debug, Clone)]
pub struct Key {
    pub(crate) source: usize,
    pub(crate) column: ColumnRef,
    part: Part,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    Itself,
    Truncated(TimeUnit),
    TruncatedDate(TimeUnit),
    TruncatedIn(TimeUnit, String),
    DateIn(String),
}

impl Key {
    pub(crate) const fn new(column: ColumnRef, part: Part) -> Self {
        Self { source: 0, column, part }
    }

    pub(crate) const fn itself(source: usize, column: ColumnRef) -> Self {
        Self { source, column, part: Part::Itself }
    }

    pub(crate) fn at(self, source: usize) -> Self {
        Self { source, ..self }
    }

    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.source == other.source && self.column.name == other.column.name && self.part == other.part
    }

    /// Whether the statement contains a time zone, which only the server can check.
    pub(crate) const fn has_zone(&self) -> bool {
        matches!(self.part, Part::TruncatedIn(..) | Part::DateIn(_))
    }

    /// The key as it is read.
    pub(crate) fn output(&self, names: &Aliases) -> Expr {
        match self.part {
            Part::Itself => {
                let read = cast::read(&self.column);
                let column = names.column(self.source, self.column.name);
                if read.as_str().is_empty() { column } else { with_cast(column, read.as_str()) }
            }
            _ => self.truncated(names),
        }
    }

    /// The key in a GROUP BY or ORDER BY clause, where it is the item of the list with this number. A part that
    /// contains a time zone is given by the number: two placeholders would be two expressions to PostgreSQL.
    pub(crate) fn by(&self, names: &Aliases, number: usize) -> Expr {
        match self.part {
            Part::Itself => grouped(names.column(self.source, self.column.name), &self.column),
            _ => Expr::cust(number.to_string()),
        }
    }

    /// The key in the order of its own type.
    pub(crate) fn ordered(&self, names: &Aliases, number: usize) -> Expr {
        match self.part {
            Part::Itself => cast::comparable(self.by(names, number), self.column.sql_type),
            _ => self.by(names, number),
        }
    }

    /// The key as groups are ordered by it in a page, if that is not the key as it is read. A type without equality is
    /// grouped by its text, so it is ordered by that too: two groups are never equal.
    pub(crate) fn paged(&self, names: &Aliases) -> Option<Expr> {
        match self.part {
            Part::Itself => Some(grouped(names.column(self.source, self.column.name), &self.column)),
            _ => None,
        }
    }

    /// The type of that value.
    pub(crate) fn paged_type(&self) -> ColumnDef {
        let of = |sql_type| ColumnDef { sql_type, carrier: sql_type, ..*self.column.0 };
        match self.part {
            Part::Itself if has_equality(self.column.sql_type) => *self.column.0,
            Part::Itself => of(self.column.carrier),
            Part::Truncated(_) => of(SqlType::Timestamp),
            Part::TruncatedIn(..) => of(SqlType::TimestampTz),
            Part::TruncatedDate(_) | Part::DateIn(_) => of(SqlType::Date),
        }
    }

    fn truncated(&self, names: &Aliases) -> Expr {
        let column = names.column(self.source, self.column.name);
        let is_native = |sql_type: SqlType| self.column.sql_type.unsized_type().is(sql_type);
        let moment = |column, sql_type| if is_native(sql_type) { column } else { with_type(column, sql_type) };
        let zone = |zone: &String| Expr::value(Value::from(zone.clone()));
        match &self.part {
            Part::Itself => column,
            Part::Truncated(unit) => {
                let text = format!("date_trunc('{}', $1)", unit.name());
                Expr::cust_with_exprs(text, [moment(column, SqlType::Timestamp)])
            }
            Part::TruncatedDate(unit) => {
                let text = format!("date_trunc('{}', $1::timestamp)::date", unit.name());
                Expr::cust_with_exprs(text, [column])
            }
            Part::TruncatedIn(unit, name) => {
                let text = format!("date_trunc('{}', $1, $2)", unit.name());
                Expr::cust_with_exprs(text, [moment(column, SqlType::TimestampTz), zone(name)])
            }
            Part::DateIn(name) => {
                let moment = moment(column, SqlType::TimestampTz);
                Expr::cust_with_exprs("($1 AT TIME ZONE $2)::date", [moment, zone(name)])
            }
        }
    }
}

fn with_cast(expression: Expr, cast: &str) -> Expr {
    Expr::cust_with_exprs(format!("$1{cast}"), [expression])
}

fn with_type(expression: Expr, sql_type: SqlType) -> Expr {
    let mut cast = Cast::new();
    cast.write("::");
    cast::base(&mut cast, sql_type);
    with_cast(expression, cast.as_str())
}
