//! Tables in schemas of their own: two of one name, references between them, names that need quotes.

use peristyle::prelude::*;
use peristyle::query::{PageSize, count_rows};
use peristyle::{Error, ViolationKind, across_tenants};
use peristyle_build::ddl;
use peristyle_build::{Checked, Database, Options};
use peristyle_test::server::Role;
use sqlx::PgPool;

use super::{assert_held, database, run, texts};

/// A customer account.
#[table(schema = "core", name = "organizations", tenant_root)]
#[derive(Debug, Clone, PartialEq)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// How far an invoice is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
#[pg_enum(schema = "billing", name = "progress")]
pub enum Progress {
    Open,
    Paid,
}

/// How far an offer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
#[pg_enum(name = "progress")]
pub enum Stage {
    Sent,
    Signed,
}

/// What a customer owes.
#[table(
    schema = "billing",
    name = "org_papers",
    tenant = Organization,
    unique(number),
    index(sum(desc)),
    check(sum >= 0, message = "nobody owes less than nothing"),
    derive_insert(PartialEq),
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Invoice {
    pub id: Id<Invoice>,
    pub organization_id: Id<Organization>,
    pub number: i64,
    pub sum: i64,
    pub progress: Progress,
    pub past: Vec<Progress>,
    #[column(on_delete = set_null, why = "an invoice outlives its offer")]
    pub offer_id: Option<Id<Offer>>,
}

/// What a customer is offered.
#[table(schema = "say \"so\"", name = "org_papers", tenant = Organization, unique(number), waive(snake_case = "as the sales team has it"))]
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    pub id: Id<Offer>,
    pub organization_id: Id<Organization>,
    pub number: i64,
    pub stage: Stage,
}

/// A line of an invoice, which is never changed.
#[table(schema = "billing", name = "org_lines", tenant = Organization, append_only)]
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub id: Id<Line>,
    pub organization_id: Id<Organization>,
    #[column(on_delete = restrict, why = "a line is evidence")]
    pub invoice_id: Id<Invoice>,
}

/// A country, everybody's, wherever the emission says.
#[table(name = "countries", unique(code))]
#[derive(Debug, Clone, PartialEq)]
pub struct Country {
    pub id: Id<Country>,
    #[column(varchar(2))]
    pub code: String,
}

schema! { pub SCHEMA = [Line, Invoice, Offer, Organization, Country] }

async fn sign_up(pool: &PgPool) -> Tenant<Organization> {
    let draft = OrganizationInsert::new();
    let tenant = Tenant::new(draft.id());
    let mut tx = pool.begin_tenant(tenant).await.unwrap();
    Organization::insert(tenant, draft).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    tenant
}

fn invoice(number: i64) -> InvoiceInsert {
    InvoiceInsert::new(number, 10, Progress::Open)
}

#[tokio::test]
async fn every_statement_finds_its_table() {
    let (_database, pool, _owner) = database(&SCHEMA, ddl::Options::new()).await;
    let ours = sign_up(&pool).await;
    let mut tx = pool.begin_tenant(ours).await.unwrap();
    let offer = Offer::insert(ours, OfferInsert::new(1, Stage::Sent)).fetch_one(&mut tx).await.unwrap();
    let first = Invoice::insert(ours, invoice(1).offer_id(offer.id)).fetch_one(&mut tx).await.unwrap();
    let more = (2..5).map(|number| invoice(number).past(vec![Progress::Open, Progress::Paid]));
    assert_eq!(Invoice::insert_many(ours, more).fetch_all(&mut tx).await.unwrap().len(), 3);
    Line::insert(ours, LineInsert::new(first.id)).execute(&mut tx).await.unwrap();
    assert_eq!(Invoice::find(ours, first.id).fetch_one(&mut tx).await.unwrap(), first);
    assert_eq!(Invoice::find_by_number(ours, 1).fetch_one(&mut tx).await.unwrap(), first);
    let joined = Invoice::select(ours).join(Invoice::OFFER_ID).filter(Offer::STAGE.eq(Stage::Sent)).limit(9);
    assert_eq!(joined.fetch_all(&mut tx).await.unwrap(), [(first.clone(), Some(offer.clone()))]);
    let within = Offer::select(ours).filter(Offer::NUMBER.eq(1)).column(Offer::ID);
    let found = Invoice::select(ours).filter(Invoice::OFFER_ID.is_in_select(within)).limit(9);
    assert_eq!(found.fetch_all(&mut tx).await.unwrap(), std::slice::from_ref(&first));
    let having = Invoice::select(ours).filter(Line::INVOICE_ID.exists_in(Line::select(ours))).limit(9);
    assert_eq!(having.fetch_all(&mut tx).await.unwrap(), std::slice::from_ref(&first));
    let groups = Invoice::select(ours).join(Invoice::OFFER_ID).group_by((Invoice::PROGRESS, Offer::STAGE));
    let groups =
        groups.aggregate((count_rows(), Invoice::SUM.sum_as::<i64>(), Offer::STAGE.max(), Invoice::PAST.max()));
    let groups = groups.having(Invoice::PROGRESS.min().eq(Progress::Open)).order_by(Offer::STAGE.asc()).limit(9);
    let groups = groups.fetch_all(&mut tx).await.unwrap();
    assert_eq!(groups[0].0, (Progress::Open, Some(Stage::Sent)));
    assert_eq!((groups.len(), groups[1].0, groups[0].1.0, groups[1].1.0), (2, (Progress::Open, None), 1, 3));
    let children = Line::select(ours).limit(9).load_children(Line::INVOICE_ID, [first.id]);
    assert_eq!(children.fetch_all(&mut tx).await.unwrap().of(first.id).len(), 1);
    let two = PageSize::new(2).unwrap();
    let page = Invoice::select(ours).order_by(Invoice::SUM.desc()).page(two, None).fetch_all(&mut tx).await.unwrap();
    let next = Invoice::select(ours).order_by(Invoice::SUM.desc()).page(two, page.next).fetch_all(&mut tx);
    assert_eq!((page.rows.len(), next.await.unwrap().rows.len()), (2, 2));
    let changes = InvoiceUpdate::new().progress(Progress::Paid);
    let seen = Invoice::update(ours, first.id, changes.clone()).fetch_one(&mut tx).await.unwrap().updated_at;
    let open = Invoice::PROGRESS.eq(Progress::Open);
    assert_eq!(Invoice::update_many(ours, open, changes).fetch_all(&mut tx).await.unwrap().len(), 3);
    let computed =
        Invoice::update(ours, first.id, InvoiceUpdate::new()).set(Invoice::SUM, Invoice::SUM + Invoice::NUMBER);
    let computed = computed.set(Invoice::PAST, Invoice::PAST.append(Invoice::PROGRESS));
    let computed = computed.if_version(Invoice::UPDATED_AT, seen).fetch_one(&mut tx).await.unwrap();
    assert_eq!((computed.sum, computed.past.last()), (first.sum + first.number, Some(&Progress::Paid)));
    let paid = Invoice::PAST.has(Progress::Paid) & Invoice::ID.eq(first.id);
    let computed = Invoice::update_many(ours, paid, InvoiceUpdate::new());
    let computed =
        computed.set(Invoice::NUMBER, Invoice::NUMBER - 1).set(Invoice::SUM, Invoice::SUM - Invoice::NUMBER + 1);
    assert_eq!(computed.execute(&mut tx).await.unwrap(), 1);
    let again = Invoice::insert(ours, invoice(4)).on_conflict(Invoice::BY_NUMBER);
    let again = again.do_update_set(Invoice::SUM, Invoice::SUM + Invoice::SUM.excluded() - Invoice::SUM);
    again.execute(&mut tx).await.unwrap();
    let again = Invoice::insert(ours, invoice(4)).on_conflict(Invoice::BY_NUMBER).do_update();
    let fourth = again.fetch_one(&mut tx).await.unwrap();
    assert_eq!(fourth.progress, Progress::Open);
    let paid = Invoice::select(ours).filter(Invoice::PROGRESS.eq(Progress::Paid));
    assert_eq!(paid.count(&mut tx).await.unwrap(), 3);
    Invoice::delete(ours, fourth.id).execute(&mut tx).await.unwrap();
    Invoice::restore(ours, fourth.id).execute(&mut tx).await.unwrap();
    assert_eq!(Invoice::delete_many(ours, Invoice::NUMBER.ge(2)).execute(&mut tx).await.unwrap(), 3);
    assert_eq!(Invoice::restore_many(ours, Invoice::NUMBER.eq(2)).execute(&mut tx).await.unwrap(), 1);
    tx.commit().await.unwrap();
    Country::insert(CountryInsert::new("de")).execute(&pool).await.unwrap();
    assert_eq!(Country::find_by_code("de").fetch_one(&pool).await.unwrap().code, "de");
}

#[tokio::test]
async fn a_violation_belongs_to_the_table_of_its_schema() {
    let (_database, pool, _owner) = database(&SCHEMA, ddl::Options::new()).await;
    let ours = sign_up(&pool).await;
    for (row, kind, message) in [
        (invoice(1), ViolationKind::Unique, "another invoice already has this number"),
        (InvoiceInsert { sum: -1, ..invoice(2) }, ViolationKind::Check, "nobody owes less than nothing"),
        (invoice(3).offer_id(Id::generate()), ViolationKind::Reference, "the referenced offer does not exist"),
    ] {
        let mut tx = pool.begin_tenant(ours).await.unwrap();
        Invoice::insert(ours, invoice(1)).execute(&mut tx).await.unwrap();
        let refused = Invoice::insert(ours, row).execute(&mut tx).await.unwrap_err();
        let Error::Violation(violation) = refused else { panic!("{refused:?}") };
        assert_eq!((violation.kind, violation.message.as_str()), (kind, message));
    }
}

#[tokio::test]
async fn all_tenants_are_read_by_the_qualified_root() {
    let (database, pool, _owner) = database(&SCHEMA, ddl::Options::new()).await;
    sign_up(&pool).await;
    let across = across_tenants!(Organization, "how many customers there are");
    let unheld = PgPool::connect_with(database.connect_options(Role::Admin)).await.unwrap();
    let mut tx = unheld.begin_across(across).await.unwrap();
    assert_eq!(Organization::select_across(across).limit(9).fetch_all(&mut tx).await.unwrap().len(), 1);
}

/// Where each thing is, and what may use it.
#[tokio::test]
async fn everything_is_where_it_says() {
    for (options, home) in
        [(ddl::Options::new(), "public"), (ddl::Options::new().schema("shop").create_schema(), "shop")]
    {
        let (_database, pool, owner) = database(&SCHEMA, options).await;
        let relations = "SELECT format('%s.%s', relnamespace::regnamespace, relname) FROM pg_class \
            WHERE relkind = 'r' AND relname ~ '^(org|countr)' AND relnamespace <> 'pg_catalog'::regnamespace ORDER BY 1";
        let say_so = "\"say \"\"so\"\"\".org_papers";
        let countries = format!("{home}.countries");
        let mut expected =
            [say_so, "billing.org_lines", "billing.org_papers", "core.organizations", &countries].map(str::to_owned);
        expected.sort();
        let mut found = texts(&owner, relations).await;
        found.sort();
        assert_eq!(found, expected);
        let enums = "SELECT typnamespace::regnamespace::text FROM pg_type WHERE typname = 'progress' ORDER BY 1";
        assert_eq!(texts(&owner, enums).await, ["billing", home]);
        let indexes = "SELECT DISTINCT (i.relnamespace = t.relnamespace)::text FROM pg_index \
            JOIN pg_class i ON i.oid = indexrelid JOIN pg_class t ON t.oid = indrelid WHERE t.relname ~ '^(org|countr)'";
        assert_eq!(texts(&owner, indexes).await, ["true"]);
        let comments = "SELECT obj_description(oid) FROM pg_class WHERE relname IN ('org_papers') ORDER BY 1";
        assert_eq!(texts(&owner, comments).await[1], "What a customer owes.");
        assert_held(&owner).await;
        let ours = sign_up(&pool).await;
        let mut tx = pool.begin_tenant(ours).await.unwrap();
        assert!(Invoice::select(ours).limit(1).fetch_all(&mut tx).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn the_idempotent_form_loads_twice() {
    let options = ddl::Options::new().idempotent();
    let (_database, _pool, owner) = database(&SCHEMA, options.clone()).await;
    run(&owner, &ddl::sql(&SCHEMA, &options).unwrap()).await;
}

#[test]
fn a_snapshot_tells_the_two_apart() {
    let taken = Database::of(&SCHEMA);
    let read = Database::from_json(&taken.to_json()).unwrap();
    assert_eq!(read, taken);
    let checked = |database: Database| database.check(&Options::new()).unwrap();
    let (taken, read) = (checked(taken), checked(read));
    assert_eq!(taken.changes_to(&read), []);
    let without = peristyle::Schema::new(&SCHEMA.tables[1..], &[]);
    let changes = taken.changes_to(&Checked::of(&without).unwrap());
    assert_eq!(
        changes.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["the table `billing.org_lines` was removed"]
    );
}

#[test]
fn documentation_names_the_schema() {
    let page = peristyle_build::schema_md::markdown(&Checked::of(&SCHEMA).unwrap(), &[]);
    assert!(
        page.contains("### billing.org_papers\n") && page.contains("[billing.org_papers](#billingorg_papers)"),
        "{page}"
    );
    assert!(page.contains("FROM billing.org_papers\n"), "{page}");
    assert!(peristyle_build::diagram::mermaid(&Checked::of(&SCHEMA).unwrap()).contains("    \"billing.org_papers\" {"));
    assert!(peristyle_build::diagram::svg(&Checked::of(&SCHEMA).unwrap()).contains(">billing.org_papers<"));
}
