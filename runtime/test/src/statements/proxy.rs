//! Stands between the connections of the application and the server, and records what is executed.

use std::collections::{HashMap, VecDeque};
use std::io;
use std::net::{Ipv4Addr, TcpListener as StdTcpListener};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
#[cfg(unix)]
use tokio::net::{UnixListener, UnixStream};
use tokio::runtime::Builder;
use tokio::sync::oneshot;

use super::log::{Log, declared, fetched};
use super::protocol::{Answer, Backend, Frontend, Request};

/// Where something listens.
#[derive(Debug, Clone)]
pub(crate) enum Address {
    /// A socket in a folder, by the number in its name.
    #[cfg(unix)]
    Folder(PathBuf, u16),
    /// A port of a host.
    Host(String, u16),
}

/// The running proxy. Its connections end when the value is dropped.
#[derive(Debug)]
pub(crate) struct Proxy {
    address: Address,
    log: Arc<Log>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

enum Listener {
    #[cfg(unix)]
    Unix(std::os::unix::net::UnixListener),
    Tcp(StdTcpListener),
}

impl Proxy {
    /// Starts a proxy of a server, on a thread of its own: a test may have no runtime, and the pools of each have another one.
    pub(crate) fn start(server: Address) -> io::Result<Self> {
        let (listener, address) = listen(&server)?;
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let (stop, stopped) = oneshot::channel();
        let log = Arc::new(Log::default());
        let recorded = Arc::clone(&log);
        let work = move || {
            runtime.block_on(async {
                tokio::select! {
                    _ = stopped => {}
                    // A listener that fails refuses connections, which the test reports.
                    _ = accept(listener, server, recorded) => {}
                }
            });
        };
        let thread = thread::Builder::new().name("peristyle-statements".to_owned()).spawn(work)?;
        Ok(Self { address, log, stop: Some(stop), thread: Some(thread) })
    }

    pub(crate) fn address(&self) -> &Address {
        &self.address
    }

    pub(crate) fn log(&self) -> &Arc<Log> {
        &self.log
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        #[cfg(unix)]
        if let Address::Folder(folder, number) = &self.address {
            let _ = std::fs::remove_file(folder.join(socket(*number)));
        }
    }
}

/// Listens beside a private server, where nobody else can connect; for another server on this machine only.
fn listen(server: &Address) -> io::Result<(Listener, Address)> {
    #[cfg(unix)]
    if let Address::Folder(folder, _) = server
        && folder.file_name().is_some_and(|name| name.to_string_lossy().starts_with("peristyle-"))
    {
        use std::sync::atomic::{AtomicU16, Ordering};

        static NUMBERS: AtomicU16 = AtomicU16::new(10_000);
        let number = NUMBERS.fetch_add(1, Ordering::Relaxed).max(10_000);
        let listener = std::os::unix::net::UnixListener::bind(folder.join(socket(number)))?;
        listener.set_nonblocking(true)?;
        return Ok((Listener::Unix(listener), Address::Folder(folder.clone(), number)));
    }
    let listener = StdTcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    listener.set_nonblocking(true)?;
    let port = listener.local_addr()?.port();
    let _ = server;
    Ok((Listener::Tcp(listener), Address::Host(Ipv4Addr::LOCALHOST.to_string(), port)))
}

#[cfg(unix)]
fn socket(number: u16) -> String {
    format!(".s.PGSQL.{number}")
}

async fn accept(listener: Listener, server: Address, log: Arc<Log>) -> io::Result<()> {
    match listener {
        #[cfg(unix)]
        Listener::Unix(listener) => {
            let listener = UnixListener::from_std(listener)?;
            loop {
                let (client, _) = listener.accept().await?;
                tokio::spawn(connect(client, server.clone(), Arc::clone(&log)));
            }
        }
        Listener::Tcp(listener) => {
            let listener = TcpListener::from_std(listener)?;
            loop {
                let (client, _) = listener.accept().await?;
                client.set_nodelay(true)?;
                tokio::spawn(connect(client, server.clone(), Arc::clone(&log)));
            }
        }
    }
}

/// An error ends the connection, which both sides see.
async fn connect(client: impl AsyncRead + AsyncWrite, server: Address, log: Arc<Log>) -> io::Result<()> {
    match server {
        #[cfg(unix)]
        Address::Folder(folder, number) => {
            exchange(client, UnixStream::connect(folder.join(socket(number))).await?, log).await
        }
        Address::Host(host, port) => {
            let server = TcpStream::connect((host.as_str(), port)).await?;
            server.set_nodelay(true)?;
            exchange(client, server, log).await
        }
    }
}

async fn exchange(
    client: impl AsyncRead + AsyncWrite,
    server: impl AsyncRead + AsyncWrite,
    log: Arc<Log>,
) -> io::Result<()> {
    let (mut from_client, mut to_client) = tokio::io::split(client);
    let (mut from_server, mut to_server) = tokio::io::split(server);
    let session = Mutex::new(Session::default());
    let requests = async {
        let mut buffer = vec![0; 16 * 1024];
        loop {
            let length = from_client.read(&mut buffer).await?;
            if length == 0 {
                return to_server.shutdown().await;
            }
            // It is recorded before the server can answer.
            locked(&session).ask(&buffer[..length], &log);
            to_server.write_all(&buffer[..length]).await?;
        }
    };
    let answers = async {
        let mut buffer = vec![0; 16 * 1024];
        loop {
            let length = from_server.read(&mut buffer).await?;
            if length == 0 {
                return to_client.shutdown().await;
            }
            // Likewise before the client has the rows.
            locked(&session).answer(&buffer[..length], &log);
            to_client.write_all(&buffer[..length]).await?;
        }
    };
    tokio::try_join!(requests, answers).map(drop)
}

fn locked(session: &Mutex<Session>) -> MutexGuard<'_, Session> {
    session.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One connection: what was asked, and which answers are to come.
#[derive(Debug, Default)]
struct Session {
    frontend: Frontend,
    backend: Backend,
    awaited: VecDeque<Awaited>,
    /// The executions that declared cursors.
    cursors: HashMap<String, usize>,
}

/// An answer that is to come, with the execution that its rows belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Awaited {
    Statement(Option<usize>),
    Text(Option<usize>),
    Sync,
}

impl Session {
    fn ask(&mut self, sent: &[u8], log: &Log) {
        for request in self.frontend.read(sent) {
            let awaited = match request {
                Request::Encryption => {
                    self.backend.expect_byte();
                    continue;
                }
                Request::Execute { sql, values } => {
                    let execution = log.add(&sql, &values).or_else(|| self.of_cursor(&sql));
                    self.declare(&sql, execution);
                    Awaited::Statement(execution)
                }
                Request::Continue => Awaited::Statement(None),
                Request::Text(sql) => {
                    let execution = log.add(&sql, &[]).or_else(|| self.of_cursor(&sql));
                    self.declare(&sql, execution);
                    Awaited::Text(execution)
                }
                Request::Sync => Awaited::Sync,
            };
            self.awaited.push_back(awaited);
        }
    }

    fn declare(&mut self, sql: &str, execution: Option<usize>) {
        if let (Some((name, _)), Some(execution)) = (declared(sql), execution) {
            self.cursors.insert(name.to_owned(), execution);
        }
    }

    fn of_cursor(&self, sql: &str) -> Option<usize> {
        self.cursors.get(fetched(sql)?).copied()
    }

    fn answer(&mut self, sent: &[u8], log: &Log) {
        for answer in self.backend.read(sent, log.is_watched()) {
            match (answer, self.awaited.front()) {
                (Answer::Row(row), Some(Awaited::Statement(Some(number)) | Awaited::Text(Some(number)))) => {
                    log.row(*number, row);
                }
                (Answer::Done, Some(Awaited::Statement(_))) => drop(self.awaited.pop_front()),
                (Answer::Failed, _) => {
                    while let Some(Awaited::Statement(_)) = self.awaited.front() {
                        self.awaited.pop_front();
                    }
                }
                (Answer::Ready, _) => while let Some(Awaited::Statement(_)) = self.awaited.pop_front() {},
                (Answer::Row(_) | Answer::Done, _) => {}
            }
        }
    }
}
