//! An import: the rows of an export, in one transaction.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::BufRead;

use peristyle_build::Checked;
use serde::Serialize;
use sqlx::{AssertSqlSafe, PgConnection};
use uuid::Uuid;

use super::checksum::Content;
use super::error::{TenantError, TenantErrorKind, failed};
use super::file::{self, Header, Line, Reader, TableEnd, TableHead};
use super::live::{self, Column, TableRows};
use super::progress::{EVERY, Show, Step};
use super::rows::{self, names};
use super::scope::{Group, Member, Scope};
use crate::database::{code, quoted};

/// Rows of one INSERT, unless it is stated.
const BATCH: u32 = 20_000;
/// Bytes of one message.
const MESSAGE: usize = 1 << 18;

/// Imports the rows of an export.
#[derive(Debug, Clone)]
pub struct Import<'a> {
    structs: &'a Checked,
    tenant: Option<Uuid>,
    batch: u32,
    dry_run: bool,
}

/// What was imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Imported {
    /// The tenant in the database.
    pub tenant: Uuid,
    /// The tenant in the file.
    pub exported_as: Uuid,
    /// The tables in load order, as the database has them after the import.
    pub tables: Vec<TableRows>,
    /// The rows of all tables.
    pub rows: u64,
    /// Whether nothing stays.
    pub dry_run: bool,
}

impl<'a> Import<'a> {
    /// Begins to declare an import under the id that the tenant had.
    #[must_use]
    pub const fn new(structs: &'a Checked) -> Self {
        Self { structs, tenant: None, batch: BATCH, dry_run: false }
    }

    /// Gives the tenant another id: in the tenant columns, and wherever a foreign key refers to its root. Other ids are kept.
    #[must_use]
    pub const fn tenant(mut self, id: Uuid) -> Self {
        self.tenant = Some(id);
        self
    }

    /// States the rows of one INSERT; 20,000 unless it is stated. Circles of tables are inserted by one statement in any case.
    #[must_use]
    pub const fn batch(mut self, rows: u32) -> Self {
        self.batch = if rows == 0 { 1 } else { rows };
        self
    }

    /// Rolls back at the end: shows whether the file can be imported.
    #[must_use]
    pub const fn dry_run(mut self) -> Self {
        self.dry_run = true;
        self
    }

    /// Reads the file and inserts its rows, in one transaction. At its end the rows of the database are read again and compared with those of the file, so that
    /// no trigger has changed a value.
    ///
    /// The role needs INSERT on all columns, which the owner of the tables has, and may create temporary tables. Row security applies.
    ///
    /// # Errors
    ///
    /// The file was cut or edited, is of another schema or format, the tenant has rows in this database, or a row is refused. Nothing stays of the import.
    pub async fn run(
        &self,
        connection: &mut PgConnection,
        input: impl BufRead,
        show: &mut (dyn FnMut(Step<'_>) + Send),
    ) -> Result<Imported, TenantError> {
        let mut reader = Reader::new(input);
        let header = reader.header()?;
        let scope = Scope::of(self.structs, Some(&header.root))?;
        let from = Uuid::try_parse(&header.tenant).ok();
        let from =
            from.ok_or_else(|| TenantError::file(1, format!("`{}` is not the id of a tenant", header.tenant)))?;
        let to = self.tenant.unwrap_or(from);
        let begin = format!("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; {}", scope.settings(to));
        sqlx::raw_sql(AssertSqlSafe(begin)).execute(&mut *connection).await.map_err(failed("begin the import"))?;
        let load = Load {
            scope: &scope,
            header: &header,
            from,
            to,
            connection: &mut *connection,
            show,
            batch: self.batch.into(),
            staged: BTreeSet::new(),
            inserted: BTreeSet::new(),
        };
        let tables = load.run(&mut reader).await;
        let end = if tables.is_ok() && !self.dry_run { "COMMIT" } else { "ROLLBACK" };
        let ended = sqlx::raw_sql(end).execute(connection).await.map_err(failed("commit the import"));
        let tables = tables?;
        ended.map_err(|error| {
            error.help("look whether the tenant is there before you run it again: the commit may have arrived")
        })?;
        let rows = tables.iter().map(|table| table.rows).sum();
        Ok(Imported { tenant: to, exported_as: from, tables, rows, dry_run: self.dry_run })
    }
}

/// An import that runs.
struct Load<'a> {
    scope: &'a Scope,
    header: &'a Header,
    from: Uuid,
    to: Uuid,
    connection: &'a mut PgConnection,
    show: Show<'a>,
    batch: u64,
    /// Tables whose rows are in a temporary table.
    staged: BTreeSet<usize>,
    /// Groups whose rows are inserted.
    inserted: BTreeSet<usize>,
}

/// A table of the file.
struct Part<'a> {
    /// Its place in the header.
    number: usize,
    /// Its place in the scope.
    place: usize,
    head: &'a TableHead,
    member: &'a Member,
    /// Which columns refer to the root.
    of_root: Vec<bool>,
    /// Where the tenant is.
    tenant: usize,
    /// Whether rows can be inserted before all of the table are read.
    in_batches: bool,
    /// What the file has.
    content: Content,
    /// The same with the id of the tenant in this database.
    expected: Content,
    /// Rows in the temporary table.
    waiting: u64,
}

impl<'a> Load<'a> {
    async fn run(mut self, reader: &mut Reader<impl BufRead>) -> Result<Vec<TableRows>, TenantError> {
        let live = live::read(self.connection, self.scope).await?;
        self.is_of_schema(&live::heads(self.scope, &live))?;
        self.has_no_rows().await?;
        let mut contents = Vec::new();
        loop {
            let name = match reader.next()? {
                None => break,
                Some(Line::Table(name)) => Some(name.into_owned()),
                Some(_) => None,
            };
            let Some(name) = name else {
                return Err(unexpected(reader.number(), "the rows of a table do not begin here"));
            };
            let number = contents.len();
            let head = self.header.tables.get(number).filter(|head| head.name == name);
            let place = head.and_then(|head| self.scope.place(&head.name));
            let (Some(head), Some(place)) = (head, place) else {
                return Err(unexpected(reader.number(), &format!("`{name}` is not the next table of the header")));
            };
            let mut part = self.part(number, place, head);
            self.table(&mut part, reader).await?;
            contents.push((place, part.expected));
        }
        if let Some(head) = self.header.tables.get(contents.len()) {
            return Err(unexpected(reader.number(), &format!("the rows of `{}` are missing", head.name)));
        }
        self.insert_ready().await?;
        sqlx::raw_sql("SET CONSTRAINTS ALL IMMEDIATE")
            .execute(&mut *self.connection)
            .await
            .map_err(refused("the rows"))?;
        self.count_up(&live).await?;
        self.compare(&contents).await
    }

    fn part(&self, number: usize, place: usize, head: &'a TableHead) -> Part<'a> {
        let member = &self.scope.tables[place];
        let is_ready = self.scope.groups.iter().any(|group| {
            group.tables == [place] && !group.is_circle && group.after.iter().all(|other| self.inserted.contains(other))
        });
        Part {
            number,
            place,
            head,
            member,
            of_root: head.columns.iter().map(|column| member.of_root.contains(&column.name)).collect(),
            tenant: head.columns.iter().position(|column| column.name == member.tenant).unwrap_or_default(),
            in_batches: is_ready,
            content: Content::default(),
            expected: Content::default(),
            waiting: 0,
        }
    }

    /// Reads the rows of a table into a temporary one, and inserts them from there.
    async fn table(&mut self, part: &mut Part<'_>, reader: &mut Reader<impl BufRead>) -> Result<(), TenantError> {
        let stage = stage(part.place);
        let create = format!(
            "CREATE TEMPORARY TABLE {stage} ON COMMIT DROP AS SELECT {} FROM {} WITH NO DATA",
            names(&part.head.columns),
            part.member.sql
        );
        self.execute(create).await.map_err(|error| {
            let failed = failed("create a temporary table")(error);
            match failed.kind() {
                TenantErrorKind::Role => failed.help("the role needs `GRANT TEMPORARY ON DATABASE .. TO ..`"),
                _ => failed,
            }
        })?;
        (self.show)(step("reading", self.scope, part));
        let copy = format!("COPY pg_temp.{stage} FROM STDIN");
        loop {
            let mut writer =
                self.connection.copy_in_raw(&copy).await.map_err(failed("copy rows into a temporary table"))?;
            let copied = async {
                let mut message = Vec::new();
                loop {
                    let end = next_row(part, (self.from, self.to), reader, &mut message)?;
                    let is_last = end.is_some() || part.in_batches && part.waiting == self.batch;
                    if message.len() >= MESSAGE || is_last {
                        writer.send(message.as_slice()).await.map_err(failed("copy rows into a temporary table"))?;
                        message.clear();
                    }
                    if part.content.rows.is_multiple_of(EVERY) {
                        (self.show)(step("reading", self.scope, part));
                    }
                    if is_last {
                        return Ok(end);
                    }
                }
            };
            let end = match copied.await {
                Ok(end) => end,
                Err(error) => {
                    // The error of the file is what is told.
                    writer.abort("the file is refused").await.ok();
                    return Err(error);
                }
            };
            let number = reader.number();
            let finished = writer.finish().await;
            finished
                .map_err(|error| refused(format!("a row of `{}` before line {number}", part.member.name))(error))?;
            if part.in_batches && part.waiting > 0 {
                (self.show)(step("inserting", self.scope, part));
                self.insert(&[part.place]).await?;
                self.execute(format!("TRUNCATE pg_temp.{stage}")).await.map_err(failed("empty a temporary table"))?;
                part.waiting = 0;
            }
            if let Some(end) = end {
                is_complete(part, &end, reader.number())?;
                break;
            }
        }
        self.staged.insert(part.place);
        if part.in_batches {
            let group = self.scope.groups.iter().position(|group| group.tables == [part.place]);
            self.inserted.extend(group);
        }
        self.insert_ready().await
    }

    /// Inserts each group whose rows are all there, after those that it refers to.
    async fn insert_ready(&mut self) -> Result<(), TenantError> {
        let scope = self.scope;
        loop {
            let is_ready = |(number, group): &(usize, &Group)| {
                !self.inserted.contains(number)
                    && group.tables.iter().all(|place| self.staged.contains(place))
                    && group.after.iter().all(|other| self.inserted.contains(other))
            };
            let Some((number, group)) = scope.groups.iter().enumerate().find(is_ready) else { return Ok(()) };
            for (number, place) in (1..).zip(&group.tables) {
                let (table, tables) = (&self.scope.tables[*place].name, group.tables.len());
                (self.show)(Step { doing: "inserting", table, number, tables, rows: 0 });
            }
            self.insert(&group.tables).await?;
            self.inserted.insert(number);
            for place in &group.tables {
                self.execute(format!("DROP TABLE pg_temp.{}", stage(*place)))
                    .await
                    .map_err(failed("drop a temporary table"))?;
            }
        }
    }

    /// One statement for all tables of a circle: foreign keys are checked at its end.
    async fn insert(&mut self, places: &[usize]) -> Result<(), TenantError> {
        let insert = |place: &usize| {
            let member = &self.scope.tables[*place];
            let columns =
                self.header.tables.iter().find(|head| head.name == member.name).map(|head| names(&head.columns));
            let columns = columns.unwrap_or_default();
            format!(
                "INSERT INTO {} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM pg_temp.{}",
                member.sql,
                stage(*place)
            )
        };
        let inserts: Vec<_> = places.iter().map(insert).collect();
        let statement = match inserts.split_last() {
            Some((last, [])) => last.clone(),
            Some((last, rest)) => {
                let rest: Vec<_> =
                    rest.iter().enumerate().map(|(number, insert)| format!("part_{number} AS ({insert})")).collect();
                format!("WITH {} {last}", rest.join(", "))
            }
            None => return Ok(()),
        };
        let names: Vec<_> = places.iter().map(|place| format!("`{}`", self.scope.tables[*place].name)).collect();
        self.execute(statement).await.map_err(refused(format!("a row of {}", names.join(" or "))))
    }

    async fn execute(&mut self, statement: String) -> sqlx::Result<()> {
        sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut *self.connection).await.map(drop)
    }

    /// The file has the tables and columns of this database.
    fn is_of_schema(&self, here: &[TableHead]) -> Result<(), TenantError> {
        let there = &self.header.tables;
        let mut lines = Vec::new();
        for head in here {
            let Some(other) = there.iter().find(|other| other.name == head.name) else {
                lines.push(format!("the file does not have the table `{}`", head.name));
                continue;
            };
            for column in &head.columns {
                match other.columns.iter().find(|other| other.name == column.name) {
                    None => {
                        lines.push(format!("the file does not have the column `{}` of `{}`", column.name, head.name))
                    }
                    Some(other) if other.sql_type != column.sql_type => lines.push(format!(
                        "`{}` of `{}` is `{}` in the file and `{}` here",
                        column.name, head.name, other.sql_type, column.sql_type
                    )),
                    Some(_) => {}
                }
            }
            let more = other.columns.iter().filter(|other| head.columns.iter().all(|column| column.name != other.name));
            lines.extend(more.map(|column| {
                format!("the file has the column `{}` of `{}`, which is not here", column.name, head.name)
            }));
        }
        let more = there.iter().filter(|other| here.iter().all(|head| head.name != other.name));
        lines.extend(more.map(|head| format!("the file has the table `{}`, which is not here", head.name)));
        if lines.is_empty() {
            return Ok(());
        }
        let message = format!("the file is of another schema\n    {}", lines.join("\n    "));
        Err(TenantError::new(TenantErrorKind::Schema, message)
            .help("export and import with the same release, between databases with the same migrations"))
    }

    async fn has_no_rows(&mut self) -> Result<(), TenantError> {
        for member in &self.scope.tables {
            let statement = format!("SELECT EXISTS (SELECT FROM {} WHERE {} = $1)", member.sql, quoted(&member.tenant));
            let found =
                sqlx::query_scalar(AssertSqlSafe(statement)).bind(self.to).fetch_one(&mut *self.connection).await;
            if found.map_err(failed(format!("read `{}`", member.name)))? {
                let message = format!("the tenant {} has rows in `{}`", self.to, member.name);
                return Err(TenantError::new(TenantErrorKind::Rows, message)
                    .help("import it under another id: `--as <ID>`, or erase its rows first: `tenant erase`"));
            }
        }
        Ok(())
    }

    /// No sequence gives out a number again that was imported.
    async fn count_up(&mut self, live: &[Vec<Column>]) -> Result<(), TenantError> {
        for (member, columns) in self.scope.tables.iter().zip(live) {
            for column in columns {
                let Some(sequence) = &column.sequence else { continue };
                let statement = format!(
                    "SELECT setval($1::regclass, most) FROM pg_sequence,
                        (SELECT max({})::bigint AS most FROM {} WHERE {} = $2) AS imported
                    WHERE seqrelid = $1::regclass AND seqincrement > 0
                        AND most > coalesce(pg_sequence_last_value(seqrelid), seqstart - 1)",
                    quoted(&column.name),
                    member.sql,
                    quoted(&member.tenant)
                );
                let set = sqlx::query(AssertSqlSafe(statement))
                    .bind(sequence)
                    .bind(self.to)
                    .execute(&mut *self.connection)
                    .await;
                set.map_err(failed(format!("move the sequence of `{}` in `{}`", column.name, member.name)))?;
            }
        }
        Ok(())
    }

    /// Reads the rows again: what is there is what the file has.
    async fn compare(&mut self, contents: &[(usize, Content)]) -> Result<Vec<TableRows>, TenantError> {
        let mut tables = Vec::new();
        for (head, (number, (place, expected))) in self.header.tables.iter().zip((1..).zip(contents)) {
            let member = &self.scope.tables[*place];
            let step = Step { doing: "checking", table: &member.name, number, tables: contents.len(), rows: 0 };
            (self.show)(step);
            let (mut found, mut line) = (Content::default(), Vec::new());
            let add = |values: &[Option<&str>]| {
                line.clear();
                file::row(values.iter().copied(), &mut line);
                found.add(&line);
                Ok(())
            };
            rows::each(self.connection, member, &head.columns, self.to, (&mut *self.show, step), add).await?;
            if found != *expected {
                let message = match found.rows == expected.rows {
                    true => format!("the database changes values of `{}` while they are inserted", member.name),
                    false => format!(
                        "of {} rows of `{}`, {} are there after the import",
                        expected.rows, member.name, found.rows
                    ),
                };
                return Err(TenantError::new(TenantErrorKind::Rows, message)
                    .help("look at the triggers and rules of the table; nothing of the import stays"));
            }
            tables.push(TableRows { table: member.name.clone(), rows: found.rows, sha256: found.hex() });
        }
        Ok(tables)
    }
}

/// The temporary table of a table.
fn stage(place: usize) -> String {
    format!("peristyle_import_{place}")
}

fn step<'a>(doing: &'static str, scope: &Scope, part: &'a Part<'_>) -> Step<'a> {
    Step {
        doing,
        table: &part.member.name,
        number: part.number + 1,
        tables: scope.tables.len(),
        rows: part.content.rows,
    }
}

/// Reads a row and adds it to the message, or returns the end of the table.
fn next_row(
    part: &mut Part<'_>,
    (from, to): (Uuid, Uuid),
    reader: &mut Reader<impl BufRead>,
    message: &mut Vec<u8>,
) -> Result<Option<TableEnd>, TenantError> {
    let number = reader.number() + 1;
    let row = match reader.next()? {
        Some(Line::Row(row)) => row,
        Some(Line::TableEnd(end)) => return Ok(Some(end)),
        _ => return Err(unexpected(number, &format!("`{}` has no end", part.member.name))),
    };
    part.content.add(row);
    let mut values = file::values(row, number)?;
    if values.len() != part.head.columns.len() {
        let message = format!(
            "the row has {} values, and `{}` has {} columns",
            values.len(),
            part.member.name,
            part.head.columns.len()
        );
        return Err(unexpected(number, &message));
    }
    let (from, to) = (from.to_string(), to.to_string());
    if values[part.tenant].as_deref() != Some(&from) {
        return Err(unexpected(
            number,
            &format!("the row of `{}` does not belong to the tenant {from}", part.member.name),
        ));
    }
    if from == to {
        part.expected.add(row);
    } else {
        let of_tenant = |value: &Option<Cow<'_, str>>| value.as_deref() == Some(&from);
        for (value, of_root) in values.iter_mut().zip(&part.of_root) {
            if *of_root && of_tenant(value) {
                *value = Some(Cow::Borrowed(&to));
            }
        }
        let mut line = Vec::new();
        file::row(values.iter().map(Option::as_deref), &mut line);
        part.expected.add(&line);
    }
    part.waiting += 1;
    copied(&values, message);
    Ok(None)
}

/// A row in the text format of COPY.
fn copied(values: &[Option<Cow<'_, str>>], message: &mut Vec<u8>) {
    for (place, value) in values.iter().enumerate() {
        if place > 0 {
            message.push(b'\t');
        }
        let Some(value) = value else {
            message.extend_from_slice(b"\\N");
            continue;
        };
        for byte in value.bytes() {
            match byte {
                b'\\' => message.extend_from_slice(b"\\\\"),
                b'\n' => message.extend_from_slice(b"\\n"),
                b'\r' => message.extend_from_slice(b"\\r"),
                b'\t' => message.extend_from_slice(b"\\t"),
                byte => message.push(byte),
            }
        }
    }
    message.push(b'\n');
}

fn is_complete(part: &Part<'_>, end: &TableEnd, number: u64) -> Result<(), TenantError> {
    let name = &part.member.name;
    match (&end.end_of == name, end.rows == part.content.rows, end.sha256 == part.content.hex()) {
        (false, _, _) => {
            Err(unexpected(number, &format!("this is the end of `{}`, behind the rows of `{name}`", end.end_of)))
        }
        (_, false, _) => Err(unexpected(
            number,
            &format!("`{name}` has {} rows here, and its end counts {}", part.content.rows, end.rows),
        )),
        (_, _, false) => Err(unexpected(number, &format!("the checksum of `{name}` is wrong"))),
        _ => Ok(()),
    }
}

fn unexpected(number: u64, message: &str) -> TenantError {
    TenantError::file(number, message).help("copy the file or export the tenant again")
}

/// The server refuses a row.
fn refused(what: impl std::fmt::Display) -> impl Fn(sqlx::Error) -> TenantError {
    move |error| {
        let code = code(&error);
        let refused = failed(format!("insert {what}"))(error);
        match code.as_deref() {
            Some("23505" | "23P01") => refused.help("ids are kept: the database has another row with this key, which the export cannot replace"),
            Some("23503") => refused.help("insert the row that it refers to first: rows of global tables and of other tenants are not part of an export"),
            Some("23514" | "23502") => refused.help("the database has a condition that the one of the export does not have: run the same migrations on both"),
            _ => refused,
        }
    }
}
