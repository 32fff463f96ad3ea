//! Attacks on a tenant's rows, as the role that a service logs in as. What is tried by SQL stands here; `statements` tries the statements of the
//! library, once for each driver (`on_sqlx`, `on_tokio_postgres`). "Theirs" is the tenant that is attacked, "ours" the one that attacks; after
//! each attack the bytes of all their rows are the same, transaction ids included, or the test names the attack that changed them.
//!
//! | channel | closed by | tried in |
//! |---|---|---|
//! | read by id, list, join, union, sub-select, CTE, ctid, lock, XML functions | policy, and the statement's own condition | [`sql`], `statements` |
//! | aggregates, also of some of the rows, groups, conditions on groups, groups of joins and of sub-selects; expressions in conditions, orders and columns | each table of a statement is scoped before its rows are grouped | `statements` |
//! | joins and relations (parents, children, through a junction), also of rows with the same ids | each table of a statement is scoped, in ON too | `statements` |
//! | reading across tenants, also by SQL of your own | a role that bypasses row security, read-only; every other role is refused | `statements` |
//! | the look-up of the tenant before it is known | a function of a role that sees the columns of the look-up; it returns the tenant only | [`lookups`], `statements` |
//! | the queue: the next row of any tenant | a function of that role returns tenants only; the row is read in a transaction of its own tenant | `statements` |
//! | update, delete, merge, upsert of another tenant's row | policy, and the statement's own condition | [`sql`], `statements` |
//! | insert for another tenant | WITH CHECK; the statement takes the tenant from its token | [`sql`], `statements` |
//! | moving a row to another tenant, renaming it | no UPDATE on tenant, key, `created_at`; WITH CHECK | [`sql`] |
//! | a statement of another tenant's token | refused before it is sent | `statements` |
//! | a statement on the pool, with no transaction of its caller | it opens and ends the transaction of its own tenant | `statements` |
//! | a stream that was dropped: its cursor, its tenant | the transaction or savepoint of the stream is rolled back | `statements` |
//! | pointing at, blocking or cascading into another tenant's row | composite references | [`sql`], [`oracles`] |
//! | asking by a unique, a key or a reference whether another tenant has something | unique indexes per tenant, composite references; the refusals are the same | [`oracles`] |
//! | a cheap or failing function that runs before the filter | the policy is a barrier: no function that is not leakproof runs before it | [`sql`] |
//! | text of errors, DETAIL, HINT | nothing of another tenant's is in them | [`oracles`] |
//! | pg_stats, pg_statistic | hidden where row security is on | [`sql`] |
//! | pg_stat_activity | values are bound, never in the text; only the id of the tenant is, in `SET LOCAL` | [`sessions`] |
//! | TRUNCATE, COPY FROM, COPY .. PROGRAM, REFERENCES, TRIGGER, CREATE, ALTER, GRANT, files | not granted | [`sql`] |
//! | COPY TO | policy | [`sql`] |
//! | partitions past their parent | not granted; the audit tells | [`relations`] |
//! | views with the rights of their owner | FORCE, where the owner does not bypass; `security_invoker`; the audit tells | [`relations`] |
//! | `row_security = off`, SET ROLE, SET SESSION AUTHORIZATION, `session_replication_role` | an error | [`sql`] |
//! | no tenant, an empty one, garbage | the function that says the tenant raises | [`sql`] |
//! | DO blocks, `query_to_xml`, cursors, prepared statements inside the transaction | policy | [`sql`], [`sessions`] |
//! | a pooled connection after commit, rollback, drop, panic, cancellation | SET LOCAL; what is half open is closed | [`sessions`] |
//! | a pooled connection whose transaction was forgotten | it is closed, or sqlx's count shows it | [`sessions`], `on_tokio_postgres::forgotten` |
//! | a transaction inside a transaction | refused | [`sessions`] |
//! | SAVEPOINT, SET LOCAL of another tenant, RELEASE, by SQL of your own | the token and the setting differ: no row is read, none is written | [`sessions`] |
//! | plans that were prepared under another tenant, generic ones too | the function is STABLE: it is asked at each execution | [`sessions`] |
//! | pgbouncer in transaction mode | SET LOCAL; statements are not named | [`pooled`], `statements` |
//!
//! Outside, and why:
//!
//! | channel | why |
//! |---|---|
//! | `SET LOCAL peristyle.organization_id` by injected SQL | whoever writes SQL into the transaction is the service: bind values, and keep `connection()` for constants ([`sessions`] pins it) |
//! | `SET` without LOCAL, WITH HOLD cursors, temporary tables, by SQL of your own | the session keeps what your own code told it to keep; `DISCARD ALL` between uses, or no TEMPORARY privilege, closes it ([`sessions`] pins it) |
//! | how common a value is: the estimates of EXPLAIN for operators that are leakproof, such as `=` of texts | they come from the statistics of all tenants; keep EXPLAIN from users ([`oracles`] pins it) |
//! | which tenants are active, to who sees the statements of other sessions | `SET LOCAL` has the id of the tenant in its text; a tenant's SQL needs a role of its own for that not to be seen |
//! | a second reference to the root (`partner_id`) | its targets are tenants: it tells which exist, and its cascade crosses tenants; the advice A18 and the audit (L55) tell |
//! | how many rows there are: EXPLAIN ANALYZE's removed rows, `pg_class.reltuples`, sizes, time | counts of all tenants, no values; keep EXPLAIN from users |
//! | advisory locks, NOTIFY, LOCK TABLE | they carry no rows; names are shared by all sessions of a database |
//! | that an id is in use, where both know it | ids are random: to know one is to have been told |
//! | superusers, BYPASSRLS, owners, backups, replication | no tenant's transaction opens for such a role unless an option says so (`queries::roles`); the audit tells what a role may become |
//! | whether a value exists that a tenant is looked up by | whoever may execute the look-up learns it: look up what a caller must know or cannot guess |
//! | global tables | all tenants read and write the same rows |

mod courts;
mod lookups;
#[cfg(unix)]
pub(crate) mod mutants;
mod oracles;
#[cfg(unix)]
mod pooled;
#[cfg(unix)]
pub(crate) mod pooler;
mod relations;
mod sessions;
mod sql;

use peristyle::prelude::*;
use peristyle_test::server::{Role, Server};
use rust_decimal::Decimal;
use sqlx::postgres::{PgPoolOptions, PgRow};
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row, ValueRef};

use crate::shop::*;
use courts::Transaction;
pub(crate) use courts::{Courts, SECRET};

/// What a statement of your own comes to: all that it shows, or the SQLSTATE and everything that the server says.
async fn outcome(connection: &mut PgConnection, sql: &str) -> Result<String, (String, String)> {
    match sqlx::raw_sql(AssertSqlSafe(sql)).fetch_all(connection).await {
        Ok(rows) => Ok(rows.iter().map(shown).collect::<Vec<_>>().join("\n")),
        Err(sqlx::Error::Database(refused)) => {
            Err((refused.code().unwrap_or_default().into_owned(), format!("{refused:?}")))
        }
        Err(error) => panic!("{error}\n{sql}"),
    }
}

fn shown(row: &PgRow) -> String {
    let cell = |at| {
        let value = row.try_get_raw(at).unwrap();
        if value.is_null() { String::new() } else { value.as_str().unwrap_or("?").to_owned() }
    };
    (0..row.len()).map(cell).collect::<Vec<_>>().join("|")
}
