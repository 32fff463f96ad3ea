//! Statements counted on the wire: whatever a driver does, the server is reached through here and nowhere else.

use std::io::{Read, Result, Write};
use std::net::{Shutdown, TcpStream};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, fs, process, thread};

use sqlx::postgres::PgConnectOptions;

/// A socket in front of the server that passes on every byte and counts the messages that run a statement.
pub(crate) struct Wire {
    folder: PathBuf,
    statements: Arc<AtomicUsize>,
}

impl Wire {
    /// In front of the server of these options.
    pub(crate) fn before(server: &PgConnectOptions) -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let folder = env::temp_dir().join(format!("peristyle-wire-{}-{number}", process::id()));
        fs::create_dir(&folder).unwrap();
        let listener = UnixListener::bind(folder.join(format!(".s.PGSQL.{}", server.get_port()))).unwrap();
        let (server, statements) = (server.clone(), Arc::new(AtomicUsize::new(0)));
        let counted = Arc::clone(&statements);
        thread::spawn(move || {
            while let Ok((client, _)) = listener.accept() {
                connect(client, &server, Arc::clone(&counted)).unwrap();
            }
        });
        Self { folder, statements }
    }

    /// The folder of the socket.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// How many statements were sent so far.
    pub(crate) fn statements(&self) -> usize {
        self.statements.load(Ordering::SeqCst)
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn connect(client: UnixStream, server: &PgConnectOptions, counted: Arc<AtomicUsize>) -> Result<()> {
    let folder =
        server.get_socket().cloned().or_else(|| server.get_host().starts_with('/').then(|| server.get_host().into()));
    match folder {
        Some(folder) => {
            let server = UnixStream::connect(folder.join(format!(".s.PGSQL.{}", server.get_port())))?;
            pass_on(client.try_clone()?, server.try_clone()?, client, server, counted, |end| {
                end.shutdown(Shutdown::Both)
            });
        }
        None => {
            let server = TcpStream::connect((server.get_host(), server.get_port()))?;
            server.set_nodelay(true)?;
            pass_on(client.try_clone()?, server.try_clone()?, client, server, counted, |end| {
                end.shutdown(Shutdown::Both)
            });
        }
    }
    Ok(())
}

fn pass_on<S: Read + Write + Send + 'static>(
    asked: UnixStream,
    answers: S,
    mut client: UnixStream,
    mut server: S,
    counted: Arc<AtomicUsize>,
    end: fn(&S) -> Result<()>,
) {
    thread::spawn(move || {
        let _ = requests(asked, &mut server, &counted);
        let _ = end(&server);
    });
    thread::spawn(move || {
        let mut answers = answers;
        let _ = std::io::copy(&mut answers, &mut client);
        let _ = client.shutdown(Shutdown::Both);
    });
}

/// Message by message: the first has no letter before its length. `E` runs a prepared statement, `Q` a text.
fn requests(mut client: impl Read, server: &mut impl Write, counted: &AtomicUsize) -> Result<()> {
    let mut letter = None;
    loop {
        let mut length = [0; 4];
        client.read_exact(&mut length)?;
        let mut body = vec![0; u32::from_be_bytes(length) as usize - 4];
        client.read_exact(&mut body)?;
        if let Some(b'E' | b'Q') = letter {
            counted.fetch_add(1, Ordering::SeqCst);
        }
        server.write_all(&[letter.as_slice(), &length, &body].concat())?;
        let mut next = [0];
        client.read_exact(&mut next)?;
        letter = Some(next[0]);
    }
}
