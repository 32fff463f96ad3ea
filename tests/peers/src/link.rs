//! A link that takes a time, in front of the server.

use std::error::Error;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use sqlx::postgres::PgConnectOptions;

/// A port in front of the server, behind which every byte arrives a time later, in both directions.
pub struct Link {
    port: u16,
}

impl Link {
    /// In front of the server of these options, on a socket. A round trip takes this time longer.
    pub fn before(server: &PgConnectOptions, round_trip: Duration) -> Result<Self, Box<dyn Error>> {
        let folder = server.get_socket().cloned().unwrap_or_else(|| PathBuf::from(server.get_host()));
        let socket = folder.join(format!(".s.PGSQL.{}", server.get_port()));
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let port = listener.local_addr()?.port();
        thread::spawn(move || {
            while let Ok((client, _)) = listener.accept() {
                let Ok(server) = UnixStream::connect(&socket) else { return };
                let _ = client.set_nodelay(true);
                let (Ok(to_client), Ok(to_server)) = (client.try_clone(), server.try_clone()) else { return };
                carry(client, to_server, round_trip / 2, |server| server.shutdown(Shutdown::Both));
                carry(server, to_client, round_trip / 2, |client: &TcpStream| client.shutdown(Shutdown::Both));
            }
        });
        Ok(Self { port })
    }

    /// The URL of the database by this link.
    pub fn url(&self, server: &PgConnectOptions) -> String {
        let database = server.get_database().unwrap_or("postgres");
        format!("postgres://{}@127.0.0.1:{}/{database}", server.get_username(), self.port)
    }
}

fn carry<W: Write + Send + 'static>(
    mut from: impl Read + Send + 'static,
    to: W,
    delay: Duration,
    end: fn(&W) -> std::io::Result<()>,
) {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut bytes = vec![0; 1 << 16];
        while let Ok(count @ 1..) = from.read(&mut bytes) {
            if sender.send((Instant::now() + delay, bytes[..count].to_vec())).is_err() {
                return;
            }
        }
    });
    thread::spawn(move || {
        deliver(&receiver, to, end);
    });
}

fn deliver<W: Write>(receiver: &Receiver<(Instant, Vec<u8>)>, mut to: W, end: fn(&W) -> std::io::Result<()>) {
    while let Ok((due, bytes)) = receiver.recv() {
        thread::sleep(due.saturating_duration_since(Instant::now()));
        if to.write_all(&bytes).is_err() {
            break;
        }
    }
    let _ = end(&to);
}
