//! What the help desk does: each function is a statement or a transaction of one tenant.

use deadpool_postgres::Pool;
use help_desk_schema::{
    ApiKey, ApiKeyInsert, Company, CompanyInsert, Mail, MailInsert, MailUpdate, Message, MessageInsert, Ticket,
    TicketInsert, TicketState, TicketUpdate,
};
use peristyle::Error;
use peristyle::prelude::*;
use peristyle::query::{Cursor, Page, PageSize, count_rows};
use peristyle::transaction::TransactionOptions;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The statements of a transaction do not wait for each other's answers longer than they must: `BEGIN` is sent with the first one, and `committing`
/// sends `COMMIT` with the last one.
fn pipelined() -> TransactionOptions {
    TransactionOptions::new().pipelined()
}

fn hash(key: &str) -> Vec<u8> {
    Sha256::digest(key.as_bytes()).to_vec()
}

/// Creates a tenant with its first API key, which is stored nowhere else.
///
/// # Errors
///
/// Those of the database, as for every function here.
pub async fn sign_up(pool: &Pool, name: &str) -> Result<(Tenant<Company>, String), Error> {
    let company = CompanyInsert::new(name);
    let tenant = Tenant::new(company.id());
    let key = format!("desk_{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
    let mut tx = pool.begin_tenant_with(tenant, pipelined()).await?;
    Company::insert(tenant, company).execute(&mut tx).await?;
    ApiKey::insert(tenant, ApiKeyInsert::new(hash(&key))).execute(tx.committing()).await?;
    Ok((tenant, key))
}

/// Finds the tenant of a request, before the tenant is known.
pub async fn caller(pool: &Pool, key: &str) -> Result<Option<Tenant<Company>>, Error> {
    ApiKey::tenant_of_key_hash(pool, hash(key)).await
}

/// Opens a ticket. One statement on the pool is one round trip: `BEGIN` with the tenant, the statement and `COMMIT` are sent together.
pub async fn open(pool: &Pool, tenant: Tenant<Company>, reference: &str, subject: &str) -> Result<Ticket, Error> {
    Ticket::insert(tenant, TicketInsert::new(reference, subject)).fetch_one(pool).await
}

/// Answers a ticket: the message, the mail and the counter are there together or not at all.
pub async fn answer(pool: &Pool, tenant: Tenant<Company>, reference: &str, text: &str) -> Result<Ticket, Error> {
    let mut tx = pool.begin_tenant_with(tenant, pipelined()).await?;
    let ticket = Ticket::find_by_reference(tenant, reference).fetch_one(&mut tx).await?;
    Message::insert(tenant, MessageInsert::new(ticket.id, text)).execute(&mut tx).await?;
    Mail::insert(tenant, MailInsert::new(ticket.id)).execute(&mut tx).await?;
    // The database adds, so that no answer of a colleague at the same moment is lost.
    let changes = Ticket::update(tenant, ticket.id, TicketUpdate::new().state(TicketState::Answered));
    changes.set(Ticket::REPLIES, Ticket::REPLIES + 1).fetch_one(tx.committing()).await
}

/// Returns a ticket with its first messages.
pub async fn show(pool: &Pool, tenant: Tenant<Company>, reference: &str) -> Result<(Ticket, Vec<Message>), Error> {
    let mut tx = pool.begin_tenant_with(tenant, pipelined().read_only()).await?;
    let ticket = Ticket::find_by_reference(tenant, reference).fetch_one(&mut tx).await?;
    let messages = Message::select(tenant)
        .filter(Message::TICKET_ID.eq(ticket.id))
        .order_by(Message::CREATED_AT.asc())
        .limit(50)
        .fetch_all(&mut tx)
        .await?;
    tx.commit().await?;
    Ok((ticket, messages))
}

/// Returns a page of the open tickets, the newest first.
pub async fn list(pool: &Pool, tenant: Tenant<Company>, cursor: Option<Cursor>) -> Result<Page<Ticket>, Error> {
    Ticket::select(tenant)
        .filter(Ticket::STATE.eq(TicketState::Open))
        .order_by(Ticket::CREATED_AT.desc())
        .page(PageSize::new(3)?, cursor)
        .fetch_all(pool)
        .await
}

/// Counts the tickets of each state.
pub async fn count(pool: &Pool, tenant: Tenant<Company>) -> Result<Vec<(TicketState, i64)>, Error> {
    let groups = Ticket::select(tenant).group_by(Ticket::STATE).aggregate(count_rows());
    groups.order_by(Ticket::STATE.asc()).limit(3).fetch_all(pool).await
}

/// Sends the next mail of any tenant, in a transaction of that tenant. Returns whether there was one.
pub async fn send_mail(pool: &Pool, send: impl AsyncFn(Tenant<Company>, &Mail)) -> Result<bool, Error> {
    let Some((mut tx, mail)) = pool.take_next(Mail::queue()).await? else { return Ok(false) };
    let tenant = tx.tenant();
    let sent = MailUpdate::new().sent_at(peristyle::Timestamp::from(std::time::SystemTime::now()));
    Mail::update(tenant, mail.id, sent).execute(&mut tx).await?;
    send(tenant, &mail).await;
    tx.commit().await?;
    Ok(true)
}

/// Counts the mails of a tenant that wait.
pub async fn waiting_mails(pool: &Pool, tenant: Tenant<Company>) -> Result<i64, Error> {
    Mail::select(tenant).filter(Mail::SENT_AT.is_null()).aggregate(count_rows()).fetch_one(pool).await
}

/// A statement of the driver, in the transaction of a tenant: row level security limits it to the rows of this tenant.
pub async fn own_sql(pool: &Pool, tenant: Tenant<Company>) -> Result<i64, Error> {
    let mut tx = pool.begin_tenant(tenant).await?;
    let row = tx.connection().query_one("SELECT count(*) FROM messages WHERE text ~* $1", &[&"switch"]).await?;
    let count = row.try_get(0)?;
    tx.commit().await?;
    Ok(count)
}
