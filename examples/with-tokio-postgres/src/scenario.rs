//! Requests of two companies. Each one checks its answer, and stops the program if it is wrong.

use std::error::Error;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use deadpool_postgres::Pool;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::desk;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// The requests of each client under load.
const REQUESTS: usize = 100;

/// The clients of each company under load.
const CLIENTS: usize = 4;

/// How long everything may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// A connection to the service.
struct Client {
    stream: BufReader<TcpStream>,
    key: String,
}

impl Client {
    async fn connect(address: SocketAddr, key: &str) -> std::io::Result<Self> {
        Ok(Self { stream: BufReader::new(TcpStream::connect(address).await?), key: key.to_owned() })
    }

    async fn ask(&mut self, request: &str) -> std::io::Result<String> {
        self.stream.get_mut().write_all(format!("{} {request}\n", self.key).as_bytes()).await?;
        let mut answer = String::new();
        self.stream.read_line(&mut answer).await?;
        Ok(answer.trim_end().to_owned())
    }

    /// Asks, prints, and compares the beginning of the answer.
    async fn expect(&mut self, request: &str, answer: &str) -> Outcome<String> {
        let found = self.ask(request).await?;
        let shown: String = found.chars().take(70).collect();
        println!("  {request:<46} {shown}");
        if found.starts_with(answer) {
            Ok(found)
        } else {
            Err(format!("`{request}` is `{found}`, not `{answer}`").into())
        }
    }
}

/// Signs up two companies and prints what to send, until Ctrl-C.
pub async fn invite(pool: &Pool, address: SocketAddr) -> Outcome {
    let (_, lamps) = desk::sign_up(pool, "Lamps & Sons").await?;
    let (_, books) = desk::sign_up(pool, "The Book Corner").await?;
    println!("Send lines, with `nc {} {}`:\n", address.ip(), address.port());
    println!(
        "{lamps} open T-1 The lamp is dark\n{lamps} answer T-1 Try the switch\n{lamps} show T-1\n{books} show T-1\n"
    );
    Ok(tokio::signal::ctrl_c().await?)
}

/// Runs the scenario.
pub async fn run(pool: &Pool, address: SocketAddr) -> Outcome {
    let begun = Instant::now();
    let (lamps, lamps_key) = desk::sign_up(pool, "Lamps & Sons").await?;
    let (books, books_key) = desk::sign_up(pool, "The Book Corner").await?;
    let mut shop = Client::connect(address, &lamps_key).await?;
    let mut other = Client::connect(address, &books_key).await?;

    println!("\nLamps & Sons\n");
    shop.expect("open T-1 The lamp is dark", "opened T-1").await?;
    shop.expect("answer T-1 Try the switch", "answered, replies: 1").await?;
    shop.expect("answer T-1 Both switches", "answered, replies: 2").await?;
    shop.expect("show T-1", "answered The lamp is dark | Try the switch | Both switches").await?;
    for number in 2..=6 {
        shop.expect(&format!("open T-{number} A question"), "opened").await?;
    }
    shop.expect("count", "open 5, answered 1").await?;
    let page = shop.expect("list", "T-6 T-5 T-4; next: ").await?;
    let cursor = page.rsplit(' ').next().unwrap_or_default().to_owned();
    shop.expect(&format!("list {cursor}"), "T-3 T-2").await?;
    shop.expect("open T-1 The same reference", "error: ").await?;
    shop.expect(&format!("open T-{} Too long", "9".repeat(30)), "error: ").await?;
    shop.expect("list nothing", "error: this is not a cursor").await?;

    println!("\nThe Book Corner\n");
    other.expect("show T-1", "error: there is no such ticket").await?;
    other.expect("answer T-1 Buy a book", "error: there is no such ticket").await?;
    other.expect(&format!("list {cursor}"), "error: this is not a cursor").await?;
    other.expect("open T-1 Their own T-1", "opened T-1").await?;
    other.expect("count", "open 1").await?;
    other.key = "desk_forged".to_owned();
    other.expect("count", "error: the key is unknown").await?;

    println!("\nStatements of the driver, under row level security\n");
    let counts = [desk::own_sql(pool, lamps).await?, desk::own_sql(pool, books).await?];
    println!("  messages with `switch`: {} and {}", counts[0], counts[1]);
    if counts != [2, 0] {
        return Err("row level security must limit the statements of the driver".into());
    }
    together(address, [&lamps_key, &books_key]).await?;
    while desk::waiting_mails(pool, lamps).await? > 0 {
        if begun.elapsed() > PATIENCE {
            return Err("the mails of Lamps & Sons are not sent".into());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}

/// Clients of both companies at once: each sees its own rows only.
async fn together(address: SocketAddr, keys: [&str; 2]) -> Outcome {
    let begun = Instant::now();
    let mut clients = JoinSet::new();
    for (company, key) in keys.into_iter().enumerate() {
        for client in 0..CLIENTS {
            let mut connection = Client::connect(address, key).await?;
            clients.spawn(async move {
                for number in 0..REQUESTS / 2 {
                    let (reference, subject) = (format!("L-{client}-{number}"), format!("of company {company}"));
                    let opened = connection.ask(&format!("open {reference} {subject}")).await?;
                    let shown = connection.ask(&format!("show {reference}")).await?;
                    if opened != format!("opened {reference}") || shown != format!("open {subject}") {
                        return Err(std::io::Error::other(format!("company {company}: {opened}, {shown}")));
                    }
                }
                Ok(())
            });
        }
    }
    while let Some(done) = clients.join_next().await {
        done??;
    }
    let requests = 2 * CLIENTS * REQUESTS;
    println!(
        "\n{requests} requests of two companies at once in {:.1} s, none saw a row of the other.",
        begun.elapsed().as_secs_f64()
    );
    Ok(())
}
