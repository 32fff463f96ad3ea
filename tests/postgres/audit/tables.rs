//! L20 to L29 and L55: references, unique indexes, columns, partitions, indexes, triggers.

use super::{Audited, cases, counters};

/// As the owner, who then mends it as well: a table with a key of its own, for references by the id alone, guarded as it should be.
const BOXES: &str = "SET ROLE {owner};
    CREATE TABLE org_boxes (
        id uuid PRIMARY KEY, organization_id uuid NOT NULL REFERENCES organizations ON DELETE CASCADE, UNIQUE (organization_id, id)
    );
    ALTER TABLE org_boxes ENABLE ROW LEVEL SECURITY;
    ALTER TABLE org_boxes FORCE ROW LEVEL SECURITY;
    CREATE POLICY tenant_isolation ON org_boxes USING (organization_id = (SELECT current_organization_id()));";

/// The policy of a table, behind its columns.
macro_rules! guarded {
    ($table:literal) => {
        concat!(
            "ALTER TABLE ",
            $table,
            " ENABLE ROW LEVEL SECURITY; ALTER TABLE ",
            $table,
            " FORCE ROW LEVEL SECURITY;
             CREATE POLICY tenant_isolation ON ",
            $table,
            " USING (organization_id = (SELECT current_organization_id()));"
        )
    };
}

fn beside_boxes(sql: &str) -> String {
    format!("{BOXES}{sql}")
}

cases! {
    a_guarded_table: BOXES => [];

    a_reference_by_the_id_alone:
        &beside_boxes(concat!(
            "CREATE TABLE org_labels (id uuid PRIMARY KEY, organization_id uuid NOT NULL REFERENCES organizations,
                 box_id uuid REFERENCES org_boxes ON DELETE SET NULL);", guarded!("org_labels")
        )) => ["L20"];
    a_reference_to_what_has_no_key_with_the_tenant:
        &beside_boxes(concat!(
            "ALTER TABLE org_boxes DROP CONSTRAINT org_boxes_organization_id_id_key;
             CREATE TABLE org_labels (id uuid PRIMARY KEY, organization_id uuid NOT NULL REFERENCES organizations,
                 box_id uuid NOT NULL REFERENCES org_boxes ON DELETE CASCADE);", guarded!("org_labels")
        )) => ["L20"];
    a_reference_that_holds_two_tenants:
        &beside_boxes(concat!(
            "CREATE TABLE org_labels (id uuid PRIMARY KEY, organization_id uuid NOT NULL REFERENCES organizations, other_id uuid, box_id uuid,
                 FOREIGN KEY (other_id, box_id) REFERENCES org_boxes (organization_id, id));", guarded!("org_labels")
        )) => ["L20"];

    a_unique_index: "CREATE UNIQUE INDEX sku_of_all ON org_products USING btree (lower(sku) DESC) WHERE deleted_at IS NULL" => ["L21"];
    a_unique_constraint: "ALTER TABLE org_products ADD CONSTRAINT sku_of_all UNIQUE NULLS NOT DISTINCT (sku, name)" => ["L21"];
    an_exclusion: "ALTER TABLE org_products ADD CONSTRAINT sku_of_all EXCLUDE USING btree (sku WITH =)" => ["L21"];
    a_key_that_can_be_guessed:
        concat!("SET ROLE {owner};
            CREATE TABLE org_notes (number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, organization_id uuid NOT NULL REFERENCES organizations);",
            guarded!("org_notes")) => ["L21"];
    uniques_of_a_root: "CREATE UNIQUE INDEX ON organizations (name)" => [];

    a_row_of_nobody:
        concat!("SET ROLE {owner}; CREATE TABLE org_notes (id uuid PRIMARY KEY, organization_id uuid REFERENCES organizations);",
            guarded!("org_notes")) => ["L22"];

    a_table_without_the_tenant: &beside_boxes("CREATE TABLE stickers (id uuid PRIMARY KEY, box_id uuid NOT NULL REFERENCES org_boxes)") => ["L23"];

    a_partition_that_is_granted:
        concat!("SET ROLE {owner};
            CREATE TABLE org_events (id uuid, organization_id uuid NOT NULL REFERENCES organizations, PRIMARY KEY (organization_id, id))
                PARTITION BY HASH (organization_id);
            CREATE TABLE org_events_0 PARTITION OF org_events FOR VALUES WITH (MODULUS 1, REMAINDER 0);
            GRANT SELECT ON ALL TABLES IN SCHEMA public TO {app};", guarded!("org_events")) => ["L24"];
    a_partition_that_is_not:
        concat!("SET ROLE {owner};
            CREATE TABLE org_events (id uuid, organization_id uuid NOT NULL REFERENCES organizations, PRIMARY KEY (organization_id, id))
                PARTITION BY HASH (organization_id);
            CREATE TABLE org_events_0 PARTITION OF org_events FOR VALUES WITH (MODULUS 1, REMAINDER 0);
            GRANT SELECT ON org_events TO {app};", guarded!("org_events")) => [];
    a_partition_with_a_policy_of_its_own:
        concat!("SET ROLE {owner};
            CREATE TABLE org_events (id uuid, organization_id uuid NOT NULL REFERENCES organizations, PRIMARY KEY (organization_id, id))
                PARTITION BY HASH (organization_id);
            CREATE TABLE org_events_0 PARTITION OF org_events FOR VALUES WITH (MODULUS 1, REMAINDER 0);
            GRANT SELECT ON org_events, org_events_0 TO {app};", guarded!("org_events"), guarded!("org_events_0"),
            "ALTER POLICY tenant_isolation ON org_events_0 USING (true)") => ["L13"];
    an_inheriting_table: "SET ROLE {owner}; CREATE TABLE old_students () INHERITS (org_students); GRANT SELECT (name) ON old_students TO PUBLIC" => ["L24"];

    an_index_over_all_tenants: "CREATE INDEX by_name ON org_products USING btree (name) WHERE deleted_at IS NULL" => ["L26"];
    indexes_that_need_no_tenant:
        "CREATE INDEX ON organizations (name); CREATE INDEX ON org_entries (country_id); CREATE INDEX ON org_products USING gin (tags)" => [];
    a_key_that_is_not_leakproof: "CREATE INDEX by_price ON org_products (organization_id, name, price)" => ["L27"], unmended;
    an_enum_as_a_key: "CREATE INDEX by_status ON org_products (organization_id, status) WHERE deleted_at IS NULL" => ["L27"], unmended;
    a_predicate_that_is_not_leakproof: "CREATE INDEX cheap ON org_products (organization_id, name) WHERE price < 1" => [];

    a_reference_that_is_not_valid:
        "ALTER TABLE org_enrolments DROP CONSTRAINT org_enrolments_organization_id_student_id_fkey, ADD CONSTRAINT later
             FOREIGN KEY (organization_id, student_id) REFERENCES org_students (organization_id, id) NOT VALID" => ["L28"];

    triggers_of_references: "ALTER TABLE org_enrolments DISABLE TRIGGER ALL" => ["L29"];
    triggers_of_what_is_referred_to: "ALTER TABLE org_students DISABLE TRIGGER ALL" => ["L29"];
    the_trigger_of_updates: "ALTER TABLE org_products DISABLE TRIGGER USER" => ["L29"];
    the_trigger_of_kept_rows: "ALTER TABLE org_entries DISABLE TRIGGER peristyle_append_only" => ["L29"];
    a_trigger_of_replicas_alone: "ALTER TABLE org_entries ENABLE REPLICA TRIGGER peristyle_append_only" => ["L29"];
    a_missing_trigger_of_inserts: "DROP TRIGGER peristyle_live_insert ON org_enrolments" => ["L36", "L36"], unmended;
    a_missing_trigger_of_settled_deletes: "DROP TRIGGER peristyle_delete_settle ON org_students" => ["L36"], unmended;
    a_missing_trigger_of_statements: "DROP TRIGGER peristyle_delete_begin ON org_students" => ["L36"], unmended;
    a_missing_trigger_of_deletes: "DROP TRIGGER peristyle_delete_lock ON org_students" => ["L36"], unmended;
    a_missing_trigger_of_deletes_by_another_name:
        "ALTER TABLE org_students RENAME COLUMN deleted_at TO deleted_on; DROP TRIGGER peristyle_delete_lock ON org_students" => ["L36"], unmended;
    a_reference_that_is_not_valid_under_a_waiver:
        "ALTER TABLE org_products ADD COLUMN maker uuid, ADD CONSTRAINT maker FOREIGN KEY (maker) REFERENCES organizations NOT VALID;
         COMMENT ON TABLE org_products IS 'Waived validated (C11): old rows'" => ["L55"], unmended;
    a_missing_trigger_of_numbers: concat!("SET ROLE {owner}; ", counters!()) => ["L60", "L60", "L60"], unmended;
    a_later_reference:
        "ALTER TABLE org_products ADD COLUMN course_id uuid,
             ADD FOREIGN KEY (organization_id, course_id) REFERENCES org_courses (organization_id, id)" => ["L36"], unmended;
    a_trigger_of_ones_own:
        "CREATE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
         CREATE TRIGGER shout BEFORE INSERT ON org_products FOR EACH ROW EXECUTE FUNCTION shout(); ALTER TABLE org_products DISABLE TRIGGER shout" => [];

    a_second_reference_to_the_root:
        "SET ROLE {owner}; ALTER TABLE org_students ADD COLUMN partner_id uuid REFERENCES organizations ON DELETE CASCADE" => ["L55"], unmended;

    a_global_table_that_refers_to_the_root:
        "SET ROLE {owner}; CREATE TABLE users (id uuid PRIMARY KEY, current_team uuid REFERENCES organizations ON DELETE SET NULL)" => ["L10", "L22"];
    a_global_table_that_refers_to_the_root_under_a_waiver:
        "SET ROLE {owner};
         CREATE TABLE users (id uuid PRIMARY KEY, organization_id uuid UNIQUE REFERENCES organizations ON DELETE SET NULL);
         CREATE TABLE logins (id uuid PRIMARY KEY, user_id uuid NOT NULL REFERENCES users);
         COMMENT ON COLUMN users.organization_id IS 'Where the user is.

Waived no_global_to_tenant (P04): users know it';
         GRANT SELECT, INSERT, UPDATE, DELETE ON users, logins TO {app}" => [];
    a_waiver_on_another_column:
        "SET ROLE {owner}; CREATE TABLE users (id uuid PRIMARY KEY, organization_id uuid NOT NULL REFERENCES organizations);
         COMMENT ON COLUMN users.id IS 'Waived no_global_to_tenant (P04): users know it'" => ["L10"];

    a_foreign_table:
        "CREATE FOREIGN DATA WRAPPER far; CREATE SERVER away FOREIGN DATA WRAPPER far;
         CREATE FOREIGN TABLE org_far (id uuid, organization_id uuid NOT NULL) SERVER away; GRANT SELECT ON org_far TO {app}" => ["L25"];
}

/// From PostgreSQL 18 on a foreign key can be NOT ENFORCED; before, there is no such clause.
#[tokio::test]
async fn a_reference_that_is_not_enforced() {
    let mut audited = Audited::open().await;
    let not_enforced = "ALTER TABLE org_enrolments DROP CONSTRAINT org_enrolments_organization_id_student_id_fkey, ADD CONSTRAINT later
        FOREIGN KEY (organization_id, student_id) REFERENCES org_students (organization_id, id) NOT ENFORCED";
    let version = sqlx::query_scalar::<_, i32>("SELECT current_setting('server_version_num')::int / 10000");
    if version.fetch_one(&mut audited.admin).await.unwrap() < 18 {
        assert!(audited.run(not_enforced).await.is_err());
        return;
    }
    let found = audited.broken_by(not_enforced, &["L28"]).await;
    assert!(found[0].text.contains("NOT ENFORCED"), "{found:?}");
    audited.mended(found).await;
}
