use peristyle::{ColumnDef, SqlType, TableDef};
use sqlx::{AssertSqlSafe, PgConnection};

use super::super::catalog::PLAIN;
use super::column;

/// A temporary table with the columns of a struct, by which the server says how it puts an expression.
pub(super) struct Scratch<'a> {
    connection: &'a mut PgConnection,
    /// Where types, functions and operator classes are found.
    path: String,
}

impl<'a> Scratch<'a> {
    pub(super) async fn of(connection: &'a mut PgConnection, def: &TableDef, schema: &str) -> Self {
        let path = format!("SET LOCAL search_path = {}, public", quoted(schema));
        let mut scratch = Self { connection, path };
        let searched = def.search.as_ref().map(|search| &search.column);
        let columns: Vec<_> = def.columns.iter().chain(searched).map(|column| definition(column, schema)).collect();
        scratch.run(&format!("CREATE TEMPORARY TABLE expected ({})", columns.join(", "))).await;
        scratch
    }

    pub(super) async fn close(mut self) {
        self.run("DROP TABLE expected").await;
    }

    async fn run(&mut self, sql: &str) {
        let text = format!("{}; {sql}; {PLAIN}", self.path);
        let done = sqlx::raw_sql(AssertSqlSafe(text)).execute(&mut *self.connection).await;
        done.unwrap_or_else(|error| panic!("{error:?}\n{sql}"));
    }

    async fn ask<T>(&mut self, query: &'static str) -> Vec<T>
    where
        T: for<'r> sqlx::FromRow<'r, sqlx::postgres::PgRow> + Send + Unpin,
    {
        sqlx::query_as(query).fetch_all(&mut *self.connection).await.unwrap()
    }

    async fn only(&mut self, query: &'static str) -> String {
        let (text,) = self.ask::<(String,)>(query).await.pop().unwrap();
        text
    }

    /// Of each column the type, and the expression that it is filled by.
    pub(super) async fn columns(&mut self) -> Vec<(String, Option<String>)> {
        self.ask(
            "SELECT format_type(atttypid, atttypmod), pg_get_expr(adbin, adrelid)
            FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
            WHERE attrelid = 'pg_temp.expected'::regclass AND attnum > 0 ORDER BY attnum",
        )
        .await
    }

    pub(super) async fn check(&mut self, condition: &str) -> String {
        self.run(&format!("ALTER TABLE expected ADD CONSTRAINT probe CHECK ({condition})")).await;
        let text = self.only("SELECT pg_get_expr(conbin, conrelid) FROM pg_constraint WHERE conrelid = 'pg_temp.expected'::regclass AND conname = 'probe'").await;
        self.run("ALTER TABLE expected DROP CONSTRAINT probe").await;
        text
    }

    pub(super) async fn predicate(&mut self, condition: &str) -> String {
        self.run(&format!("CREATE INDEX probe ON expected ((1)) WHERE {condition}")).await;
        let text = self
            .only("SELECT pg_get_expr(indpred, indrelid) FROM pg_index WHERE indexrelid = 'pg_temp.probe'::regclass")
            .await;
        self.run("DROP INDEX probe").await;
        text
    }

    /// The expression of an index.
    pub(super) async fn key(&mut self, method: &str, expression: &str, ops: &str) -> String {
        self.run(&format!("CREATE INDEX probe ON expected USING {method} (({expression}) {ops})")).await;
        let text = self.only("SELECT pg_get_indexdef('pg_temp.probe'::regclass, 1, true)").await;
        self.run("DROP INDEX probe").await;
        text
    }

    /// Whether the operator class is what the method takes unless told otherwise.
    pub(super) async fn is_default_class(&mut self, method: &str, ops: &str) -> bool {
        let query =
            "SELECT opcdefault FROM pg_opclass JOIN pg_am ON pg_am.oid = opcmethod WHERE amname = $1 AND opcname = $2";
        sqlx::query_scalar(query).bind(method).bind(ops).fetch_one(&mut *self.connection).await.unwrap()
    }

    pub(super) async fn exclusion(&mut self, definition: &str) -> String {
        self.run(&format!("ALTER TABLE expected ADD CONSTRAINT probe {definition}")).await;
        let text = self.only("SELECT pg_get_constraintdef(oid, true) FROM pg_constraint WHERE conrelid = 'pg_temp.expected'::regclass AND conname = 'probe'").await;
        self.run("ALTER TABLE expected DROP CONSTRAINT probe").await;
        text
    }

    pub(super) async fn partition_key(&mut self, by: &str) -> String {
        self.run(&format!("CREATE TEMPORARY TABLE probe (LIKE expected) PARTITION BY {by}")).await;
        let text = self.only("SELECT pg_get_partkeydef('pg_temp.probe'::regclass)").await;
        self.run("DROP TABLE probe").await;
        text
    }

    pub(super) async fn bound(&mut self, by: &str, bound: &str) -> String {
        let child = format!("CREATE TEMPORARY TABLE child PARTITION OF probe {bound}");
        self.run(&format!("CREATE TEMPORARY TABLE probe (LIKE expected) PARTITION BY {by}; {child}")).await;
        let text = self
            .only("SELECT pg_get_expr(relpartbound, oid) FROM pg_class WHERE oid = 'pg_temp.child'::regclass")
            .await;
        self.run("DROP TABLE probe").await;
        text
    }

    pub(super) async fn policy(&mut self, condition: &str) -> String {
        self.run(&format!("CREATE POLICY probe ON expected USING ({condition})")).await;
        let text = self
            .only("SELECT pg_get_expr(polqual, polrelid) FROM pg_policy WHERE polrelid = 'pg_temp.expected'::regclass")
            .await;
        self.run("DROP POLICY probe ON expected").await;
        text
    }
}

fn definition(column: &ColumnDef, schema: &str) -> String {
    let (name, sql_type) = (quoted(column.name), spelled(column.sql_type, schema));
    match (column.generated, column::default(column)) {
        (Some(pieces), _) => format!("{name} {sql_type} GENERATED ALWAYS AS ({}) STORED", pieces.concat()),
        (None, Some(default)) => format!("{name} {sql_type} DEFAULT ({default})"),
        (None, None) => format!("{name} {sql_type}"),
    }
}

pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The type as `format_type` prints it, where that is known.
fn spelled(sql_type: SqlType, schema: &str) -> String {
    match sql_type {
        SqlType::Boolean => "boolean".to_owned(),
        SqlType::SmallInt => "smallint".to_owned(),
        SqlType::Integer => "integer".to_owned(),
        SqlType::BigInt => "bigint".to_owned(),
        SqlType::Real => "real".to_owned(),
        SqlType::DoublePrecision => "double precision".to_owned(),
        SqlType::Numeric => "numeric".to_owned(),
        SqlType::NumericSized(precision, scale) => format!("numeric({precision},{scale})"),
        SqlType::Text => "text".to_owned(),
        SqlType::Varchar(most) => format!("character varying({most})"),
        SqlType::Char(length) => format!("character({length})"),
        SqlType::Bytea => "bytea".to_owned(),
        SqlType::Uuid => "uuid".to_owned(),
        SqlType::Date => "date".to_owned(),
        SqlType::Time => "time without time zone".to_owned(),
        SqlType::TimeSized(digits) => format!("time({digits}) without time zone"),
        SqlType::Timestamp => "timestamp without time zone".to_owned(),
        SqlType::TimestampSized(digits) => format!("timestamp({digits}) without time zone"),
        SqlType::TimestampTz => "timestamp with time zone".to_owned(),
        SqlType::TimestampTzSized(digits) => format!("timestamp({digits}) with time zone"),
        SqlType::Interval => "interval".to_owned(),
        SqlType::Json => "json".to_owned(),
        SqlType::Jsonb => "jsonb".to_owned(),
        SqlType::Enum(definition) => {
            format!("{}.{}", quoted(definition.schema.unwrap_or(schema)), quoted(definition.name))
        }
        SqlType::Array(element) => format!("{}[]", spelled(*element, schema)),
        SqlType::Named(name) => name.to_owned(),
        other => panic!("state how {other:?} is spelled"),
    }
}
