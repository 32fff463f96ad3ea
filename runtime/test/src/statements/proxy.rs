//! Stands between the connections of the application and the server, and records what is executed.

use std::io;
use std::net::{Ipv4Addr, TcpListener as StdTcpListener};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
#[cfg(unix)]
use tokio::net::{UnixListener, UnixStream};
use tokio::runtime::Builder;
use tokio::sync::oneshot;

use super::protocol::{Frontend, counted};

/// The statements that were executed, in their order.
#[derive(Debug, Default)]
pub(crate) struct Log(Mutex<Vec<String>>);

impl Log {
    pub(crate) fn len(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Those after the first ones.
    pub(crate) fn after(&self, first: usize) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().skip(first).cloned().collect()
    }

    fn add(&self, statements: Vec<String>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend(statements);
    }
}

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
    let requests = async {
        let (mut frontend, mut buffer) = (Frontend::default(), vec![0; 16 * 1024]);
        loop {
            let length = from_client.read(&mut buffer).await?;
            if length == 0 {
                return to_server.shutdown().await;
            }
            // It is recorded before the server can answer.
            log.add(frontend.read(&buffer[..length]).iter().flat_map(|sql| counted(sql)).collect());
            to_server.write_all(&buffer[..length]).await?;
        }
    };
    let answers = async {
        tokio::io::copy(&mut from_server, &mut to_client).await?;
        to_client.shutdown().await
    };
    tokio::try_join!(requests, answers).map(drop)
}
