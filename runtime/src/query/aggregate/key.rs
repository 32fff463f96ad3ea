//! The columns that rows are grouped by, and parts of timestamps.

use std::fmt;
use std::marker::PhantomData;

use super::GroupOrder;
use super::types::{CalendarDate, Moment};
use crate::column_type::NullableAs;
use crate::query::columns::ColumnOutput;
use crate::query::from::{HasTable, NoAlias};
use crate::query::marker::Marker;
use crate::query::tree::group_key::{Key, Part, TimeUnit};
use crate::query::{Column, Row};
use crate::{ColumnType, DecodeError, Error, SqlType, Table};

/// A part of a timestamp or a date that rows are grouped by: [`date_trunc_in`](Column::date_trunc_in),
/// [`date_in`](Column::date_in), [`date_trunc`](Column::date_trunc). `V` is its type.
#[must_use = "it does nothing until it is passed to `.group_by(...)`"]
pub struct GroupKey<T, V, N = NoAlias> {
    key: Result<Key, Error>,
    types: Marker<(T, V, N)>,
}

impl<T, V, N> GroupKey<T, V, N> {
    const fn new(key: Result<Key, Error>) -> Self {
        Self { key, types: PhantomData }
    }

    /// Orders groups by it, ascending.
    pub fn asc(self) -> GroupOrder<T, N> {
        GroupOrder::by_key(self.key, false)
    }

    /// Orders groups by it, descending.
    pub fn desc(self) -> GroupOrder<T, N> {
        GroupOrder::by_key(self.key, true)
    }
}

impl<T, V, N> fmt::Debug for GroupKey<T, V, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("GroupKey").field(&self.key).finish()
    }
}

impl<T: Table, V: ColumnType, N> Column<T, V, N> {
    /// `date_trunc` in a time zone: the start of the unit in which the timestamp is, such as midnight of its day in
    /// Berlin.
    ///
    /// The zone is a name of the IANA database, such as `Europe/Berlin` or `UTC`, sent as a value. A name that
    /// PostgreSQL does not know is an [`Error::TimeZone`]. An offset such as `UTC+2` is the same error before anything
    /// is sent: PostgreSQL would read it as two hours *west* of Greenwich.
    ///
    /// ```
    /// # use peristyle::prelude::*;
    /// # /// A customer account.
    /// # #[table(name = "organizations", tenant_root)]
    /// # pub struct Organization { pub id: Id<Organization> }
    /// # /// Something to do.
    /// # #[table(name = "org_tasks", tenant = Organization)]
    /// # pub struct Task { pub id: Id<Task>, pub organization_id: Id<Organization> }
    /// # #[cfg(feature = "sqlx")]
    /// # async fn report(
    /// #     tx: &mut peristyle::sqlx::TenantTransaction<'_, Organization>,
    /// # ) -> Result<(), peristyle::Error> {
    /// use peristyle::Timestamp;
    /// use peristyle::query::TimeUnit;
    ///
    /// let month = || Task::CREATED_AT.date_trunc_in(TimeUnit::Month, "Europe/Berlin");
    /// let per_month: Vec<(Timestamp, i64)> = Task::select(tx.tenant())
    ///     .group_by(month())
    ///     .aggregate(Task::ID.count())
    ///     .order_by(month().desc())
    ///     .limit(12)
    ///     .fetch_all(&mut *tx)
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn date_trunc_in(self, unit: TimeUnit, zone: impl Into<String>) -> GroupKey<T, NullableAs<V, V::Bare>, N>
    where
        V::Bare: Moment,
    {
        GroupKey::new(time_zone(zone.into()).map(|zone| Key::new(self.place(), Part::TruncatedIn(unit, zone))))
    }

    /// The date of the timestamp in a time zone, in the type of its crate. The zone is that of
    /// [`date_trunc_in`](Self::date_trunc_in).
    pub fn date_in<B>(self, zone: impl Into<String>) -> GroupKey<T, NullableAs<V, B::Date>, N>
    where
        V: ColumnType<Bare = B>,
        B: Moment,
    {
        GroupKey::new(time_zone(zone.into()).map(|zone| Key::new(self.place(), Part::DateIn(zone))))
    }

    /// `date_trunc`: the start of the unit in which the date, or the timestamp without time zone, is. That of a date is
    /// a date.
    pub fn date_trunc(self, unit: TimeUnit) -> GroupKey<T, NullableAs<V, V::Bare>, N>
    where
        V::Bare: CalendarDate,
    {
        let part = match V::Bare::SQL {
            SqlType::Date => Part::TruncatedDate(unit),
            _ => Part::Truncated(unit),
        };
        GroupKey::new(Ok(Key::new(self.place(), part)))
    }
}

/// Refuses what is not a name of the IANA database. PostgreSQL reads a name with digits behind it as the rule of a
/// POSIX time zone, with the opposite sign, also where the name is known: `Europe/Berlin+1`.
fn time_zone(zone: String) -> Result<String, Error> {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'+' | b'/');
    let is_posix = zone.bytes().any(|byte| byte.is_ascii_digit()) && !zone.starts_with("Etc/GMT");
    let is_name = zone.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic()) && zone.bytes().all(is_letter);
    if is_name && !is_posix { Ok(zone) } else { Err(Error::TimeZone) }
}

/// What the rows of the select `S` are grouped by: a [`Column`], a [`GroupKey`], or a tuple of at most eight.
///
/// The compiler infers the position `P` of their tables.
#[diagnostic::on_unimplemented(
    message = "[P03] `{Self}` is neither a column nor a tuple of at most eight columns",
    label = "expected columns of `{S}`",
    note = "docs: peristyle::rules::P03"
)]
pub trait GroupKeys<S, P>: 'static {
    /// The result type: the type of the column, in an `Option` for an outer join.
    type Output: Send + 'static;

    /// Adds the keys with the positions of their tables.
    #[doc(hidden)]
    fn list(self, list: &mut Vec<Key>) -> Result<(), Error>;

    /// Reads the keys.
    #[doc(hidden)]
    fn read(row: &mut Row<'_>) -> Result<Self::Output, DecodeError>;
}

impl<S, P, T, V, N> GroupKeys<S, P> for Column<T, V, N>
where
    T: Table,
    V: ColumnType,
    N: 'static,
    S: HasTable<T, N, P>,
    S::Presence: ColumnOutput<V>,
{
    type Output = <S::Presence as ColumnOutput<V>>::Output;

    fn list(self, list: &mut Vec<Key>) -> Result<(), Error> {
        list.push(Key::itself(S::PLACE, self.place()));
        Ok(())
    }

    fn read(row: &mut Row<'_>) -> Result<Self::Output, DecodeError> {
        row.next()
    }
}

impl<S, P, T, V, N> GroupKeys<S, P> for GroupKey<T, V, N>
where
    T: Table,
    V: ColumnType,
    N: 'static,
    S: HasTable<T, N, P>,
    S::Presence: ColumnOutput<V>,
{
    type Output = <S::Presence as ColumnOutput<V>>::Output;

    fn list(self, list: &mut Vec<Key>) -> Result<(), Error> {
        list.push(self.key?.at(S::PLACE));
        Ok(())
    }

    fn read(row: &mut Row<'_>) -> Result<Self::Output, DecodeError> {
        row.next()
    }
}

macro_rules! tuples {
    ($(($($key:ident $place:ident),*))*) => {
        $(#[diagnostic::do_not_recommend]
        impl<S, $($key, $place),*> GroupKeys<S, ($($place,)*)> for ($($key,)*)
        where
            $($key: GroupKeys<S, $place>),*
        {
            type Output = ($($key::Output,)*);

            #[allow(non_snake_case, reason = "a tuple is taken apart by the names of its types")]
            fn list(self, list: &mut Vec<Key>) -> Result<(), Error> {
                let ($($key,)*) = self;
                $($key.list(list)?;)*
                Ok(())
            }

            fn read(row: &mut Row<'_>) -> Result<Self::Output, DecodeError> {
                Ok(($($key::read(row)?,)*))
            }
        })*
    };
}

crate::query::tuples::up_to_eight!(tuples);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_zone_has_a_name() {
        for zone in ["Europe/Berlin", "UTC", "America/Port-au-Prince", "America/Argentina/Buenos_Aires", "Etc/GMT+5"] {
            assert_eq!(time_zone(zone.to_owned()).ok().as_deref(), Some(zone));
        }
        for zone in ["", "+02", "UTC+2", "Europe/Berlin+1", "EST5EDT", "<x>2", "'; --", "Europe/Berlin\0", "É"] {
            assert!(matches!(time_zone(zone.to_owned()), Err(Error::TimeZone)), "{zone}");
        }
    }
}
