//! The audit of a live database: it finds everything that breaks the isolation of tenants.
//!
//! After the DDL is loaded, people, migrations and other programs change the database. [`audit`](fn@crate::audit) reads
//! its catalog and lists everything that no longer holds, with the SQL that repairs it. In a database as
//! `peristyle-build` emits it, it finds only what is waived, and a second reference to the root ([`L55`]). Run it after
//! each migration, and regularly in production.
//!
//! ```
//! # #[cfg(feature = "sqlx")]
//! async fn nothing_lets_a_tenant_out(connection: &mut sqlx::PgConnection) -> Result<(), peristyle::Error> {
//!     let findings = peristyle::audit(connection, "shop_app").await?;
//!     for finding in &findings {
//!         eprintln!("{finding}");
//!     }
//!     // What was waived in the program, with its reason, is listed all the same.
//!     assert!(findings.iter().all(|finding| finding.waiver.is_some()));
//!     Ok(())
//! }
//! ```
//!
//! # Which tables belong to tenants
//!
//! The audit reads only the catalog, not the definitions of the program, so it also finds tables that were created by
//! hand:
//!
//! 1. **The tenant** is returned by a function without arguments that returns `uuid`, reads a setting
//!    `peristyle.<root>_id`, and is named `current_<root>_id` or used in a policy.
//! 2. **Its root** is the table with a primary key of one column, to which a column refers that is named `<root>_id` or
//!    that a policy compares with the function. If nothing refers to it, it is the table whose policy compares its own
//!    primary key.
//! 3. **A tenant table** has a column that refers to a root, that a policy compares with the function, or that is named
//!    `<root>_id` and has the type of the function; or it refers to a tenant table, directly or not. If several columns
//!    qualify, a foreign key to the root comes first, then the policy, then the name.
//! 4. **Partitions and inheriting tables** are closed as long as nobody has a privilege on them. If the role has one,
//!    they are checked like tables.
//!
//! A foreign key to the root under the waiver of rule P04 is not a sign: its table is global, and the finding [`L55`]
//! contains the reason of the waiver.
//!
//! One of these signs is enough, so a table cannot be hidden by breaking one: it is a finding. A database without such
//! a function is a finding too ([`L01`]), and so is a function without a root ([`L02`]).
//!
//! # Which privileges count
//!
//! The role is the one that the application logs in as. Its privileges include those of all roles that it is a member
//! of, directly or not, inherited or by SET ROLE, and those of PUBLIC. The audit may run as any other role, because
//! every role can read these catalogs, and gets the same findings. It is one statement that changes nothing.
//!
//! # What is not a finding
//!
//! - **A policy without WITH CHECK**: for ALL and UPDATE, the server uses USING as the check. A different WITH CHECK is
//!   [`L16`].
//! - **The policy of the look-up role** (`tenant_lookup`): only its functions read by it ([`L35`], [`L49`]).
//! - **A policy for another role**. A policy that applies to the audited role is checked.
//! - **A restrictive policy**, and conditions that are joined to that of the tenant by AND: they only remove rows. PostgreSQL
//!   evaluates a restrictive policy first, so a function or an error in one that was written by hand may tell what is in rows
//!   of other tenants. `policy(..)` of `#[table]` compares the tenant before (rule P07).
//! - **PRIMARY KEY (id) of a uuid**, the result of `primary_key = "id"`: a random id cannot be guessed.
//! - **Unique indexes of a root**: they are over all tenants by definition.
//! - **Global tables**: all tenants read and write the same rows.
//!
//! # What the catalog does not show
//!
//! Settings in `postgresql.conf` and in the options of a connection, `pg_hba.conf`, the body of a SECURITY INVOKER
//! function, actions of the owner and of superusers, foreign servers whose user mappings lead back into the same
//! database, backups, and rows that reached another tenant before the repair. `ALTER TABLE .. VALIDATE CONSTRAINT`
//! finds such rows, run by a role that bypasses row level security. Timestamps that the database calls otherwise (rule T01):
//! [`L36`], [`L51`] and [`L54`] know those of names such as `createdAt`, `inserted_at` and `modified_on`, where the column is
//! what the rule adds.

use std::fmt;

use crate::physical::CONTEXT_BODY;
use crate::physical::history::{INSERTS_BODY, ROW_BODY, STATEMENT_BODY, pattern};
use crate::query::{ExecutorFor, FromRow, Row, Statement, StatementFuture, Target, Verb, run};
use crate::quote::Literal;
use crate::{DecodeError, Global, Schema, TableDef};

/// The common part of the statement: tables, roles and policies, and which of them belong to tenants.
const CATALOG: &str = include_str!("catalog.sql");

/// A kind of finding.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// Such as `L10`.
    pub code: &'static str,
    /// A name of two or three words, such as `row_security`.
    pub name: &'static str,
    /// The consequence.
    pub harm: Harm,
    sql: &'static str,
}

/// The consequence of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Harm {
    /// Other tenants can read, change or detect rows: now, or by the next statement without a tenant.
    Leak,
    /// The statements of a tenant are slow, miss rows, or write rows that the emitted DDL would refuse.
    Fault,
}

macro_rules! kinds {
    ($($(#[doc = $doc:literal])* $code:ident $name:ident $harm:ident,)*) => {
        $(
            $(#[doc = $doc])*
            pub const $code: Kind = Kind {
                code: stringify!($code),
                name: stringify!($name),
                harm: Harm::$harm,
                sql: include_str!(concat!("kinds/", stringify!($code), ".sql")),
            };
        )*

        /// All kinds of findings, sorted by code. A code is never reused.
        pub const ALL: &[Kind] = &[$($code),*];

        impl Kind {
            /// Returns what the kind means: the text of its page.
            #[must_use]
            // Compiled where it is called, not with each service.
            #[inline]
            pub fn page(&self) -> &'static str {
                match self.code {
                    $(stringify!($code) => concat!($($doc, "\n"),*),)*
                    _ => "",
                }
            }
        }
    };
}

kinds! {
    /// No function returns the tenant: this is the wrong database, or it has no isolation. No further checks of tables
    /// are possible.
    L01 no_tenants Leak,
    /// A function returns the tenant, but no table is its root: the policy of the root is missing, or the root.
    L02 context_without_root Leak,
    /// The function that returns the tenant differs from the emitted one: it is IMMUTABLE or SECURITY DEFINER, or has
    /// an open search_path or another body.
    L03 context_changed Leak,
    /// The function that returns the tenant is VOLATILE or not PARALLEL SAFE: it is correct but slow.
    L04 context_slow Fault,
    /// A tenant table or a root without row level security.
    L10 row_security Leak,
    /// Row level security that is not forced: it does not apply to the owner, and to everything that runs as the owner.
    L11 not_forced Leak,
    /// Row level security without a policy for the role: it reads and writes no row.
    L12 policy_missing Fault,
    /// A permissive policy with the condition `true`: it cancels all other policies.
    L13 policy_true Leak,
    /// A permissive policy with an OR: a second way in, and one that prevents the use of an index.
    L14 policy_or Leak,
    /// A permissive policy that does not compare the tenant column with the tenant.
    L15 policy_other Leak,
    /// A policy whose WITH CHECK is wider than its USING: rows can be inserted for other tenants, or moved to them.
    L16 policy_check Leak,
    /// Commands without a policy: they affect no row.
    L17 policy_commands Fault,
    /// A policy that calls the function for each row, not in a subselect.
    L18 policy_per_row Fault,
    /// A foreign key between tenant tables without the tenant: it refers to, tests, blocks and cascades to rows of
    /// other tenants.
    L20 reference_without_tenant Leak,
    /// A unique index, primary key or exclusion constraint of a tenant table without the tenant column: it tells one
    /// tenant which values another has.
    L21 unique_without_tenant Leak,
    /// A nullable tenant column: such a row has no tenant, and its composite foreign keys are not checked.
    L22 tenant_nullable Leak,
    /// A table that refers to tenant tables and has no tenant column, so no policy can protect it.
    L23 tenant_missing Leak,
    /// A partition or an inheriting table on which the role has a privilege, without forced row level security.
    L24 child_readable Leak,
    /// A foreign table with rows of tenants on which the role has a privilege: it has no row level security.
    L25 foreign_table Leak,
    /// A b-tree index of a tenant table that does not lead with the tenant.
    L26 index_without_tenant Fault,
    /// An index of a tenant table with a key whose comparison is not leakproof: row level security keeps it from being used.
    L27 index_not_leakproof Fault,
    /// A foreign key of a tenant table that is NOT VALID or NOT ENFORCED.
    L28 reference_not_checked Leak,
    /// A disabled trigger of a foreign key, or of those that peristyle emits, on a tenant table. Triggers of append-only
    /// tables and of numbers without gaps fire always: after a restore of data with `--disable-triggers` they do so only
    /// where `session_replication_role` is not `replica`.
    L29 trigger_disabled Leak,
    /// A view over tenant tables, also through other views, that reads with the privileges of its owner:
    /// `security_invoker` is missing.
    L30 definer_view Leak,
    /// A materialized view over tenant tables on which the role has a privilege.
    L31 materialized_view Leak,
    /// A rule (CREATE RULE) on a tenant table: the statements that it adds run with the privileges of the owner.
    L32 rule Leak,
    /// A SECURITY DEFINER function of a superuser, of a role that bypasses row level security, or of an owner of tenant
    /// tables, that the role may execute or that a trigger of a tenant table calls. The functions of `number_per_tenant`
    /// are not a finding while the role cannot execute them and their owner has row level security, nor are those that keep
    /// versions (`history`): their text is the emitted one, and nobody may execute them.
    L33 definer_function Leak,
    /// A publication with tenant tables: logical replication sends the rows of all tenants.
    L34 publication Leak,
    /// A function that returns the tenant of a row before it is known differs from the emitted one: it is not SECURITY
    /// DEFINER, has an open search_path, belongs to another role, or may be executed by every role. Or the look-up role
    /// owns another function.
    L35 lookup_function Leak,
    /// A foreign key to a table with soft deletes without the triggers of rule F07: a live row may refer to a deleted
    /// one. The emitted DDL has them.
    L36 soft_delete_trigger Fault,
    /// The audited role does not exist.
    L40 role_missing Leak,
    /// The role is a superuser, or can become one.
    L41 superuser Leak,
    /// The role has BYPASSRLS, or can become one that has.
    L42 bypasses Leak,
    /// The role has REPLICATION, or can become one that has: it can decode the changes of every tenant.
    L43 replication Leak,
    /// The role has CREATEROLE, or can become one that has: it can get into other roles.
    L44 creates_roles Leak,
    /// The role owns a tenant table, the function that returns the tenant, or their schema, or can become the owner: it
    /// can remove the protection.
    L45 owner Leak,
    /// The role is a member of a predefined role that reads or writes regardless of grants and policies, such as
    /// `pg_read_all_data`.
    L46 predefined_role Leak,
    /// ALTER ROLE or ALTER DATABASE sets a tenant for every session: a statement that sets no tenant runs as this one.
    L47 tenant_by_default Leak,
    /// The role may set `session_replication_role`, which disables foreign keys and triggers.
    L48 parameter Leak,
    /// The role of the look-ups can log in, bypasses row level security, has other privileges on tenant tables, or the
    /// audited role may become it; or its policy is not for SELECT only, or also for another role.
    L49 lookup_role Leak,
    /// TRUNCATE, REFERENCES or TRIGGER on a tenant table: row level security does not apply to them.
    L50 table_privilege Leak,
    /// UPDATE of the tenant column, the primary key or `created_at`: a row could be moved or renamed.
    L51 fixed_column Leak,
    /// CREATE on the schema of the tenant tables: new objects can replace those that others call.
    L52 schema_privilege Leak,
    /// A privilege on `pg_statistic`, which contains samples of the values of all tenants.
    L53 statistics_privilege Leak,
    /// INSERT of `created_at`, `updated_at` or `deleted_at`: a row can be backdated, or deleted in the future.
    L54 inserted_timestamp Fault,
    /// A foreign key to the root beside the tenant column, or of a global table under the waiver of P04: an insert tells
    /// whether a tenant exists, and a cascade crosses tenants.
    L55 second_root_reference Leak,
    /// A role with BYPASSRLS that has rights on tenant tables, such as the one of `Options::reporting_role` or
    /// `Options::purge_role`, and may do more than read and delete rows: it inserts or updates, owns tables, has
    /// CREATEROLE or REPLICATION, or can become the audited role.
    L56 bypassing_writer Leak,
    /// INSERT, UPDATE or DELETE on a table that has the versions of another one (`history`): only a trigger writes them. A
    /// table is known by its columns `version_from`, `version_until` and `version_changed_by`.
    L57 history_privilege Fault,
    /// The server is older than the schema needs: `min = 18` in `schema!`. Only [`audit_schema`] and
    /// `doctor` of `peristyle-cli` know the schema.
    L58 server_version Fault,
    /// INSERT, UPDATE or DELETE on a table that has the last numbers of tenants (`number_per_tenant`): only triggers write
    /// them. The table is known by its emitted comment.
    L59 counter_privilege Fault,
    /// A table without one of the triggers that number its rows (`number_per_tenant`) or keep their versions (`history`). The
    /// counters and the versions are known by their emitted comments. The emitted DDL has the triggers; rows that were
    /// written meanwhile have no number or version. Or a partition that another program made, without the trigger of its
    /// table that refuses TRUNCATE (`history`, `append_only`, numbers without gaps).
    L60 trigger_missing Fault,
}

/// A finding: something that breaks the isolation of tenants, or hides rows from their tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// Such as `L10`; its page is `peristyle::audit::L10`.
    pub code: &'static str,
    /// The name of the kind, such as `row_security`.
    pub name: &'static str,
    /// The consequence.
    pub harm: Harm,
    /// The schema of the object; `None` for roles, schemas and databases.
    pub schema: Option<String>,
    /// The table, view, function, role, schema or database.
    pub object: String,
    /// The problem, in one line.
    pub text: String,
    /// The SQL that repairs it, in one transaction, as the owner of the object, or as a superuser for a role. It may
    /// fail on existing rows where it adds constraints or fills columns. `None` if it needs a decision.
    pub mend: Option<String>,
    /// The reason of a waiver of the rule for this table, from its emitted comment.
    pub waiver: Option<String>,
}

/// Finds everything in the connected database that breaks the isolation of tenants, for an application that logs in as
/// this role. The findings are sorted by code, schema and object.
///
/// Any role may run it. [The module](mod@crate::audit) describes what is checked, and how tenant tables are recognized.
///
/// # Errors
///
/// [`Error::Unreachable`](crate::Error::Unreachable) and [`Error::Driver`](crate::Error::Driver): the statement did not
/// run. A role that does not exist is a finding ([`L40`]).
pub fn audit<'e>(connection: impl ExecutorFor<Global> + 'e, role: &str) -> StatementFuture<'e, Vec<Finding>> {
    found(connection, role, 0)
}

/// Finds the same as [`audit`](fn@crate::audit), and whether the server is of the version that the schema needs
/// ([`L58`]).
///
/// # Errors
///
/// As [`audit`](fn@crate::audit).
pub fn audit_schema<'e>(
    connection: impl ExecutorFor<Global> + 'e,
    role: &str,
    schema: &Schema,
) -> StatementFuture<'e, Vec<Finding>> {
    found(connection, role, schema.min)
}

fn found<'e>(connection: impl ExecutorFor<Global> + 'e, role: &str, min: u16) -> StatementFuture<'e, Vec<Finding>> {
    let values = vec![sea_query::Value::from(role)];
    let target = Target { table: &ASKED, verb: Verb::Read };
    run::fetch_all(Ok(Statement { sql: sql(min).into(), values, tenant: None, target }), connection)
}

/// One statement, so that the catalog is read in one snapshot.
fn sql(min: u16) -> String {
    let kinds: Vec<_> = ALL.iter().map(|kind| kind.select(min)).collect();
    let all = kinds.join("\nUNION ALL\n");
    format!("{CATALOG}{all}\nORDER BY code, schema NULLS FIRST, object, text, mend")
}

impl Kind {
    fn select(&self, min: u16) -> String {
        let (code, sql) = (self.code, self.sql.replace("{body}", &Literal(CONTEXT_BODY).to_string()));
        let kept = [ROW_BODY, STATEMENT_BODY, INSERTS_BODY].map(pattern).join("|");
        let kept = format!("^(?:{kept})$");
        let sql = sql.replace("{history}", &Literal(&kept).to_string()).replace("{min}", &min.to_string());
        format!(
            "SELECT '{code}' AS code, schema::text, object::text, text::text, mend::text, waiver::text\n\
            FROM (\n{sql}) AS found(schema, object, text, mend, waiver)"
        )
    }
}

impl FromRow for Finding {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DecodeError> {
        let code: String = row.next()?;
        let kind = ALL.iter().find(|kind| kind.code == code).ok_or_else(|| DecodeError::new("no such kind"))?;
        let (schema, object, text) = (row.next()?, row.next()?, row.next()?);
        let (mend, waiver) = (row.next()?, row.next()?);
        Ok(Self { code: kind.code, name: kind.name, harm: kind.harm, schema, object, text, mend, waiver })
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { code, text, .. } = self;
        write!(f, "[{code}] ")?;
        if let Some(schema) = &self.schema {
            write!(f, "in `{schema}`: ")?;
        }
        f.write_str(text)?;
        if let Some(waiver) = &self.waiver {
            write!(f, "\n  = waived: {waiver}")?;
        }
        if let Some(mend) = &self.mend {
            write!(f, "\n  = help: {mend}")?;
        }
        write!(f, "\n  = docs: peristyle::audit::{code}")
    }
}

/// The table of a statement that reads the catalog.
const ASKED: TableDef = TableDef { name: "pg_catalog", rust_name: "Catalog", row_security: false, ..TableDef::PLAIN };

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn kinds_are_sorted_and_named_once() {
        assert!(ALL.is_sorted_by(|one, next| one.code < next.code));
        assert_eq!(ALL.iter().map(|kind| kind.name).collect::<BTreeSet<_>>().len(), ALL.len());
    }

    #[test]
    fn every_file_says_what_it_is() {
        for kind in ALL {
            let head = format!("-- {} {}: ", kind.code, kind.name);
            assert!(kind.sql.starts_with(&head), "{} does not begin with `{head}`", kind.code);
        }
    }

    #[test]
    fn a_finding_reads_like_an_error() {
        let finding = Finding {
            code: "L10",
            name: "row_security",
            harm: Harm::Leak,
            schema: Some("public".to_owned()),
            object: "org_products".to_owned(),
            text: "`org_products` has row level security switched off".to_owned(),
            mend: Some("ALTER TABLE x;".to_owned()),
            waiver: None,
        };
        let said = "[L10] in `public`: `org_products` has row level security switched off\n  \
            = help: ALTER TABLE x;\n  = docs: peristyle::audit::L10";
        assert_eq!(finding.to_string(), said);
    }
}
