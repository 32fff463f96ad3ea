//! Aggregates as data, and how they are rendered.

use sea_query::{BinOper, Expr, ExprTrait, Value};

use crate::ColumnType;
use crate::const_checks::NamedType;
use crate::definition::{ColumnDef, SqlType};
use crate::query::cast::{self, Cast};
use crate::query::tree::aliases::Aliases;
use crate::query::tree::column_ref::ColumnRef;
use crate::query::tree::equality::{grouped, has_equality};
use crate::query::tree::value_parts::Parts;
use crate::table::column;

/// A call of an aggregate function.
#[doc(hidden)]
#[derive(Debug)]
pub struct Call {
    function: Function,
    /// The column, or the column that decides the type of the expression; `None` for whole rows.
    column: Option<ColumnRef>,
    /// The expression in place of the column.
    expression: Option<Parts>,
    /// The type of the result in SQL, and the type in which it is received.
    sql_type: SqlType,
    carrier: SqlType,
}

#[derive(Debug)]
pub(crate) enum Function {
    /// Counts rows, or values that are not NULL.
    Count,
    CountDistinct,
    /// `sum` or `avg` of a number or an interval, which is first cast to this type.
    Numeric(&'static str, Option<SqlType>),
    /// `min` or `max`.
    Extreme(&'static str),
    /// `bool_and` or `bool_or`.
    Logical(&'static str),
    Array,
    /// Joins texts with this separator.
    Joined(Value),
}

impl Call {
    pub(crate) const fn rows() -> Self {
        let (sql_type, carrier) = (SqlType::BigInt, SqlType::BigInt);
        Self { function: Function::Count, column: None, expression: None, sql_type, carrier }
    }

    /// A call whose result has the SQL type and the carrier of `R`.
    pub(crate) const fn of<R: ColumnType>(function: Function, column: ColumnRef) -> Self {
        Self { function, column: Some(column), expression: None, sql_type: R::SQL, carrier: R::CARRIER }
    }

    /// The same with a result that is already in the type in which it is received.
    pub(crate) fn received(self) -> Self {
        Self { sql_type: self.carrier, ..self }
    }

    /// `sum` or `avg` of a column with the Rust type `V`, received as an `R`.
    pub(crate) fn number<V: ColumnType, R: ColumnType>(name: &'static str, column: ColumnRef) -> Self {
        let is_native = column.sql_type.unsized_type().is(V::SQL);
        let argument = if is_native { None } else { Some(V::SQL) };
        let sql_type = match (name, V::SQL) {
            ("sum", SqlType::SmallInt | SqlType::Integer) => SqlType::BigInt,
            (_, SqlType::SmallInt | SqlType::Integer | SqlType::BigInt) => SqlType::Numeric,
            ("avg", SqlType::Real) => SqlType::DoublePrecision,
            (_, sql_type) => sql_type,
        };
        let function = Function::Numeric(name, argument);
        Self { function, column: Some(column), expression: None, sql_type, carrier: R::CARRIER }
    }

    /// The same of an expression.
    pub(crate) fn of_expression<V: ColumnType, R: ColumnType>(name: &'static str, expression: Parts) -> Self {
        let call = Self::number::<V, R>(name, expression.type_column());
        Self { expression: Some(expression), ..call }
    }

    /// `min` or `max`: the result has the type of the column.
    pub(crate) fn extreme(name: &'static str, column: ColumnRef) -> Self {
        let carrier = column.carrier;
        let sql_type = if has_extremes(column.sql_type) { column.sql_type } else { carrier };
        Self { function: Function::Extreme(name), column: Some(column), expression: None, sql_type, carrier }
    }

    /// The result as a column, for casts and comparisons.
    pub(crate) fn result(&self) -> ColumnDef {
        let (sql_type, carrier) = (self.sql_type, self.carrier);
        match self.column {
            Some(ColumnRef(column)) => ColumnDef { sql_type, carrier, ..*column },
            None => ColumnDef { sql_type, carrier, ..column::<i64>("", "") },
        }
    }

    /// The call, with a result in its own type.
    pub(crate) fn value(&self, names: &Aliases, source: usize) -> Expr {
        let Some(def) = self.column else { return Expr::cust("count(*)") };
        let column = || match &self.expression {
            Some(expression) => expression.over(|name| names.column(source, name)),
            None => names.column(source, def.name),
        };
        match &self.function {
            Function::Count => Expr::cust_with_exprs("count($1)", [column()]),
            Function::CountDistinct => Expr::cust_with_exprs("count(DISTINCT $1)", [comparable(column(), def.0)]),
            Function::Numeric(name, argument) => {
                Expr::cust_with_exprs(format!("{name}($1{})", suffix(*argument)), [column()])
            }
            Function::Extreme(name) => {
                let argument = Some(self.sql_type).filter(|_| !has_extremes(def.sql_type));
                Expr::cust_with_exprs(format!("{name}($1{})", suffix(argument)), [column()])
            }
            Function::Logical(name) => Expr::cust_with_exprs(format!("{name}($1)"), [column()]),
            Function::Array => {
                let read = cast::read(def.0);
                let text = format!("array_agg($1{} ORDER BY $2) FILTER (WHERE $3 IS NOT NULL)", read.as_str());
                Expr::cust_with_exprs(text, [column(), comparable(column(), def.0), column()])
            }
            Function::Joined(separator) => {
                let separator = Expr::value(separator.clone());
                let order = comparable(column(), def.0);
                Expr::cust_with_exprs("string_agg($1::text, $2 ORDER BY $3)", [column(), separator, order])
            }
        }
    }

    /// The call as it is read.
    pub(crate) fn output(&self, names: &Aliases, source: usize) -> Expr {
        let read = cast::read(&self.result());
        match read.as_str() {
            "" => self.value(names, source),
            read => Expr::cust_with_exprs(format!("$1{read}"), [self.value(names, source)]),
        }
    }

    /// The call compared with a value.
    pub(crate) fn compared(&self, names: &Aliases, source: usize, operator: BinOper, value: &Value) -> Expr {
        let value = cast::against(value.clone(), &cast::compared(&self.result()));
        self.value(names, source).binary(operator, value)
    }
}

/// A column in a type that has `=` and an order.
fn comparable(column: Expr, def: &ColumnDef) -> Expr {
    cast::comparable(grouped(column, def), def.sql_type)
}

fn suffix(sql_type: Option<SqlType>) -> String {
    let Some(sql_type) = sql_type else { return String::new() };
    let mut cast = Cast::new();
    cast::base(&mut cast, sql_type);
    format!("::{}", cast.as_str())
}

/// Whether PostgreSQL has `min` and `max` for the type. Values of other types are compared as their Rust type.
fn has_extremes(sql_type: SqlType) -> bool {
    match sql_type {
        SqlType::Boolean | SqlType::Bytea | SqlType::Uuid | SqlType::Json | SqlType::Jsonb => false,
        SqlType::Array(element) => has_equality(*element),
        SqlType::Named(name) => NamedType::of(name).is_none_or(|known| {
            matches!(
                known.name,
                "inet" | "cidr" | "money" | "oid" | "timetz" | "time with time zone" | "pg_lsn" | "tid" | "citext"
            )
        }),
        _ => true,
    }
}
