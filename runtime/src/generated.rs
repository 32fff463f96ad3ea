//! What generated methods call. These are free functions, because the compiler searches every inherent method of a type for a
//! call such as `Find::by_key`, and each table has a dozen of them. They convert the tenant
//! themselves: a second call would cost each method of each table.

use std::fmt::{self, Debug};

use crate::column_type;
use crate::history::{AsOf, Versions};
use crate::query::{Delete, Find, InsertFields, Restore, Row, Select, Update, UpdateFields, Values, inserted};
use crate::tenant::tenant as token;
use crate::{
    ColumnType, DecodeError, GlobalTable, InTenant, InsertRow, KeyOf, Table, TenantTable, Timestamp, UpdateRow,
};

/// The generated `find` of a root.
pub fn find<T: TenantTable>(tenant: impl InTenant<T::Root>, key: impl KeyOf<T>) -> Find<T> {
    Find::by_key(token::<T::Root>(tenant), key.key())
}

/// The generated `find_by_...`.
pub fn find_by<T: TenantTable>(tenant: impl InTenant<T::Root>, place: usize, values: Values) -> Find<T> {
    Find::by_unique(token::<T::Root>(tenant), place, values)
}

/// The generated `update` of a root.
pub fn update<T: TenantTable>(
    tenant: impl InTenant<T::Root>,
    key: impl KeyOf<T>,
    changes: impl UpdateRow<Table = T>,
) -> Update<T> {
    Update::new(token::<T::Root>(tenant), key.key(), changes)
}

/// The generated `delete` of a root.
pub fn delete<T: TenantTable>(tenant: impl InTenant<T::Root>, key: impl KeyOf<T>) -> Delete<T> {
    Delete::new(token::<T::Root>(tenant), key.key())
}

/// The generated `restore` of a root.
pub fn restore<T: TenantTable>(tenant: impl InTenant<T::Root>, key: impl KeyOf<T>) -> Restore<T> {
    Restore::new(token::<T::Root>(tenant), key.key())
}

/// The generated `as_of`.
pub fn as_of<T: TenantTable>(tenant: impl InTenant<T::Root>, time: Timestamp) -> AsOf<T> {
    Select::as_of(token::<T::Root>(tenant), time)
}

/// The generated `versions`.
pub fn versions<T: TenantTable>(tenant: impl InTenant<T::Root>, key: impl KeyOf<T>) -> Versions<T> {
    Versions::by_key(token::<T::Root>(tenant), key.key())
}

/// The same of tables without a tenant.
pub mod global {
    use super::*;

    /// The generated `find_by_...`.
    pub fn find_by<T: GlobalTable>(place: usize, values: Values) -> Find<T> {
        Find::by_unique(None, place, values)
    }

    /// The generated `as_of`.
    pub fn as_of<T: GlobalTable>(time: Timestamp) -> AsOf<T> {
        Select::as_of(None, time)
    }

    /// The generated `versions`.
    pub fn versions<T: GlobalTable>(key: impl KeyOf<T>) -> Versions<T> {
        Versions::by_key(None, key.key())
    }
}

/// Clones a field of an insert.
#[must_use]
pub fn cloned<T: ColumnType>(field: &T) -> T {
    column_type::cloned(field)
}

/// Clones a field of an update.
#[must_use]
pub fn cloned_set<T: ColumnType>(field: &Option<T>) -> Option<T> {
    column_type::cloned_set(field)
}

/// The generated `Debug` of a row, as the derive would write it. The names of the columns are in the definition.
///
/// # Errors
///
/// The formatter's.
pub fn debug_row<T: Table>(_row: &T, f: &mut fmt::Formatter<'_>, values: &[&dyn Debug]) -> fmt::Result {
    let table = T::def();
    let mut shown = f.debug_struct(table.rust_name);
    for (column, value) in table.columns.iter().zip(values) {
        shown.field(column.field, value);
    }
    shown.finish()
}

/// The generated `Debug` of an insert, as the derive would write it.
///
/// # Errors
///
/// The formatter's.
pub fn debug_insert<R: InsertRow + Clone>(row: &R, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let table = R::Table::def();
    let mut shown = f.debug_struct(&[table.rust_name, "Insert"].concat());
    let mut columns = inserted(table);
    let mut show = |value: &dyn Debug| {
        if let Some(column) = columns.next() {
            shown.field(column.field, value);
        }
    };
    drop((R::Table::parts().values)(row.clone(), InsertFields::shown(&mut show)));
    shown.finish()
}

/// The generated `Debug` of an update, in the same way.
///
/// # Errors
///
/// The formatter's.
pub fn debug_update<R: UpdateRow + Clone>(row: &R, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let table = R::Table::def();
    let mut shown = f.debug_struct(&[table.rust_name, "Update"].concat());
    let mut show = |place: usize, value: &dyn Debug| {
        if let Some(column) = table.columns.get(place) {
            shown.field(column.field, value);
        }
    };
    drop((R::Table::parts().changes)(row.clone(), UpdateFields::shown(&mut show)));
    shown.finish()
}

/// Functions of one to twelve columns, which read them from a row, or take them from an insert or an update. One call for twelve columns: the compiler
/// checks of each call what is dropped if it panics, and of each `?` what is dropped if it returns.
///
/// Each has a type parameter for a column and not one for a tuple, so that rustc underlines the type that is not a column type.
macro_rules! of_columns {
    ($($read:ident $values:ident $changes:ident $cloned:ident $set:ident: $($column:ident $value:ident)*;)*) => {$(
        /// Reads these columns, and makes a value of them.
        ///
        /// # Errors
        ///
        /// The first column that could not be read.
        pub fn $read<$($column: ColumnType,)* T>(
            row: &mut Row<'_>,
            make: impl FnOnce(($($column,)*)) -> T,
        ) -> Result<T, DecodeError> {
            Ok(make(($(row.next::<$column>()?,)*)))
        }

        /// Hands over these fields of an insert.
        #[must_use]
        pub fn $values<'to, $($column: ColumnType),*>(
            mut fields: InsertFields<'to>,
            ($($value,)*): ($($column,)*),
        ) -> InsertFields<'to> {
            $(fields.add($value);)*
            fields
        }

        /// Hands over the fields of an update from this column on.
        #[must_use]
        pub fn $changes<'to, $($column: ColumnType),*>(
            fields: UpdateFields<'to>,
            first: usize,
            ($($value,)*): ($(Option<$column>,)*),
        ) -> UpdateFields<'to> {
            let mut places = first..;
            fields$(.set(places.next().unwrap_or_default(), $value))*
        }

        /// Clones these fields of an insert.
        #[must_use]
        pub fn $cloned<$($column: ColumnType),*>(($($value,)*): &($($column,)*)) -> ($($column,)*) {
            ($(column_type::cloned($value),)*)
        }

        /// Clones these fields of an update.
        #[must_use]
        pub fn $set<$($column: ColumnType),*>(($($value,)*): &($(Option<$column>,)*)) -> ($(Option<$column>,)*) {
            ($(column_type::cloned_set($value),)*)
        }
    )*};
}

of_columns! {
    read_1 values_1 changes_1 cloned_1 cloned_set_1: A a;
    read_2 values_2 changes_2 cloned_2 cloned_set_2: A a B b;
    read_3 values_3 changes_3 cloned_3 cloned_set_3: A a B b C c;
    read_4 values_4 changes_4 cloned_4 cloned_set_4: A a B b C c D d;
    read_5 values_5 changes_5 cloned_5 cloned_set_5: A a B b C c D d E e;
    read_6 values_6 changes_6 cloned_6 cloned_set_6: A a B b C c D d E e F f;
    read_7 values_7 changes_7 cloned_7 cloned_set_7: A a B b C c D d E e F f G g;
    read_8 values_8 changes_8 cloned_8 cloned_set_8: A a B b C c D d E e F f G g H h;
    read_9 values_9 changes_9 cloned_9 cloned_set_9: A a B b C c D d E e F f G g H h I i;
    read_10 values_10 changes_10 cloned_10 cloned_set_10: A a B b C c D d E e F f G g H h I i J j;
    read_11 values_11 changes_11 cloned_11 cloned_set_11: A a B b C c D d E e F f G g H h I i J j K k;
    read_12 values_12 changes_12 cloned_12 cloned_set_12: A a B b C c D d E e F f G g H h I i J j K k L l;
}

#[cfg(test)]
mod tests {
    use std::fmt::{self, Debug};

    use super::{debug_insert, debug_row, debug_update};
    use crate::Id;
    use crate::fixtures::{Country, ProductUpdate};

    /// Formats by a function.
    struct Shown<F>(F);

    impl<F: Fn(&mut fmt::Formatter<'_>) -> fmt::Result> Debug for Shown<F> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            (self.0)(f)
        }
    }

    #[test]
    fn debug_is_that_of_the_derive() {
        // The fixture is its own insert, so the derive calls it `Country`.
        let insert = Country { id: Id::generate(), code: "DE".to_owned() };
        let shown = Shown(|f: &mut fmt::Formatter<'_>| debug_insert(&insert, f));
        let derived = format!("{insert:?}{insert:#?}").replace("Country", "CountryInsert");
        assert_eq!(format!("{shown:?}{shown:#?}"), derived);
        let shown = Shown(|f: &mut fmt::Formatter<'_>| debug_row(&insert, f, &[&insert.id, &insert.code]));
        assert_eq!(format!("{shown:?}{shown:#?}"), format!("{insert:?}{insert:#?}"));
        let set = ProductUpdate { sku: Some("L-1".to_owned()), description: Some(None), status: None, settings: None };
        for update in [set, ProductUpdate::default()] {
            let shown = Shown(|f: &mut fmt::Formatter<'_>| debug_update(&update, f));
            assert_eq!(format!("{shown:?}{shown:#?}"), format!("{update:?}{update:#?}"));
        }
    }
}
