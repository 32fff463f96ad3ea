//! What generated methods call. These are free functions, because the compiler searches every inherent method of a type for a
//! call such as `Find::by_key`, and each table has a dozen of them.

use uuid::Uuid;

use crate::query::{Delete, Find, Insert, Restore, Row, Select, Update, Values};
use crate::{ColumnType, DecodeError, IntoColumn, KeyOf, Table, UpdateRow};

/// The generated `select`.
pub fn select<T: Table>(tenant: Option<Uuid>) -> Select<T> {
    Select::new(tenant)
}

/// The generated `find`.
pub fn find<T: Table>(tenant: Option<Uuid>, key: impl KeyOf<T>) -> Find<T> {
    Find::by_key(tenant, key.key())
}

/// The generated `find_by_...`.
pub fn find_by<T: Table>(tenant: Option<Uuid>, place: usize, values: Values) -> Find<T> {
    Find::by_unique(tenant, place, values)
}

/// The generated `insert`.
pub fn insert<T: Table>(tenant: Option<Uuid>, row: T::Insert) -> Insert<T> {
    Insert::new(tenant, row)
}

/// The generated `update`.
pub fn update<T: Table>(tenant: Option<Uuid>, key: impl KeyOf<T>, changes: impl UpdateRow<Table = T>) -> Update<T> {
    Update::new(tenant, key.key(), changes)
}

/// The generated `delete`.
pub fn delete<T: Table>(tenant: Option<Uuid>, key: impl KeyOf<T>) -> Delete<T> {
    Delete::new(tenant, key.key())
}

/// The generated `restore`.
pub fn restore<T: Table>(tenant: Option<Uuid>, key: impl KeyOf<T>) -> Restore<T> {
    Restore::new(tenant, key.key())
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
