//! Does on its standard input's orders (`Find 200 <id> <id> ...`) what toasty can, and answers with nanoseconds.

use std::error::Error;
use std::hint::black_box;
use std::io::{BufRead, Write, stdin, stdout};
use std::time::Instant;

use toasty::Db;
use uuid::Uuid;

/// The timestamps have defaults in the database, which toasty cannot leave to it: they are read, and stated on insert.
#[derive(Debug, toasty::Model)]
#[table = "org_items"]
struct Item {
    #[key]
    id: Uuid,
    organization_id: Uuid,
    #[column(type = varchar(255))]
    name: String,
    #[column(type = varchar(100))]
    sku: String,
    stock: i32,
    weight: f64,
    active: bool,
    note: Option<String>,
    created_at: jiff::Timestamp,
    updated_at: jiff::Timestamp,
    deleted_at: Option<jiff::Timestamp>,
}

type Result<T> = std::result::Result<T, Box<dyn Error>>;

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let url = arguments.next().ok_or("a URL is wanted")?;
    let tenant: Uuid = arguments.next().ok_or("a tenant is wanted")?.parse()?;
    let mut db = Db::builder().models(toasty::models!(Item)).max_pool_size(1).connect(&reachable(&url)).await?;
    for line in stdin().lock().lines() {
        let line = line?;
        let mut words = line.split(' ');
        let job = words.next().ok_or("a job is wanted")?;
        let times = words.next().ok_or("a number is wanted")?.parse()?;
        let ids = words.map(str::parse).collect::<std::result::Result<Vec<Uuid>, _>>()?;
        writeln!(stdout(), "{}", job_of(&mut db, tenant, job, times, &ids).await?)?;
        stdout().flush()?;
    }
    Ok(())
}

/// A socket's folder stands percent-encoded in the place of the host, where toasty looks for a name: it goes into a parameter.
fn reachable(url: &str) -> String {
    let parts = url.split_once('@').and_then(|(login, rest)| Some((login, rest.split_once('/')?)));
    match parts {
        Some((login, (host, rest))) if host.starts_with("%2F") => {
            let (folder, port) = host.split_once(':').unwrap_or((host, "5432"));
            format!("{login}@localhost:{port}/{rest}&host={folder}")
        }
        _ => url.to_owned(),
    }
}

async fn job_of(db: &mut Db, tenant: Uuid, job: &str, times: usize, ids: &[Uuid]) -> Result<u128> {
    let rows = match job {
        "InsertMany" => 1_000,
        "InsertTenThousand" => 10_000,
        _ => 1,
    };
    let new = (0..times * rows).map(|_| Uuid::now_v7()).collect::<Vec<_>>();
    let mut tx = db.transaction().await?;
    let start = Instant::now();
    match job {
        "Find" => {
            for id in ids {
                black_box(live(tenant).filter(Item::fields().id().eq(*id)).one().exec(&mut tx).await?);
            }
        }
        "Page" | "List" => {
            let rows = if job == "Page" { 50 } else { 1_000 };
            for _ in 0..times {
                let list = live(tenant).order_by(Item::fields().id().desc()).limit(rows);
                black_box(list.exec(&mut tx).await?);
            }
        }
        "Insert" => {
            for (number, id) in new.into_iter().enumerate() {
                black_box(draft(tenant, id, number).exec(&mut tx).await?);
            }
        }
        "InsertMany" | "InsertTenThousand" => {
            for ids in new.chunks(1_000) {
                let mut many = Item::create_many();
                for (number, id) in ids.iter().enumerate() {
                    many = many.item(draft(tenant, *id, number));
                }
                many.exec(&mut tx).await?;
            }
        }
        _ => {
            for id in ids {
                let row = live(tenant).filter(Item::fields().id().eq(*id));
                row.update().name("renamed").stock(7).updated_at(jiff::Timestamp::now()).exec(&mut tx).await?;
            }
        }
    }
    let taken = start.elapsed();
    tx.rollback().await?;
    Ok(taken.as_nanos())
}

/// The live rows of the tenant.
fn live(tenant: Uuid) -> <Item as toasty::schema::Model>::Query<toasty::stmt::List<Item>> {
    Item::filter(Item::fields().organization_id().eq(tenant)).filter(Item::fields().deleted_at().is_none())
}

fn draft(tenant: Uuid, id: Uuid, number: usize) -> <Item as toasty::schema::Model>::Create {
    let now = jiff::Timestamp::now();
    Item::create()
        .id(id)
        .organization_id(tenant)
        .name(format!("item {number}"))
        .sku(id.to_string())
        .stock(number as i32)
        .weight(1.5)
        .active(number % 2 == 0)
        .note((number % 3 == 0).then(|| "a note".to_owned()))
        .created_at(now)
        .updated_at(now)
}
