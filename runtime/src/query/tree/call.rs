//! Aggregates as data, and how they are rendered.

use std::fmt::Write;

use sea_query::{BinOper, Expr, ExprTrait, Value};

use crate::ColumnType;
use crate::const_checks::NamedType;
use crate::definition::{ColumnDef, SqlType};
use crate::query::cast::{self, Cast};
use crate::query::tree::aliases::Aliases;
use crate::query::tree::bool_expr::{BoolExpr, Join, parenthesised};
use crate::query::tree::column_ref::ColumnRef;
use crate::query::tree::equality::{grouped, has_equality};
use crate::query::tree::value_parts::Parts;
use crate::table::column;

/// A call of an aggregate function, or arithmetic of several.
///
/// Arithmetic is a flat list, not a tree, so nothing recurses.
#[doc(hidden)]
#[derive(Debug)]
pub struct Call {
    /// The number of parentheses before the first function.
    opened: usize,
    first: FunctionCall,
    /// What follows it.
    rest: Vec<Piece>,
    /// The type of the result in SQL, and the type in which it is received.
    sql_type: SqlType,
    carrier: SqlType,
}

/// A part of arithmetic behind its first function.
#[derive(Debug)]
enum Piece {
    Sql(&'static str),
    Function(Box<FunctionCall>),
    /// A value, and the cast to its type.
    Value(Value, Box<Cast>),
}

#[derive(Debug)]
struct FunctionCall {
    function: Function,
    /// The column, or the column that decides the type of the expression; `None` for whole rows.
    column: Option<ColumnRef>,
    /// The expression in place of the column.
    expression: Option<Parts>,
    /// The condition on the rows that are aggregated.
    filter: Option<BoolExpr>,
    /// The cast of the result beside an operator.
    cast: Cast,
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
        Self::new(Function::Count, None, SqlType::BigInt, SqlType::BigInt)
    }

    const fn new(function: Function, column: Option<ColumnRef>, sql_type: SqlType, carrier: SqlType) -> Self {
        let first = FunctionCall { function, column, expression: None, filter: None, cast: Cast::new() };
        Self { opened: 0, first, rest: Vec::new(), sql_type, carrier }
    }

    /// A call whose result has the SQL type and the carrier of `R`.
    pub(crate) const fn of<R: ColumnType>(function: Function, column: ColumnRef) -> Self {
        Self::new(function, Some(column), R::SQL, R::CARRIER)
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
        Self::new(Function::Numeric(name, argument), Some(column), sql_type, R::CARRIER)
    }

    /// The same of an expression.
    pub(crate) fn of_expression<V: ColumnType, R: ColumnType>(name: &'static str, expression: Parts) -> Self {
        let mut call = Self::number::<V, R>(name, expression.type_column());
        call.first.expression = Some(expression);
        call
    }

    /// `min` or `max`: the result has the type of the column.
    pub(crate) fn extreme(name: &'static str, column: ColumnRef) -> Self {
        let carrier = column.carrier;
        let sql_type = if has_extremes(column.sql_type) { column.sql_type } else { carrier };
        Self::new(Function::Extreme(name), Some(column), sql_type, carrier)
    }

    /// Aggregates only the rows for which the condition holds.
    pub(crate) fn filtered(mut self, condition: BoolExpr) -> Self {
        self.first.filter = Some(match self.first.filter.take() {
            Some(filter) => filter.joined(Join::And, condition),
            None => condition,
        });
        self
    }

    /// `(self operator other)` in the type of `V`.
    pub(crate) fn computed<V: ColumnType>(self, operator: &'static str, other: Operand) -> Self {
        let mut this = self.beside_an_operator();
        this.opened += 1;
        this.rest.push(Piece::Sql(operator));
        match other {
            Operand::Value(value) => {
                let mut cast = Cast::new();
                cast::stated(&mut cast, &crate::table::column::<V>("", ""));
                this.rest.push(Piece::Value(value, Box::new(cast)));
            }
            Operand::Call(call) => {
                let Self { opened, first, rest, .. } = call.beside_an_operator();
                this.rest.extend(std::iter::repeat_with(|| Piece::Sql("(")).take(opened));
                this.rest.push(Piece::Function(Box::new(first)));
                this.rest.extend(rest);
            }
        }
        this.rest.push(Piece::Sql(")"));
        Self { sql_type: V::SQL, carrier: V::CARRIER, ..this }
    }

    /// With a function whose result has its Rust type. PostgreSQL has another one: the sum of `bigint` is `numeric`.
    fn beside_an_operator(mut self) -> Self {
        if self.rest.is_empty() {
            self.first.cast = cast::read(&self.result());
        }
        self
    }

    fn functions(&self) -> impl Iterator<Item = &FunctionCall> {
        let rest = self.rest.iter().filter_map(|piece| match piece {
            Piece::Function(function) => Some(&**function),
            Piece::Sql(_) | Piece::Value(..) => None,
        });
        std::iter::once(&self.first).chain(rest)
    }

    /// The conditions on the rows that are aggregated.
    pub(crate) fn filters(&self) -> impl Iterator<Item = &BoolExpr> {
        self.functions().filter_map(|function| function.filter.as_ref())
    }

    /// Applies to the table with this number.
    pub(crate) fn enter(&mut self, number: usize) {
        let rest = self.rest.iter_mut().filter_map(|piece| match piece {
            Piece::Function(function) => Some(&mut **function),
            Piece::Sql(_) | Piece::Value(..) => None,
        });
        for function in std::iter::once(&mut self.first).chain(rest) {
            function.filter = function.filter.take().map(|filter| filter.on(number));
        }
    }

    /// Whether the result is never NULL.
    pub(crate) fn is_count(&self) -> bool {
        self.rest.is_empty() && matches!(self.first.function, Function::Count | Function::CountDistinct)
    }

    /// The result as a column, for casts and comparisons.
    pub(crate) fn result(&self) -> ColumnDef {
        let (sql_type, carrier) = (self.sql_type, self.carrier);
        match self.first.column {
            Some(ColumnRef(column)) => ColumnDef { sql_type, carrier, ..*column },
            None => ColumnDef { sql_type, carrier, ..column::<i64>("", "") },
        }
    }

    /// The call, with a result in its own type.
    pub(crate) fn value(&self, names: &Aliases, source: usize) -> Expr {
        if self.rest.is_empty() {
            return self.first.value(names, source, self.sql_type);
        }
        let (mut template, mut terms) = ("(".repeat(self.opened), Vec::new());
        let mut add = |template: &mut String, term, cast: &str| {
            terms.push(term);
            // Writing to a string never fails.
            let _ = write!(template, "${}{cast}", terms.len());
        };
        add(&mut template, self.first.value(names, source, self.sql_type), self.first.cast.as_str());
        for piece in &self.rest {
            match piece {
                Piece::Sql(sql) => template.push_str(sql),
                Piece::Function(function) => {
                    add(&mut template, function.value(names, source, self.sql_type), function.cast.as_str());
                }
                Piece::Value(value, cast) => add(&mut template, Expr::value(value.clone()), cast.as_str()),
            }
        }
        Expr::cust_with_exprs(template, terms)
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

/// The second operand of arithmetic.
#[doc(hidden)]
#[derive(Debug)]
pub enum Operand {
    Call(Box<Call>),
    Value(Value),
}

impl FunctionCall {
    /// The call with its condition. `sql_type` is the type of a least or greatest value.
    fn value(&self, names: &Aliases, source: usize, sql_type: SqlType) -> Expr {
        let call = self.unfiltered(names, source, sql_type);
        let condition = self.filter.as_ref().map(|filter| parenthesised(filter.expression(names)));
        match (condition, &self.function, self.column) {
            (None, Function::Array, Some(def)) => {
                let column = names.column(source, def.name);
                Expr::cust_with_exprs("$1 FILTER (WHERE $2 IS NOT NULL)", [call, column])
            }
            (Some(condition), Function::Array, Some(def)) => {
                let column = names.column(source, def.name);
                Expr::cust_with_exprs("$1 FILTER (WHERE $2 IS NOT NULL AND $3)", [call, column, condition])
            }
            (Some(condition), ..) => Expr::cust_with_exprs("$1 FILTER (WHERE $2)", [call, condition]),
            (None, ..) => call,
        }
    }

    fn unfiltered(&self, names: &Aliases, source: usize, sql_type: SqlType) -> Expr {
        let Some(def) = self.column else { return Expr::cust("count(*)") };
        let column = || match &self.expression {
            Some(expression) => expression.over(&|name| names.column(source, name)),
            None => names.column(source, def.name),
        };
        match &self.function {
            Function::Count => Expr::cust_with_exprs("count($1)", [column()]),
            Function::CountDistinct => Expr::cust_with_exprs("count(DISTINCT $1)", [comparable(column(), def.0)]),
            Function::Numeric(name, argument) => {
                Expr::cust_with_exprs(format!("{name}($1{})", suffix(*argument)), [column()])
            }
            Function::Extreme(name) => {
                let argument = Some(sql_type).filter(|_| !has_extremes(def.sql_type));
                Expr::cust_with_exprs(format!("{name}($1{})", suffix(argument)), [column()])
            }
            Function::Logical(name) => Expr::cust_with_exprs(format!("{name}($1)"), [column()]),
            Function::Array => {
                let read = cast::read(def.0);
                let text = format!("array_agg($1{} ORDER BY $2)", read.as_str());
                Expr::cust_with_exprs(text, [column(), comparable(column(), def.0)])
            }
            Function::Joined(separator) => {
                let separator = Expr::value(separator.clone());
                let order = comparable(column(), def.0);
                Expr::cust_with_exprs("string_agg($1::text, $2 ORDER BY $3)", [column(), separator, order])
            }
        }
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
