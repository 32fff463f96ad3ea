//! An expression as data, and how it is written.
//!
//! It is a flat list, not a tree, so nothing recurses: building, writing and dropping use the same stack for any number
//! of operands.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::fmt::Write;

use sea_query::{Expr, Value};

use crate::const_str::ConstString;
use crate::query::tree::column_ref::ColumnRef;
use crate::query::value_checks::comparable;
use crate::query::{cast, domain};
use crate::quote::write_name;
use crate::table::column;
use crate::validation::value;
use crate::{ColumnDef, ColumnType, Error, SqlType, TableDef};

/// Where an operand stands in a text. No SQL contains it.
const HOLE: &str = "\0";

/// The pieces of an expression in the order of its text.
#[derive(Debug)]
#[doc(hidden)]
pub struct Parts {
    pieces: VecDeque<Piece>,
    /// The column that decides the type of the expression.
    column: ColumnRef,
    /// The number of digits after the decimal point that the result may have.
    digits: u16,
}

#[derive(Debug)]
enum Piece {
    Sql(Cow<'static, str>),
    Column(ColumnRef, Origin),
    Value(Value),
}

/// The row that a column belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    Stored,
    Excluded,
}

/// The type in which an operand is written.
#[derive(Debug, Clone, Copy)]
pub enum Space {
    /// The SQL type of the Rust type. A column with another `sql_type` is cast, because its operators may differ.
    Rust,
    /// The type of the column itself.
    Own,
}

impl Parts {
    /// A column in the SQL type of its Rust type.
    pub(crate) fn column(def: &'static ColumnDef, origin: Origin) -> Self {
        let parts = Self::own(def, origin);
        let cast = cast::read(&ColumnDef { carrier: def.rust_type, ..*def });
        parts.followed_by(cast.as_str())
    }

    /// An integer column plus one.
    pub(crate) fn incremented(def: &'static ColumnDef) -> Self {
        let mut parts = Self::column(def, Origin::Stored).followed_by(" + 1)");
        parts.pieces.push_front(Piece::Sql("(".into()));
        parts
    }

    /// A column in its own type.
    pub(crate) fn own(def: &'static ColumnDef, origin: Origin) -> Self {
        let digits = match numeric(def.sql_type) {
            Some((_, scale)) => scale,
            None => 0,
        };
        let column = ColumnRef(def);
        Self { pieces: VecDeque::from([Piece::Column(column, origin)]), column, digits }
    }

    /// A value of type `B` beside an expression of this column. It is cast, because PostgreSQL does not infer the type
    /// of every operand.
    pub(crate) fn value<B: ColumnType>(
        value: B,
        table: &'static TableDef,
        beside: &'static ColumnDef,
        space: Space,
    ) -> Result<Self, Error> {
        let def = match space {
            Space::Rust => ColumnDef { name: beside.name, ..column::<B>("", "") },
            Space::Own => *beside,
        };
        let value = value.into_value().map_err(|error| Error::unencoded(Some(beside.name), error))?;
        let value = comparable(table, &def, value)?;
        let digits = numeric(def.sql_type).map_or(0, |_| value::digits_of(&value));
        let mut cast = ConstString::<1024>::new();
        cast::assigned(&mut cast, &def, HOLE, true);
        let parts = Self { pieces: VecDeque::from([Piece::Value(value)]), column: ColumnRef(beside), digits };
        Ok(parts.inside(cast.as_str()))
    }

    /// The SQL of a value of type `V` that does not depend on a row.
    pub(crate) fn constant<V: ColumnType>(sql: &'static str) -> Self {
        let column = ColumnRef(const { &column::<V>("expression", "") });
        Self { pieces: VecDeque::from([Piece::Sql(sql.into())]), column, digits: 0 }
    }

    /// The same expression with a result of type `V`.
    pub(crate) fn of_type<V: ColumnType>(self) -> Self {
        Self { column: ColumnRef(const { &column::<V>("expression", "") }), digits: 0, ..self }
    }

    /// `name(self)`
    pub(crate) fn called(mut self, name: &'static str) -> Self {
        self.pieces.push_front(Piece::Sql("(".into()));
        self.pieces.push_front(Piece::Sql(name.into()));
        self.followed_by(")")
    }

    /// `self suffix`
    pub(crate) fn suffixed(self, suffix: &str) -> Self {
        self.followed_by(suffix)
    }

    /// The column that decides the type of the expression.
    pub(crate) const fn type_column(&self) -> ColumnRef {
        self.column
    }

    fn followed_by(mut self, cast: &str) -> Self {
        if !cast.is_empty() {
            self.pieces.push_back(Piece::Sql(cast.to_owned().into()));
        }
        self
    }

    /// Writes the expression at the [`HOLE`] of a text.
    fn inside(mut self, text: &str) -> Self {
        let (before, behind) = text.split_once(HOLE).unwrap_or_default();
        if !before.is_empty() {
            self.pieces.push_front(Piece::Sql(before.to_owned().into()));
        }
        self.followed_by(behind)
    }

    /// `(self operator other)`
    pub(crate) fn binary(self, operator: &'static str, other: Self) -> Self {
        self.between("(", operator, other)
    }

    /// `open self separator other)`
    pub(crate) fn between(mut self, open: &'static str, separator: &'static str, mut other: Self) -> Self {
        self.pieces.push_front(Piece::Sql(open.into()));
        other.pieces.push_front(Piece::Sql(separator.into()));
        other.pieces.push_back(Piece::Sql(")".into()));
        let digits = self.digits.max(other.digits);
        Self { pieces: concatenated(self.pieces, other.pieces), column: self.column, digits }
    }

    /// Whether the expression is the value of a JSON object.
    pub(crate) fn is_object(&self) -> bool {
        let document = self.pieces.iter().find_map(|piece| match piece {
            Piece::Value(Value::String(document)) => document.as_deref(),
            _ => None,
        });
        document.is_some_and(|document| document.trim_start().starts_with('{'))
    }

    pub(crate) fn rounded(self) -> Self {
        Self { digits: 0, ..self }
    }

    /// Prepares the expression for the column that it is assigned to. The server would round additional digits
    /// silently.
    pub(crate) fn assigned(self, table: &'static TableDef, column: &'static ColumnDef) -> Result<Self, Error> {
        if let Some((precision, scale)) = numeric(column.sql_type)
            && self.digits > scale
        {
            return Err(Error::Violation(value::too_many_digits(table, column, precision, scale)));
        }
        let natural = ColumnDef { carrier: column.rust_type, ..*column };
        if cast::read(&natural).as_str().is_empty() {
            return Ok(self);
        }
        let mut cast = ConstString::<1024>::new();
        if !domain::assigned(&mut cast, &natural, HOLE, false) {
            cast.write(HOLE);
            cast::sql_type(&mut cast, column);
        }
        Ok(self.inside(cast.as_str()))
    }

    /// Writes the expression. `table` qualifies the columns of the stored row.
    pub(crate) fn write(self, text: &mut SqlText, table: Option<&str>) {
        for piece in self.pieces {
            match piece {
                Piece::Sql(sql) => text.sql.push_str(&sql),
                Piece::Column(column, origin) => {
                    match (origin, table) {
                        (Origin::Excluded, _) => text.sql.push_str("excluded."),
                        (Origin::Stored, Some(table)) => {
                            text.name(table);
                            text.sql.push('.');
                        }
                        (Origin::Stored, None) => {}
                    }
                    text.name(column.name);
                }
                Piece::Value(value) => text.bind(value),
            }
        }
    }

    /// The expression for a builder of sea-query.
    pub(crate) fn expression(self, table: &'static str) -> Expr {
        self.over(&|column| Expr::col((table, column)))
    }

    /// The same over the columns of a table with an alias.
    pub(crate) fn over(&self, column_of: &dyn Fn(&'static str) -> Expr) -> Expr {
        let (mut template, mut terms) = (String::new(), Vec::new());
        for piece in &self.pieces {
            let term = match piece {
                Piece::Sql(sql) => {
                    template.push_str(sql);
                    continue;
                }
                Piece::Column(column, _) => column_of(column.0.name),
                Piece::Value(value) => Expr::value(value.clone()),
            };
            terms.push(term);
            template.push('$');
            template.push_str(&terms.len().to_string());
        }
        Expr::cust_with_exprs(template, terms)
    }
}

/// The precision and scale of a decimal, or of the elements of an array; the largest scale if none is declared.
fn numeric(sql_type: SqlType) -> Option<(u16, u16)> {
    match sql_type {
        SqlType::NumericSized(precision, scale) => Some((precision, scale)),
        SqlType::Numeric => Some((u16::MAX, u16::MAX)),
        SqlType::Array(element) => numeric(*element),
        _ => None,
    }
}

/// The longer list is not copied, so a loop has linear cost on whichever side it adds.
fn concatenated(mut one: VecDeque<Piece>, mut other: VecDeque<Piece>) -> VecDeque<Piece> {
    if one.len() >= other.len() {
        one.append(&mut other);
        return one;
    }
    while let Some(piece) = one.pop_back() {
        other.push_front(piece);
    }
    other
}

/// A statement that is written piece by piece.
#[derive(Debug)]
pub(crate) struct SqlText {
    pub(crate) sql: String,
    pub(crate) values: Vec<Value>,
}

impl SqlText {
    /// Writes a quoted name.
    pub(crate) fn name(&mut self, name: &str) {
        write_name(&mut self.sql, name);
    }

    /// Writes the placeholder of the value with this number, which is assigned to a column.
    pub(crate) fn assigned(&mut self, number: usize, column: &ColumnDef) {
        if cast::is_sent_as_it_is(column) {
            return self.placeholder(number);
        }
        let mut text = ConstString::<1024>::new();
        cast::assigned(&mut text, column, HOLE, false);
        let (before, behind) = text.as_str().split_once(HOLE).unwrap_or_default();
        self.sql.push_str(before);
        self.placeholder(number);
        self.sql.push_str(behind);
    }

    /// Adds a value and writes its placeholder.
    pub(crate) fn bind(&mut self, value: Value) {
        self.values.push(value);
        self.placeholder(self.values.len());
    }

    fn placeholder(&mut self, number: usize) {
        // Writing to a string does not fail.
        let _ = write!(self.sql, "${number}");
    }
}
