//! The service: a line of text is a request, `KEY COMMAND ..`, and a line is its answer.

use std::io;
use std::time::Duration;

use deadpool_postgres::Pool;
use peristyle::Error;
use peristyle::query::Cursor;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::desk;

/// The longest request, in bytes.
const LONGEST: u64 = 64 * 1024;

/// The pause when no mail waits, and after an error of the database.
const PAUSE: Duration = Duration::from_millis(50);

/// Answers requests until `stop` is true. A request that was begun gets its answer.
///
/// # Errors
///
/// The listener fails.
pub async fn serve(listener: TcpListener, pool: Pool, mut stop: watch::Receiver<bool>) -> io::Result<()> {
    let mut connections = JoinSet::new();
    let result = loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(talk(stream, pool.clone(), stop.clone()));
                }
                Err(error) => break Err(error),
            },
            _ = stop.changed() => break Ok(()),
            Some(_) = connections.join_next() => {}
        }
    };
    while connections.join_next().await.is_some() {}
    result
}

/// Serves one connection. A client that goes away is no error of the service.
async fn talk(stream: TcpStream, pool: Pool, mut stop: watch::Receiver<bool>) -> io::Result<()> {
    let (reader, mut writer) = stream.into_split();
    let mut reader = BufReader::new(reader);
    let mut line = String::new();
    loop {
        line.clear();
        let mut limited = (&mut reader).take(LONGEST);
        let read = tokio::select! {
            read = limited.read_line(&mut line) => read?,
            _ = stop.changed() => return Ok(()),
        };
        if read == 0 {
            return Ok(());
        }
        if !line.ends_with('\n') {
            return writer.write_all(b"error: the request is too long, or does not end\n").await;
        }
        let answer = answer(&pool, line.trim()).await;
        writer.write_all(format!("{}\n", answer.replace('\n', " ")).as_bytes()).await?;
    }
}

/// The answer to one request. What a client sees of an error names no other tenant, no SQL and no value of another row.
pub async fn answer(pool: &Pool, request: &str) -> String {
    match handle(pool, request).await {
        Ok(answer) => answer,
        Err(Error::NotFound { .. }) => "error: there is no such ticket".to_owned(),
        Err(Error::Violation(violation)) => format!("error: {}", violation.message),
        Err(Error::Cursor(_)) => "error: this is not a cursor of the list".to_owned(),
        Err(error) if error.is_retryable() => "error: try again".to_owned(),
        Err(error) => {
            eprintln!("{}: {error}", error.code());
            "error: the request failed".to_owned()
        }
    }
}

async fn handle(pool: &Pool, request: &str) -> Result<String, Error> {
    let mut words = request.splitn(3, ' ');
    let (key, command) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let rest = words.next().unwrap_or_default();
    let (reference, text) = rest.split_once(' ').unwrap_or((rest, ""));
    // The only place where a tenant is made of what a client sends.
    let Some(tenant) = desk::caller(pool, key).await? else { return Ok("error: the key is unknown".to_owned()) };
    Ok(match command {
        "open" => format!("opened {}", desk::open(pool, tenant, reference, text).await?.reference),
        "answer" => format!("answered, replies: {}", desk::answer(pool, tenant, reference, text).await?.replies),
        "show" => {
            let (ticket, messages) = desk::show(pool, tenant, reference).await?;
            let messages: String = messages.iter().map(|message| format!(" | {}", message.text)).collect();
            format!("{} {}{messages}", ticket.state, ticket.subject)
        }
        "list" => {
            let cursor = Some(rest).filter(|rest| !rest.is_empty()).map(str::parse::<Cursor>).transpose()?;
            let page = desk::list(pool, tenant, cursor).await?;
            let references: Vec<_> = page.rows.iter().map(|ticket| ticket.reference.as_str()).collect();
            match page.next {
                Some(next) => format!("{}; next: {next}", references.join(" ")),
                None => references.join(" "),
            }
        }
        "count" => {
            let counts = desk::count(pool, tenant).await?;
            counts.iter().map(|(state, count)| format!("{state} {count}")).collect::<Vec<_>>().join(", ")
        }
        _ => "error: the commands are open, answer, show, list and count".to_owned(),
    })
}

/// Sends mails of all tenants, one after another, until `stop` is true.
pub async fn send_mails(pool: Pool, mut stop: watch::Receiver<bool>) -> usize {
    let mut count = 0;
    while !*stop.borrow() {
        // A service sends a mail here, with the id of the row, so that sending it twice has no effect.
        match desk::send_mail(&pool, async |_, _| ()).await {
            Ok(true) => count += 1,
            Ok(false) => drop(tokio::time::timeout(PAUSE, stop.changed()).await),
            Err(error) => {
                eprintln!("a mail waits again: {}: {error}", error.code());
                drop(tokio::time::timeout(PAUSE, stop.changed()).await);
            }
        }
    }
    count
}
