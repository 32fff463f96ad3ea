//! Every refusal of a row by the server, on every kind of table, by every statement: its kind, its columns and its
//! words.

use peristyle::prelude::*;
use peristyle::{Error, Violation, ViolationKind};
use peristyle_test::server::{Database, Role, Server};
use sqlx::types::chrono::NaiveDate;
use sqlx::{AssertSqlSafe, PgPool};

use super::{Pool, driver};

/// Who rents a place on the market.
#[table(name = "firms", tenant_root, unique(name))]
#[derive(Debug, Clone, PartialEq)]
pub struct Firm {
    pub id: Id<Firm>,
    #[column(varchar(100))]
    pub name: String,
    pub ask: Option<String>,
}

/// A stall of a firm.
#[table(name = "org_stalls", tenant = Firm, unique(number), derive_insert(PartialEq))]
#[derive(Debug, Clone, PartialEq)]
pub struct Stall {
    pub id: Id<Stall>,
    pub firm_id: Id<Firm>,
    pub number: i32,
    pub ask: Option<String>,
    #[column(on_delete = restrict, why = "a stall keeps its region")]
    pub region_id: Option<Id<Region>>,
}

/// A part of the town, by a code that may change.
#[table(
    name = "regions",
    unique(code),
    waive(soft_delete = "a region that nobody refers to is deleted"),
    waive(on_delete_why = "said by the bylaws of the town"),
    derive_insert(PartialEq)
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Region {
    pub id: Id<Region>,
    #[column(varchar(10))]
    pub code: String,
    #[column(varchar(10), references = Region::CODE, on_delete = restrict)]
    pub parent_code: Option<String>,
    #[column(sql_type = "short_word", waive(column_type = "a domain of the town"))]
    pub word: Option<String>,
    pub ask: Option<String>,
}

/// What was paid on which day.
#[table(
    name = "receipts",
    unique(day, number),
    partition(range(day), child("receipts_2024", from = "2024-01-01", to = "2025-01-01")),
    waive(primary_key = "ids are UUIDs that the application alone makes")
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Receipt {
    pub id: Id<Receipt>,
    pub day: NaiveDate,
    pub number: i32,
}

schema! { pub SCHEMA = [Firm, Stall, Region, Receipt] }

/// What a person wrote by hand: a domain, triggers that refuse what is asked for, and tables that the structs know
/// nothing of.
const BY_HAND: &str = "
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE part text[] := string_to_array(NEW.ask, '|');
    BEGIN
        IF NEW.ask LIKE '%|%' THEN
            RAISE EXCEPTION 'the market is closed'
                USING ERRCODE = part[1], CONSTRAINT = part[2], TABLE = part[3], COLUMN = part[4];
        END IF;
        RETURN NEW;
    END $$;
    CREATE TABLE journal (
        number integer NOT NULL, line text UNIQUE CHECK (line <> 'check'), region_id uuid REFERENCES regions (id));
    INSERT INTO journal VALUES (1, 'unique');
    CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
    BEGIN
        IF NEW.ask IN ('number', 'unique', 'check', 'region') THEN
            INSERT INTO journal (number, line, region_id) VALUES (
                CASE WHEN NEW.ask = 'number' THEN NULL ELSE 1 END, NEW.ask,
                CASE WHEN NEW.ask = 'region' THEN gen_random_uuid() END);
        END IF;
        RETURN NEW;
    END $$;
    CREATE TABLE leases (code varchar(10) NOT NULL REFERENCES regions (code) ON DELETE SET NULL ON UPDATE RESTRICT);
    CREATE TABLE visits (code varchar(10) REFERENCES regions (code) ON DELETE SET NULL CHECK (code IS NOT NULL));
";

struct Market {
    database: Database,
    pool: Pool,
    tenant: Tenant<Firm>,
}

impl Market {
    async fn open() -> Self {
        let server = Server::shared().await.unwrap();
        let database = server.empty_database().await.unwrap();
        let options = peristyle_build::ddl::Options::new();
        let options = options.application_role(server.role_name(Role::Application).to_owned());
        let domain = "CREATE DOMAIN short_word AS text CONSTRAINT short_word_check CHECK (length(VALUE) < 5);";
        let triggers = ["firms", "org_stalls", "regions"].map(|table| {
            format!(
                "CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse();
                CREATE TRIGGER note AFTER INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION note();"
            )
        });
        let schema = peristyle_build::ddl::sql(&SCHEMA, &options).unwrap();
        let this = Self { pool: super::pool(&database, 2), database, tenant: Tenant::new(Id::generate()) };
        this.as_owner(&format!("{domain}\n{schema}\n{BY_HAND}\n{}", triggers.concat())).await;
        let mut tx = this.begin().await;
        let firm = FirmInsert::new("ours").with_id(this.tenant.id());
        Firm::insert(this.tenant, firm).execute(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        this
    }

    async fn as_owner(&self, sql: &str) {
        let owner = PgPool::connect_with(self.database.connect_options(Role::Owner)).await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&owner).await.unwrap();
    }

    async fn begin(&self) -> driver::TransactionOf<Firm> {
        self.pool.begin_tenant(self.tenant).await.unwrap()
    }

    /// A region that is there.
    async fn region(&self, code: &str) -> Region {
        Region::insert(RegionInsert::new(code)).fetch_one(&self.pool).await.unwrap()
    }

    /// What every statement that writes is refused with, on the root, a tenant table and a global one.
    async fn refused(&self, ask: &str) -> Vec<(&'static str, Violation)> {
        let (region, stall) = (self.region("there").await, self.stall().await);
        let mut all = Vec::new();
        macro_rules! on_tenant {
            ($($told:literal $statement:expr;)*) => {
                $(
                    let mut tx = self.begin().await;
                    all.push(($told, violation($statement.execute(&mut tx).await)));
                    tx.rollback().await.unwrap();
                )*
            };
        }
        let (tenant, of_region, of_stall) = (self.tenant, Region::ID.eq(region.id), Stall::ID.eq(stall.id));
        let new_stall = || StallInsert::new(2).ask(ask.to_owned());
        let third_stall = || StallInsert { number: 3, ..new_stall() }.with_id(Id::generate());
        let new_region = || RegionInsert::new("new").ask(ask.to_owned());
        let firm = || FirmUpdate::new().ask(ask.to_owned());
        on_tenant! {
            "root, update" Firm::update(tenant, firm());
            "root, update_many" Firm::update_many(tenant, Firm::ID.eq(tenant.id()), firm());
            "tenant, insert" Stall::insert(tenant, new_stall());
            "tenant, insert_many" Stall::insert_many(tenant, [new_stall(), third_stall()]);
            "tenant, upsert" Stall::insert(tenant, StallInsert { number: 1, ..new_stall() })
                .on_conflict(Stall::BY_NUMBER).do_update();
            "tenant, update" Stall::update(tenant, stall.id, StallUpdate::new().ask(ask.to_owned()));
            "tenant, update_many" Stall::update_many(tenant, of_stall, StallUpdate::new().ask(ask.to_owned()));
        }
        let fresh = Tenant::<Firm>::new(Id::generate());
        let mut tx = self.pool.begin_tenant(fresh).await.unwrap();
        let new_firm = FirmInsert::new("fresh").with_id(fresh.id()).ask(ask.to_owned());
        all.push(("root, insert", violation(Firm::insert(fresh, new_firm).execute(&mut tx).await)));
        tx.rollback().await.unwrap();
        let mut on_global = |told, result| all.push((told, violation(result)));
        on_global("global, insert", Region::insert(new_region()).execute(&self.pool).await);
        let many = [new_region(), RegionInsert { code: "newer".to_owned(), ..new_region() }.with_id(Id::generate())];
        on_global("global, insert_many", Region::insert_many(many).execute(&self.pool).await.map(drop));
        let upsert = RegionInsert { code: "there".to_owned(), ..new_region() };
        let upsert = Region::insert(upsert).on_conflict(Region::BY_CODE).do_update();
        on_global("global, upsert", upsert.execute(&self.pool).await);
        let change = || RegionUpdate::new().ask(ask.to_owned());
        on_global("global, update", Region::update(region.id, change()).execute(&self.pool).await);
        on_global("global, update_many", Region::update_many(of_region, change()).execute(&self.pool).await.map(drop));
        Region::delete(region.id).execute(&self.pool).await.unwrap();
        all
    }

    async fn stall(&self) -> Stall {
        let mut tx = self.begin().await;
        let stall = Stall::insert(self.tenant, StallInsert::new(1)).on_conflict(Stall::BY_NUMBER).do_update();
        let stall = stall.fetch_one(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        stall
    }
}

fn violation<T: std::fmt::Debug>(result: Result<T, Error>) -> Violation {
    match result {
        Err(Error::Violation(violation)) => violation,
        other => panic!("{other:?}"),
    }
}

const CODES: [(&str, ViolationKind); 8] = [
    ("23000", ViolationKind::Check),
    ("23001", ViolationKind::Referenced),
    ("23502", ViolationKind::NotNull),
    ("23503", ViolationKind::Reference),
    ("23505", ViolationKind::Unique),
    ("23514", ViolationKind::Check),
    ("23P01", ViolationKind::Exclusion),
    ("P0001", ViolationKind::Trigger),
];

/// Whatever its code, its text is what the user is told.
#[tokio::test]
async fn a_trigger_speaks_for_itself() {
    let market = Market::open().await;
    for (code, kind) in CODES {
        for (constraint, table) in [("", ""), ("elsewhere", ""), ("elsewhere", "elsewhere")] {
            for (told, violation) in market.refused(&format!("{code}|{constraint}|{table}|")).await {
                let told = format!("{told}, {code} {constraint} {table}: {violation:?}");
                assert_eq!((violation.kind, violation.constraint.as_str()), (kind, constraint), "{told}");
                assert_eq!(violation.columns, [""; 0], "{told}");
                assert_eq!(violation.message, "the market is closed", "{told}");
            }
        }
    }
}

/// As the server does of a constraint; the words are those of the constraint then.
#[tokio::test]
async fn a_trigger_may_name_a_constraint_or_a_column() {
    let market = Market::open().await;
    market.region("taken").await;
    let unique = violation(Region::insert(RegionInsert::new("taken")).execute(&market.pool).await).constraint;
    for ask in [format!("23505|{unique}||"), format!("23505|{unique}|regions|")] {
        let refused = violation(Region::insert(RegionInsert::new("new").ask(ask)).execute(&market.pool).await);
        assert_eq!(refused.to_string(), "another region already has this code");
        assert_eq!((refused.kind, refused.columns), (ViolationKind::Unique, vec!["code"]));
    }
    let ask = "23502||regions|word".to_owned();
    let refused = violation(Region::insert(RegionInsert::new("new").ask(ask)).execute(&market.pool).await);
    assert_eq!(refused.to_string(), "the word of this region is missing");
    let ask = format!("23505|{unique}|journal|");
    let refused = violation(Region::insert(RegionInsert::new("new").ask(ask)).execute(&market.pool).await);
    assert_eq!((refused.columns.len(), refused.message.as_str()), (0, "the market is closed"));
}

/// A table that a trigger writes to may have columns and constraints of the same names.
#[tokio::test]
async fn what_a_trigger_breaks_elsewhere_names_no_column() {
    let market = Market::open().await;
    for (ask, kind, words) in [
        ("number", ViolationKind::NotNull, "a value of this {} is missing"),
        ("unique", ViolationKind::Unique, "another row already has these values"),
        ("check", ViolationKind::Check, "a value of this {} is not allowed"),
        ("region", ViolationKind::Reference, "a row referenced by this {} does not exist"),
    ] {
        for (told, violation) in market.refused(ask).await {
            let row = match told.split_once(',').unwrap().0 {
                "root" => "firm",
                "tenant" => "stall",
                _ => "region",
            };
            assert_eq!((violation.kind, violation.columns.len()), (kind, 0), "{told} {ask}: {violation:?}");
            assert_eq!(violation.message, words.replace("{}", row), "{told} {ask}: {violation:?}");
        }
    }
}

#[tokio::test]
async fn a_value_that_others_refer_to_is_not_changed() {
    let market = Market::open().await;
    let (parent, other) = (market.region("parent").await, market.region("other").await);
    let child = RegionInsert::new("child").parent_code("parent".to_owned());
    let child = Region::insert(child).fetch_one(&market.pool).await.unwrap();
    market.as_owner("INSERT INTO leases VALUES ('other')").await;
    let code = |code: &str| RegionUpdate::new().code(code);
    // A row of its own table refers to the first, one of another table to the second.
    for referred in [parent, other] {
        let by_id = Region::ID.eq(referred.id);
        let same = RegionInsert::new("fresh").with_id(referred.id);
        for refused in [
            violation(Region::update(referred.id, code("new")).execute(&market.pool).await),
            violation(Region::update_many(by_id, code("new")).execute(&market.pool).await),
            violation(Region::insert(same.clone()).on_key_conflict().do_update().execute(&market.pool).await),
            violation(Region::insert_many([same]).on_key_conflict().do_update().execute(&market.pool).await),
            violation(Region::delete(referred.id).execute(&market.pool).await),
            violation(Region::delete_many(Region::ID.eq(referred.id)).execute(&market.pool).await),
        ] {
            assert_eq!(refused.kind, ViolationKind::Referenced, "{refused:?}");
            assert_eq!((refused.to_string().as_str(), refused.columns.len()), ("this region is still in use", 0));
        }
    }
    let lost = RegionUpdate::new().parent_code("nowhere".to_owned());
    for refused in [
        violation(Region::update(child.id, lost.clone()).execute(&market.pool).await),
        violation(Region::update_many(Region::ID.eq(child.id), lost).execute(&market.pool).await),
        violation(
            Region::insert(RegionInsert::new("new").parent_code("nowhere".to_owned())).execute(&market.pool).await,
        ),
    ] {
        assert_eq!((refused.kind, refused.columns), (ViolationKind::Reference, vec!["parent_code"]));
        assert_eq!(refused.message, "the referenced parent code does not exist");
    }
}

/// A reference that would become NULL where that is not allowed.
#[tokio::test]
async fn a_delete_that_others_cannot_follow() {
    let market = Market::open().await;
    for table in ["leases", "visits"] {
        let region = market.region(table).await;
        market.as_owner(&format!("INSERT INTO {table} VALUES ('{table}')")).await;
        let refused = violation(Region::delete(region.id).execute(&market.pool).await);
        assert_eq!(
            (refused.kind, refused.message.as_str()),
            (ViolationKind::Referenced, "this region is still in use")
        );
    }
}

#[tokio::test]
async fn a_row_without_a_partition_names_what_rows_are_partitioned_by() {
    let market = Market::open().await;
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let lost = || ReceiptInsert::new(day("2031-01-01"), 1);
    for refused in [
        violation(Receipt::insert(lost()).execute(&market.pool).await),
        violation(Receipt::insert_many([lost(), lost()]).execute(&market.pool).await),
    ] {
        assert_eq!((refused.kind, refused.columns), (ViolationKind::Check, vec!["day"]));
        assert_eq!(refused.message, "the day of this receipt is not allowed");
    }
    // A child that the struct does not know.
    let unknown = "CREATE TABLE receipts_older PARTITION OF receipts FOR VALUES FROM (MINVALUE) TO ('2024-01-01')";
    market.as_owner(unknown).await;
    for year in ["2023-12-31", "2024-12-31"] {
        let receipt = || ReceiptInsert::new(day(year), 7);
        Receipt::insert(receipt()).execute(&market.pool).await.unwrap();
        let taken = violation(Receipt::insert(receipt().with_id(Id::generate())).execute(&market.pool).await);
        assert_eq!(taken.to_string(), "another receipt already has this day and number", "{taken:?}");
    }
}

#[tokio::test]
async fn a_domain_names_its_column() {
    let market = Market::open().await;
    let long = || RegionInsert::new("new").word("longer".to_owned());
    for refused in [
        violation(Region::insert(long()).execute(&market.pool).await),
        violation(Region::insert_many([long()]).execute(&market.pool).await),
    ] {
        assert_eq!((refused.constraint.as_str(), refused.kind), ("short_word_check", ViolationKind::Check));
        assert_eq!(
            (refused.columns, refused.message.as_str()),
            (vec!["word"], "the word of this region is not allowed")
        );
    }
}
