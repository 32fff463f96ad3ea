//! What generated methods call. These are free functions, because the compiler searches every inherent method of a type for a
//! call such as `Find::by_key`, and each table has a dozen of them. They convert the tenant
//! themselves: a second call would cost each method of each table.

use crate::history::{AsOf, Versions};
use crate::query::{Delete, Find, Insert, Restore, Row, Select, Update, Values};
use crate::tenant::tenant as token;
use crate::{ColumnType, DecodeError, GlobalTable, InTenant, IntoColumn, KeyOf, TenantTable, Timestamp, UpdateRow};

/// The generated `select`.
pub fn select<T: TenantTable>(tenant: impl InTenant<T::Root>) -> Select<T> {
    Select::new(token::<T::Root>(tenant))
}

/// The generated `find`.
pub fn find<T: TenantTable>(tenant: impl InTenant<T::Root>, key: impl KeyOf<T>) -> Find<T> {
    Find::by_key(token::<T::Root>(tenant), key.key())
}

/// The generated `find_by_...`.
pub fn find_by<T: TenantTable>(tenant: impl InTenant<T::Root>, place: usize, values: Values) -> Find<T> {
    Find::by_unique(token::<T::Root>(tenant), place, values)
}

/// The generated `insert`.
pub fn insert<T: TenantTable>(tenant: impl InTenant<T::Root>, row: T::Insert) -> Insert<T> {
    Insert::new(token::<T::Root>(tenant), row)
}

/// The generated `update`.
pub fn update<T: TenantTable>(
    tenant: impl InTenant<T::Root>,
    key: impl KeyOf<T>,
    changes: impl UpdateRow<Table = T>,
) -> Update<T> {
    Update::new(token::<T::Root>(tenant), key.key(), changes)
}

/// The generated `delete`.
pub fn delete<T: TenantTable>(tenant: impl InTenant<T::Root>, key: impl KeyOf<T>) -> Delete<T> {
    Delete::new(token::<T::Root>(tenant), key.key())
}

/// The generated `restore`.
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

    /// The generated `select`.
    pub fn select<T: GlobalTable>() -> Select<T> {
        Select::new(None)
    }

    /// The generated `find`.
    pub fn find<T: GlobalTable>(key: impl KeyOf<T>) -> Find<T> {
        Find::by_key(None, key.key())
    }

    /// The generated `find_by_...`.
    pub fn find_by<T: GlobalTable>(place: usize, values: Values) -> Find<T> {
        Find::by_unique(None, place, values)
    }

    /// The generated `insert`.
    pub fn insert<T: GlobalTable>(row: T::Insert) -> Insert<T> {
        Insert::new(None, row)
    }

    /// The generated `update`.
    pub fn update<T: GlobalTable>(key: impl KeyOf<T>, changes: impl UpdateRow<Table = T>) -> Update<T> {
        Update::new(None, key.key(), changes)
    }

    /// The generated `delete`.
    pub fn delete<T: GlobalTable>(key: impl KeyOf<T>) -> Delete<T> {
        Delete::new(None, key.key())
    }

    /// The generated `as_of`.
    pub fn as_of<T: GlobalTable>(time: Timestamp) -> AsOf<T> {
        Select::as_of(None, time)
    }

    /// The generated `versions`.
    pub fn versions<T: GlobalTable>(key: impl KeyOf<T>) -> Versions<T> {
        Versions::by_key(None, key.key())
    }

    /// The generated `restore`.
    pub fn restore<T: GlobalTable>(key: impl KeyOf<T>) -> Restore<T> {
        Restore::new(None, key.key())
    }
}

/// The value of a column that was set.
pub fn set<V>(value: impl IntoColumn<V>) -> Option<V> {
    Some(value.into_column())
}

/// Functions that read one to twelve columns. One call for twelve columns: with a `?` for each, the compiler checks for each
/// column what is dropped if the next one fails.
///
/// Each has a type parameter for a column and not one for a tuple, so that rustc underlines the type that is not a column type.
macro_rules! read {
    ($($read:ident: $($column:ident)*;)*) => {$(
        /// Reads these columns.
        ///
        /// # Errors
        ///
        /// The first column that could not be read.
        pub fn $read<$($column: ColumnType),*>(row: &mut Row<'_>) -> Result<($($column,)*), DecodeError> {
            Ok(($(row.next::<$column>()?,)*))
        }
    )*};
}

read! {
    read_1: A;
    read_2: A B;
    read_3: A B C;
    read_4: A B C D;
    read_5: A B C D E;
    read_6: A B C D E F;
    read_7: A B C D E F G;
    read_8: A B C D E F G H;
    read_9: A B C D E F G H I;
    read_10: A B C D E F G H I J;
    read_11: A B C D E F G H I J K;
    read_12: A B C D E F G H I J K L;
}
