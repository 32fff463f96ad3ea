//! A library that has run for years, its first statement, and its first step towards the rules.
//!
//! `cargo run -p existing-database` plays it on an embedded PostgreSQL; with arguments it is the program of the commands, such as
//! `cargo run -p existing-database -- adopt loan`.

use std::error::Error;
use std::process::ExitCode;

use library::{Author, Book, Loan, LoanState, LoanUpdate, Member};
use peristyle::prelude::*;
use peristyle_build::{Database, Options};
use peristyle_cli::drift::Compare;
use peristyle_cli::{Exit, Project};
use peristyle_test::server::{Database as Copy, Role, Server};
use sqlx::{Connection, PgConnection, PgPool};

/// What `pg_dump --schema-only` wrote of the database.
const DUMP: &str = include_str!("../library.sql");
/// Some of its rows.
const ROWS: &str = include_str!("../rows.sql");

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    if std::env::args_os().len() > 1 {
        project("peristyle_app").run();
    }
    let runtime = tokio::runtime::Runtime::new();
    match runtime.map_err(Into::into).and_then(|runtime| runtime.block_on(run())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("the library stopped: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The structs, the migrations, and the role that the service logs in as.
fn project(role: &str) -> Project {
    peristyle_cli::project(&library::SCHEMA)
        .application_role(role)
        .migrations(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations"))
        .snapshot(concat!(env!("CARGO_MANIFEST_DIR"), "/schema.json"))
}

async fn run() -> Outcome {
    let server = Server::start().await?;
    let role = server.role_name(Role::Application).to_owned();
    let copy = server.empty_database().await?;
    let owner = PgPool::connect_with(copy.connect_options(Role::Owner)).await?;
    sqlx::raw_sql(DUMP).execute(&owner).await?;
    sqlx::raw_sql(ROWS).execute(&owner).await?;
    // The dump has emptied the search_path of its session.
    owner.close().await;
    let owner = PgPool::connect_with(copy.connect_options(Role::Owner)).await?;

    chapter("The old database counts the first migration, which would make its tables, as applied");
    command(&role, &["migrate", "apply", "--baseline", "imported"], &copy).await?;

    chapter("The first step: an index for a foreign key, without a lock that writers wait for");
    let before = plan(&owner).await?;
    command(&role, &["migrate", "apply"], &copy).await?;
    println!("  loans of a book, before:  {before}\n  loans of a book, after:   {}", plan(&owner).await?);

    chapter("What the role of the service lacks; comments get the reasons of the waivers");
    for statement in rights(&copy, &role).await? {
        if statement.starts_with("GRANT ") {
            println!("  {statement};");
        }
        sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(&owner).await?;
    }
    command(&role, &["drift"], &copy).await?;

    chapter("The first statements, on tables that nobody has changed");
    statements(&PgPool::connect_with(copy.connect_options(Role::Application)).await?).await?;
    owner.close().await;
    println!("\nAll steps succeeded.");
    Ok(())
}

fn chapter(title: &str) {
    println!("\n{title}\n");
}

/// Runs a command of the project, as a developer does in a shell.
async fn command(role: &str, arguments: &[&str], copy: &Copy) -> Outcome {
    let mut arguments: Vec<_> = ["library"].iter().chain(arguments).map(|word| (*word).to_owned()).collect();
    println!("  $ cargo run -p existing-database -- {} postgres://..", arguments[1..].join(" "));
    // The owner of the tables does it in production; a scratch database takes the right CREATEDB.
    arguments.push(copy.url(Role::Admin));
    let project = project(role);
    let exit = tokio::task::spawn_blocking(move || project.run_with(arguments)).await?;
    if exit == Exit::Done { Ok(()) } else { Err(format!("a command ended with {}", exit.code()).into()) }
}

/// How PostgreSQL finds the loans of a book.
async fn plan(owner: &PgPool) -> Outcome<String> {
    sqlx::query("ANALYZE loan").execute(owner).await?;
    let plan = Loan::select().filter(Loan::BOOK_ID.eq(7)).limit(100).into_statement()?.explain(owner).await?;
    let indexes: Vec<_> = plan.indexes().collect();
    Ok(match indexes.is_empty() {
        true => "every row is read".to_owned(),
        false => format!("by {}", indexes.join(", ")),
    })
}

/// What the database has differently from the structs: rights and comments only.
async fn rights(copy: &Copy, role: &str) -> Outcome<Vec<String>> {
    let structs = Database::of(&library::SCHEMA).check(&Options::new().application_role(role))?;
    let mut live = PgConnection::connect_with(&copy.connect_options(Role::Admin)).await?;
    let mut scratch = PgConnection::connect_with(&copy.connect_options(Role::Admin).database("postgres")).await?;
    let drift = Compare::new().run(&structs, &mut live, &mut scratch).await?;
    let mend = drift.mend();
    let is_harmless = |sql: &&String| ["GRANT ", "REVOKE ", "COMMENT "].iter().any(|start| sql.starts_with(start));
    match mend.iter().find(|sql| !is_harmless(sql)) {
        Some(other) => Err(format!("more than rights and comments differs: {other}").into()),
        None => Ok(mend),
    }
}

/// Global tables need no tenant; keys are the numbers of the old database.
async fn statements(pool: &PgPool) -> Outcome {
    let eve = Member::find_by_email("eve@example.org").fetch_one(pool).await?;
    let out = Loan::select()
        .filter(Loan::MEMBER_ID.eq(eve.member_id).and(Loan::STATE.eq(LoanState::Out)))
        .order_by(Loan::LENT_ON.asc())
        .limit(1)
        .fetch_all(pool)
        .await?;
    let loan = out.first().ok_or("Eve has a book")?;
    let book = Book::find(loan.book_id).fetch_one(pool).await?;
    let author = Author::find(book.author_id).fetch_one(pool).await?;
    println!("  {} has `{}` by {} since {}", eve.name, book.title, author.name, loan.lent_on);
    // The trigger of the old database does its work.
    let back = LoanUpdate::new().state(LoanState::Returned);
    let loan = Loan::update(loan.loan_id, back).fetch_one(pool).await?;
    let on = loan.returned_on.ok_or("the trigger sets the day")?;
    println!("  {} returns it on {on}", eve.name);
    Ok(())
}
