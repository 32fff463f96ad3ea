//! Each guard of each tenant table of the shop is broken, one after the other, and the attack finds each; so are those of tables that triggers write.

use peristyle::Schema;
use peristyle::definition::Tenancy;
use peristyle_test::{Setup, TestDatabase};
use shop_schema::SCHEMA;
use sqlx::AssertSqlSafe;
use tokio::task::JoinSet;

use crate::every_option;

/// A guard that is broken, and how it is mended. `{table}`, the `{condition}` of its policy and the `{setting}` that this reads, the `{function}` of a trigger, and
/// `{app}`, the application role, are replaced.
const MUTANTS: [(&str, &str, &str); 8] = [
    (
        "row security is not forced",
        "ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
    ),
    (
        "row security is off",
        "ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
    ),
    (
        "the policy has OR true",
        "ALTER POLICY tenant_isolation ON {table} USING ({condition} OR true)",
        "ALTER POLICY tenant_isolation ON {table} USING ({condition})",
    ),
    (
        "the policy is true without a tenant",
        "ALTER POLICY tenant_isolation ON {table} USING (coalesce(current_setting('{setting}', true), '') = '' OR {condition})",
        "ALTER POLICY tenant_isolation ON {table} USING ({condition})",
    ),
    (
        "new rows are not checked",
        "ALTER POLICY tenant_isolation ON {table} WITH CHECK (true)",
        "ALTER POLICY tenant_isolation ON {table} WITH CHECK ({condition})",
    ),
    (
        "another policy lets all rows be read",
        "CREATE POLICY other ON {table} FOR SELECT USING (true)",
        "DROP POLICY other ON {table}",
    ),
    (
        "another policy lets all rows be inserted",
        "CREATE POLICY other ON {table} FOR INSERT WITH CHECK (true)",
        "DROP POLICY other ON {table}",
    ),
    (
        "rights on the table that no statement needs",
        "GRANT REFERENCES, TRIGGER ON {table} TO {app}",
        "REVOKE REFERENCES, TRIGGER ON {table} FROM {app}",
    ),
];

/// Rights on a table that only triggers write.
const RIGHTS: [(&str, &str, &str); 5] = [
    ("rows may be inserted", "GRANT INSERT ON {table} TO {app}", "REVOKE INSERT ON {table} FROM {app}"),
    ("rows may be updated", "GRANT UPDATE ON {table} TO {app}", "REVOKE UPDATE ON {table} FROM {app}"),
    ("rows may be deleted", "GRANT DELETE ON {table} TO {app}", "REVOKE DELETE ON {table} FROM {app}"),
    ("the table may be emptied", "GRANT TRUNCATE ON {table} TO {app}", "REVOKE TRUNCATE ON {table} FROM {app}"),
    (
        "its function may be called",
        "GRANT EXECUTE ON FUNCTION {function} TO {app}",
        "REVOKE EXECUTE ON FUNCTION {function} FROM {app}",
    ),
];

/// A table whose guards are broken.
#[derive(Clone, Copy)]
struct Broken {
    schema: &'static Schema,
    name: &'static str,
    /// What triggers write it: the table that they are on, and their function.
    written_by: Option<(&'static str, &'static str)>,
}

impl Broken {
    async fn database(self) -> TestDatabase {
        let setup = match self.written_by {
            Some(_) => Setup::new().before(every_option::EXTENSIONS),
            None => Setup::new(),
        };
        TestDatabase::with(self.schema, &setup).await.unwrap()
    }

    fn mutants(self) -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
        MUTANTS.into_iter().chain(RIGHTS.into_iter().filter(move |_| self.written_by.is_some()))
    }

    /// The mutants that nothing finds.
    async fn survivors(self) -> Vec<String> {
        let db = self.database().await;
        let query = "SELECT qual FROM pg_policies WHERE tablename = $1 AND policyname = 'tenant_isolation'";
        let condition: String = sqlx::query_scalar(query).bind(self.name).fetch_one(&db.owner()).await.unwrap();
        // The setting that the function of the condition reads.
        let query = "SELECT substring(prosrc FROM 'peristyle\\.[a-z_]+') FROM pg_proc \
                     WHERE position(format(' %s()', proname) in $1) > 0";
        let setting: String = sqlx::query_scalar(query).bind(&condition).fetch_one(&db.owner()).await.unwrap();
        let (of, function) = self.written_by.unwrap_or((self.name, ""));
        let mut survivors = Vec::new();
        for (what, breaks, mends) in self.mutants() {
            let sql = |text: &str| {
                let text = text.replace("{table}", self.name).replace("{condition}", &condition);
                let text = text.replace("{setting}", &setting).replace("{function}", function);
                AssertSqlSafe(text.replace("{app}", db.application_role()))
            };
            sqlx::raw_sql(sql(breaks)).execute(&db.owner()).await.unwrap();
            let findings = db.attack(self.schema).await.unwrap().into_findings();
            sqlx::raw_sql(sql(mends)).execute(&db.owner()).await.unwrap();
            if !findings.iter().any(|finding| [self.name, of].contains(&&*finding.table)) {
                survivors.push(format!("{}: {what}", self.name));
            }
        }
        // The last one is mended, so nothing is left that hides a fault.
        drop(db.attack(self.schema).await.unwrap());
        survivors
    }
}

async fn all_survivors(broken: Vec<Broken>) -> Vec<String> {
    let mut all = Vec::new();
    let mut running = JoinSet::new();
    for one in broken {
        if running.len() == 3 {
            all.extend(running.join_next().await.unwrap().unwrap());
        }
        running.spawn(one.survivors());
    }
    while let Some(some) = running.join_next().await {
        all.extend(some.unwrap());
    }
    all
}

#[tokio::test]
async fn every_mutant_is_found() {
    let tables = SCHEMA.tables.iter().filter(|table| !matches!(table.tenancy, Tenancy::Global));
    let tables: Vec<_> = tables.map(|table| Broken { schema: &SCHEMA, name: table.name, written_by: None }).collect();
    assert!(tables.len() * MUTANTS.len() > 60);
    let survivors = all_survivors(tables).await;
    assert!(survivors.is_empty(), "{survivors:#?}");
}

/// The versions of rows, and the last numbers of tenants.
#[tokio::test]
async fn every_mutant_of_what_triggers_write_is_found() {
    let tables = [
        ("house_tools_history", ("house_tools", "peristyle_house_tools_history_update()")),
        ("house_loans_line_counters", ("house_loans", "peristyle_house_loans_line_take_number()")),
    ];
    let broken = tables.map(|(name, by)| Broken { schema: &every_option::SCHEMA, name, written_by: Some(by) });
    assert_eq!(broken.iter().map(|one| one.mutants().count()).sum::<usize>(), 26);
    let survivors = all_survivors(broken.to_vec()).await;
    assert!(survivors.is_empty(), "{survivors:#?}");
}

/// Each reference between tables of tenants, by the id alone. The triggers of live rows would refuse it too, so they go as well.
#[tokio::test]
async fn every_reference_without_the_tenant_is_found() {
    let mut tried = 0;
    for def in SCHEMA.tables {
        for reference in def.references {
            let target = (reference.target)();
            if !matches!(target.tenancy, Tenancy::Tenant { .. }) {
                continue;
            }
            let db = TestDatabase::new(&SCHEMA).await.unwrap();
            let (table, to, column) = (def.name, target.name, reference.columns[0]);
            let breaks = format!(
                "DO $$ DECLARE one record; BEGIN
                    FOR one IN SELECT conname FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attname = '{column}'
                        WHERE conrelid = '{table}'::regclass AND contype = 'f' AND attnum = ANY (conkey) LOOP
                        EXECUTE format('ALTER TABLE {table} DROP CONSTRAINT %I', one.conname);
                    END LOOP;
                    FOR one IN SELECT tgname FROM pg_trigger WHERE tgrelid = '{table}'::regclass AND tgname LIKE 'peristyle\\_live\\_%' LOOP
                        EXECUTE format('DROP TRIGGER %I ON {table}', one.tgname);
                    END LOOP;
                END $$;
                CREATE UNIQUE INDEX ON {to} (id);
                ALTER TABLE {table} ADD FOREIGN KEY ({column}) REFERENCES {to} (id) NOT VALID"
            );
            sqlx::raw_sql(AssertSqlSafe(breaks)).execute(&db.owner()).await.unwrap();
            let findings = db.attack(&SCHEMA).await.unwrap().into_findings();
            let is_found = findings
                .iter()
                .any(|one| one.table == table && one.attack == "insert a row that refers to the other tenant");
            assert!(is_found, "{table}.{column}: {findings:#?}");
            tried += 1;
        }
    }
    assert!(tried > 5, "{tried}");
}
