//! The connection of `migrate apply` is cut at every step, and the next run completes.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use sqlx::postgres::PgConnectOptions;

use crate::database::WithDatabase;

/// When the connection is cut.
#[derive(Debug, Clone, Copy)]
enum Cut {
    /// The server does not get the message.
    Before(usize),
    /// The server gets the message, and the program no answer.
    After(usize),
    Never,
}

/// A place between the program and the server that counts the messages of the program.
struct Proxy {
    port: u16,
    messages: Arc<AtomicUsize>,
}

enum Server {
    Tcp(TcpStream),
    Unix(UnixStream),
}

impl Server {
    fn connect(options: &PgConnectOptions) -> io::Result<Self> {
        let file = format!(".s.PGSQL.{}", options.get_port());
        match options.get_socket() {
            Some(folder) => UnixStream::connect(folder.join(file)).map(Self::Unix),
            None => TcpStream::connect((options.get_host(), options.get_port())).map(Self::Tcp),
        }
    }

    fn try_clone(&self) -> io::Result<Self> {
        match self {
            Self::Tcp(stream) => stream.try_clone().map(Self::Tcp),
            Self::Unix(stream) => stream.try_clone().map(Self::Unix),
        }
    }

    fn stream(&mut self) -> &mut dyn ReadWrite {
        match self {
            Self::Tcp(stream) => stream,
            Self::Unix(stream) => stream,
        }
    }

    fn shutdown(&self) {
        match self {
            Self::Tcp(stream) => stream.shutdown(Shutdown::Both),
            Self::Unix(stream) => stream.shutdown(Shutdown::Both),
        }
        .ok();
    }
}

trait ReadWrite: Read + Write {}
impl<T: Read + Write> ReadWrite for T {}

impl Proxy {
    fn to(options: PgConnectOptions, cut: Cut) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let messages = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&messages);
        thread::spawn(move || {
            let (client, _) = listener.accept().unwrap();
            let server = Server::connect(&options).unwrap();
            let (mut answers, mut to_client) = (server.try_clone().unwrap(), client.try_clone().unwrap());
            thread::spawn(move || pump(answers.stream(), &mut to_client));
            forward(client, server, cut, &count);
        });
        Self { port, messages }
    }

    /// The URL that leads here.
    fn url(&self, url: &str) -> String {
        let (login, rest) = url.split_once('@').unwrap();
        let database = rest.split('/').next_back().unwrap().split('?').next().unwrap();
        format!("{login}@127.0.0.1:{}/{database}?sslmode=disable", self.port)
    }
}

fn pump(from: &mut dyn ReadWrite, to: &mut TcpStream) {
    let mut bytes = [0; 65536];
    while let Ok(length) = from.read(&mut bytes) {
        if length == 0 || to.write_all(&bytes[..length]).is_err() {
            break;
        }
    }
    to.shutdown(Shutdown::Both).ok();
}

fn forward(mut client: TcpStream, mut server: Server, cut: Cut, count: &AtomicUsize) {
    let mut bytes = [0; 65536];
    while let Ok(length) = client.read(&mut bytes) {
        let number = count.fetch_add(1, Ordering::SeqCst) + 1;
        let is_lost = matches!(cut, Cut::Before(at) if at == number);
        if length == 0 || is_lost || server.stream().write_all(&bytes[..length]).is_err() {
            break;
        }
        if matches!(cut, Cut::After(at) if at == number) {
            break;
        }
    }
    client.shutdown(Shutdown::Both).ok();
    server.shutdown();
}

/// Cuts the connection of one run, and lets another one complete. Returns the number of messages.
async fn cut(cut: Cut) -> usize {
    let on = WithDatabase::between_releases().await;
    let proxy = Proxy::to(on.options(), cut);
    let ran = on.shop.run(&["migrate", "apply", &proxy.url(&on.owner())]);
    let messages = proxy.messages.load(Ordering::SeqCst);
    if ran.code == 0 {
        // Nothing was lost but the end of the session.
        assert!(matches!(cut, Cut::Never) || ran.stdout.contains(" applied"), "{cut:?}: {ran:?}");
    } else {
        assert_eq!(ran.code, 4, "{cut:?}: {ran:?}");
        let told =
            ["the connection was lost", "cannot connect to", "when the connection was lost", "run the command again"];
        assert!(told.iter().any(|text| ran.stderr.contains(text)), "{cut:?}: {ran:?}");
    }
    let again = on.shop.run(&["migrate", "apply", &on.owner()]);
    assert_eq!(again.code, 0, "{cut:?}: {ran:?}, then {again:?}");
    on.is_complete().await;
    messages
}

#[tokio::test]
async fn a_lost_connection_loses_nothing_at_any_step() {
    let messages = cut(Cut::Never).await;
    assert!(messages > 20, "{messages}");
    // A message that is not sent and an answer that is not read, by turns.
    for at in 1..=messages {
        cut(if at % 2 == 0 { Cut::Before(at) } else { Cut::After(at) }).await;
    }
}
