//! A value with the cast to its type.

use sea_query::{Expr, Value};

use crate::const_str::ConstString;
use crate::definition::TableDef;
use crate::query::cast;
use crate::query::value_checks::comparable;
use crate::table::column;
use crate::{ColumnType, Error};

/// A value with its cast.
#[derive(Debug)]
pub(crate) struct Typed {
    value: Value,
    cast: String,
}

/// A value that PostgreSQL can represent, with its cast.
pub(crate) fn typed<B: ColumnType>(value: B, table: &'static TableDef) -> Result<Typed, Error> {
    let def = column::<B>("", "");
    let value = value.into_value().map_err(|error| Error::unencoded(None, error))?;
    let mut cast = ConstString::<600>::new();
    cast::stated(&mut cast, &def);
    Ok(Typed { value: comparable(table, &def, value)?, cast: cast.as_str().to_owned() })
}

impl Typed {
    pub(crate) fn expression(&self) -> Expr {
        Expr::cust_with_values(format!("$1{}", self.cast), [self.value.clone()])
    }
}
