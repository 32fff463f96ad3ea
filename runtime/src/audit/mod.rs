//! The audit of a live database: what would let a tenant out.
//!
//! The DDL is loaded once; after that hands, migrations and other programs change the database. [`audit`](fn@crate::audit) reads its
//! catalog and lists what no longer holds, each finding with the SQL that mends it. It finds nothing where what `peristyle-build` emits stands as it
//! was loaded: run it after each migration, and against production from time to time.
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
//! Nothing of the program is asked, only the catalog, so that a table made by hand is found too:
//!
//! 1. **The tenant** comes from the functions without arguments that return a `uuid`, read a setting `peristyle.<root>_id`, and are called
//!    `current_<root>_id` or asked by a policy.
//! 2. **Its root** is the table to whose key, of one column, a column refers that is called `<root>_id` or that a policy compares with the
//!    function; or, where nothing refers to it, the table whose policy compares its own key.
//! 3. **A tenant table** has a column that refers to a root, or that a policy compares with the function, or that is called `<root>_id` and has the
//!    function's type; or it refers to a tenant table, at any distance. Where these signs point at several columns, a reference to
//!    the root weighs most, then the policy, then the name.
//! 4. **Partitions and inheriting tables** are closed as long as nobody is granted anything on them; where the role is, they are looked at
//!    like tables.
//!
//! Any one sign is enough, so that breaking one does not hide a table: it shows as a finding instead. A database without a function that says the
//! tenant is a finding too ([`L01`]), and so is a function without a root ([`L02`]).
//!
//! # Whose rights count
//!
//! The role is the one the application logs in as. What each role grants that it is a member of, directly or through others, counts as its
//! own, inherited or by SET ROLE, and so does what PUBLIC is granted. It need not be the role that asks: any role may read the whole of the
//! catalog that is asked here, and gets the same findings. All is read by one statement, which changes nothing.
//!
//! # What is not a finding
//!
//! - **A policy without WITH CHECK**: for ALL and UPDATE the server then checks by USING. One that says something else is [`L16`].
//! - **A policy for another role**: bypassing is a matter of roles. One that holds for the audited role is looked at.
//! - **A restrictive policy**, and what narrows the tenant's condition by AND: they only take rows away.
//! - **PRIMARY KEY (id) of a uuid**, which `primary_key = "id"` asks for: a random id is neither guessed nor met by chance.
//! - **Uniques of a root**: they are over all tenants by their nature.
//! - **Global tables**: all tenants read and write the same rows.
//!
//! # What the catalog does not show
//!
//! Settings in `postgresql.conf` and in the connection's options, `pg_hba.conf`, what the body of a SECURITY INVOKER function does, what the owner
//! and superusers do by hand, foreign servers whose user mappings lead back into the same database, backups, and rows that crossed before something was
//! mended: `ALTER TABLE .. VALIDATE CONSTRAINT` by a role that bypasses row security finds those.

use std::fmt;

use crate::physical::CONTEXT_BODY;
use crate::query::{ExecutorFor, FromRow, Row, Statement, StatementFuture, Target, Verb, run};
use crate::quote::Literal;
use crate::{DecodeError, Global, TableDef};

/// What tables, roles and policies there are, and which of them concern tenants: the common part of the statement.
const CATALOG: &str = include_str!("catalog.sql");

/// A kind of finding.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// Such as `L10`.
    pub code: &'static str,
    /// What it is about in two or three words, such as `row_security`.
    pub name: &'static str,
    /// What comes of it.
    pub harm: Harm,
    sql: &'static str,
}

/// What comes of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Harm {
    /// Rows of a tenant can be read, changed, or told of by others: now, or with the next statement that forgets the tenant.
    Leak,
    /// The tenants' own statements are slow, find less than they should, or write what the emitted DDL excludes.
    Fault,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $code:ident $name:ident $harm:ident,)*) => {
        $(
            $(#[$doc])*
            pub const $code: Kind = Kind {
                code: stringify!($code),
                name: stringify!($name),
                harm: Harm::$harm,
                sql: include_str!(concat!("kinds/", stringify!($code), ".sql")),
            };
        )*

        /// Every kind of finding, sorted by code. A code is never used again.
        pub const ALL: &[Kind] = &[$($code),*];
    };
}

kinds! {
    /// No function says the tenant: this is the wrong database, or all of it is open. Nothing else about tables can be found.
    L01 no_tenants Leak,
    /// A function says the tenant and no table is its root: the root's policy is gone, or the root itself.
    L02 context_without_root Leak,
    /// The function that says the tenant is not the emitted one: IMMUTABLE, SECURITY DEFINER, with an open search_path, or with another body.
    L03 context_changed Leak,
    /// The function that says the tenant is VOLATILE or not PARALLEL SAFE: right, and slow.
    L04 context_slow Fault,
    /// A table of a tenant, or a root, without row level security.
    L10 row_security Leak,
    /// Row level security that is not forced: the owner, and what runs as the owner, is not held to it.
    L11 not_forced Leak,
    /// Row level security without a policy that holds for the role: it sees and writes nothing.
    L12 policy_missing Fault,
    /// A permissive policy whose condition is `true`; beside another it opens what that one closes.
    L13 policy_true Leak,
    /// A permissive policy with an OR: a second way in, and one that costs the index.
    L14 policy_or Leak,
    /// A permissive policy that does not ask for the tenant, or compares something else with it.
    L15 policy_other Leak,
    /// A policy whose WITH CHECK is wider than its USING: rows can be written for other tenants, or moved there.
    L16 policy_check Leak,
    /// Commands for which no policy holds: they find no row.
    L17 policy_commands Fault,
    /// A policy that calls the function once a row, and not in a sub-select.
    L18 policy_per_row Fault,
    /// A reference between tenant tables that does not hold the tenant: it points into, probes, blocks and cascades across tenants.
    L20 reference_without_tenant Leak,
    /// A unique, a key or an exclusion of a tenant table without the tenant column: it tells one tenant what another has.
    L21 unique_without_tenant Leak,
    /// A tenant column that may be NULL: the row is nobody's and its composite references are not checked.
    L22 tenant_nullable Leak,
    /// A table that refers to tenant tables and has no tenant column, so that no policy can guard it.
    L23 tenant_missing Leak,
    /// A partition or an inheriting table on which the role has a grant, and which has no forced row level security of its own.
    L24 child_readable Leak,
    /// A foreign table with rows of tenants on which the role has a grant: row level security does not exist for it.
    L25 foreign_table Leak,
    /// A view over tenant tables, also through other views, that reads with its owner's rights: `security_invoker` is missing.
    L30 definer_view Leak,
    /// A materialized view over tenant tables on which the role has a grant.
    L31 materialized_view Leak,
    /// A rule (CREATE RULE) on a tenant table: what it adds to statements runs with the owner's rights.
    L32 rule Leak,
    /// A SECURITY DEFINER function of a superuser, of a role that bypasses, or of an owner of tenant tables, that the role may execute or that a
    /// trigger of a tenant table calls.
    L33 definer_function Leak,
    /// A publication with tenant tables: logical replication sends the rows of all tenants.
    L34 publication Leak,
    /// The role that was asked about does not exist.
    L40 role_missing Leak,
    /// The role is a superuser, or may become one.
    L41 superuser Leak,
    /// The role has BYPASSRLS, or may become one that has.
    L42 bypasses Leak,
    /// The role has REPLICATION, or may become one that has: it decodes the changes of every tenant.
    L43 replication Leak,
    /// The role has CREATEROLE, or may become one that has: a way into other roles.
    L44 creates_roles Leak,
    /// The role owns a tenant table, the function that says the tenant, or their schema, or may become who does: it can take the guard away.
    L45 owner Leak,
    /// The role is a member of a role of the server's that reads or writes past grants and policies, such as `pg_read_all_data`.
    L46 predefined_role Leak,
    /// ALTER ROLE or ALTER DATABASE sets a tenant for every session: what forgets the tenant runs as that one.
    L47 tenant_by_default Leak,
    /// The role may set `session_replication_role`, and with it switch references and triggers off.
    L48 parameter Leak,
    /// TRUNCATE, REFERENCES or TRIGGER on a tenant table: none is held by row level security.
    L50 table_privilege Leak,
    /// UPDATE of the tenant column, the key or `created_at`: a row could be moved or renamed.
    L51 fixed_column Leak,
    /// CREATE on the schema of the tenant tables: what is made there stands in for what others call.
    L52 schema_privilege Leak,
    /// A grant on `pg_statistic`, which holds samples of all tenants' values.
    L53 statistics_privilege Leak,
    /// INSERT of `created_at`, `updated_at` or `deleted_at`: a row can be backdated, or deleted in the future.
    L54 inserted_timestamp Fault,
}

/// Something that would let a tenant out, or keep one from its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// Such as `L10`; its page is `peristyle::audit::L10`.
    pub code: &'static str,
    /// The name of the kind, such as `row_security`.
    pub name: &'static str,
    /// What comes of it.
    pub harm: Harm,
    /// The schema of the object; none for roles, schemas and databases.
    pub schema: Option<String>,
    /// The table, view, function, role, schema or database.
    pub object: String,
    /// What was found, in one line.
    pub text: String,
    /// The SQL that mends it, for the owner of the object, or a superuser where it is about a role; in one transaction. Where it makes constraints or
    /// fills columns, rows that already crossed make it fail. None where it takes a decision.
    pub mend: Option<String>,
    /// The reason, where the program waives the rule for this table; the emitted comment of the table holds it.
    pub waiver: Option<String>,
}

/// What would let a tenant out of the database that the connection leads to, if the application logs in as that role: sorted by code, schema and
/// object, and empty where nothing would.
///
/// Any role may ask; see [the module](mod@crate::audit) for what is looked at and how tables of tenants are told.
///
/// # Errors
///
/// [`Error::Unreachable`](crate::Error::Unreachable) and [`Error::Driver`](crate::Error::Driver): the statement did not run. That the role does not
/// exist is a finding ([`L40`]).
pub fn audit<'e>(connection: impl ExecutorFor<Global> + 'e, role: &str) -> StatementFuture<'e, Vec<Finding>> {
    let values = vec![sea_query::Value::from(role)];
    let target = Target { table: &ASKED, verb: Verb::Read };
    run::fetch_all(Ok(Statement { sql: sql().into(), values, tenant: None, target }), connection)
}

/// One statement, so that all of it is seen at one moment.
fn sql() -> String {
    let kinds: Vec<_> = ALL.iter().map(Kind::select).collect();
    let all = kinds.join("\nUNION ALL\n");
    format!("{CATALOG}{all}\nORDER BY code, schema NULLS FIRST, object, text, mend")
}

impl Kind {
    fn select(&self) -> String {
        let (code, sql) = (self.code, self.sql.replace("{body}", &Literal(CONTEXT_BODY).to_string()));
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

/// What stands for the catalog where a statement names its table.
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
