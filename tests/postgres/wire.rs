//! Statements and round trips counted on the wire: whatever a driver does, the server is reached through here and
//! nowhere else.

use std::io::{Read, Result, Write};
use std::net::{Shutdown, TcpStream};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;
use std::{env, fs, process, thread};

use sqlx::postgres::PgConnectOptions;

/// A socket in front of the server that passes on every byte and counts what it passes on.
pub(crate) struct Wire {
    folder: PathBuf,
    socket: PathBuf,
    traffic: Arc<Traffic>,
}

/// What becomes of the text of a statement.
type Rewrite = Box<dyn Fn(&str) -> String + Send + Sync>;

/// What was passed on, and what is to be done to it.
#[derive(Default)]
struct Traffic {
    statements: AtomicUsize,
    trips: AtomicUsize,
    /// How long an answer takes. What the client sends together is then passed on before the first answer.
    delay: Duration,
    /// A message that opens a transaction is made one that the server refuses.
    refuses_to_begin: AtomicBool,
    /// The connection is cut after a COMMIT, before it is answered.
    cuts_at_commit: AtomicBool,
    /// No more connections are accepted.
    is_closed: AtomicBool,
    rewrite: Option<Rewrite>,
}

impl Wire {
    /// In front of the server of these options.
    pub(crate) fn before(server: &PgConnectOptions) -> Self {
        Self::open(server, Traffic::default())
    }

    /// The same with answers that take a time, so that round trips can be counted.
    pub(crate) fn slow(server: &PgConnectOptions) -> Self {
        Self::open(server, Traffic { delay: Duration::from_millis(10), ..Traffic::default() })
    }

    /// The same, and each statement is replaced.
    pub(crate) fn rewriting(
        server: &PgConnectOptions,
        rewrite: impl Fn(&str) -> String + Send + Sync + 'static,
    ) -> Self {
        Self::open(server, Traffic { rewrite: Some(Box::new(rewrite)), ..Traffic::default() })
    }

    fn open(server: &PgConnectOptions, traffic: Traffic) -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let folder = env::temp_dir().join(format!("peristyle-wire-{}-{number}", process::id()));
        fs::create_dir(&folder).unwrap();
        let socket = folder.join(format!(".s.PGSQL.{}", server.get_port()));
        let listener = UnixListener::bind(&socket).unwrap();
        let (server, traffic) = (server.clone(), Arc::new(traffic));
        let passed = Arc::clone(&traffic);
        thread::spawn(move || {
            while let Ok((client, _)) = listener.accept() {
                if passed.is_closed.load(Ordering::SeqCst) {
                    break;
                }
                connect(client, &server, Arc::clone(&passed)).unwrap();
            }
        });
        Self { folder, socket, traffic }
    }

    /// The folder of the socket.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// How many statements were sent so far.
    pub(crate) fn statements(&self) -> usize {
        self.traffic.statements.load(Ordering::SeqCst)
    }

    /// How often the client has waited for an answer so far.
    pub(crate) fn trips(&self) -> usize {
        self.traffic.trips.load(Ordering::SeqCst)
    }

    /// From now on the server refuses to open transactions, or again no longer.
    pub(crate) fn refuse_to_begin(&self, refuses: bool) {
        self.traffic.refuses_to_begin.store(refuses, Ordering::SeqCst);
    }

    /// From now on a COMMIT is executed and not answered, or again no longer.
    pub(crate) fn cut_at_commit(&self, cuts: bool) {
        self.traffic.cuts_at_commit.store(cuts, Ordering::SeqCst);
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.traffic.is_closed.store(true, Ordering::SeqCst);
        let _ = UnixStream::connect(&self.socket);
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn connect(client: UnixStream, server: &PgConnectOptions, traffic: Arc<Traffic>) -> Result<()> {
    let folder =
        server.get_socket().cloned().or_else(|| server.get_host().starts_with('/').then(|| server.get_host().into()));
    match folder {
        Some(folder) => {
            let server = UnixStream::connect(folder.join(format!(".s.PGSQL.{}", server.get_port())))?;
            pass_on(client.try_clone()?, server.try_clone()?, client, server, traffic, |end| {
                end.shutdown(Shutdown::Both)
            });
        }
        None => {
            let server = TcpStream::connect((server.get_host(), server.get_port()))?;
            server.set_nodelay(true)?;
            pass_on(client.try_clone()?, server.try_clone()?, client, server, traffic, |end| {
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
    traffic: Arc<Traffic>,
    end: fn(&S) -> Result<()>,
) {
    let (counted, is_answered) = (Arc::clone(&traffic), Arc::new(AtomicBool::new(true)));
    let (answered, is_cut) = (Arc::clone(&is_answered), Arc::new(AtomicBool::new(false)));
    let ends = Arc::clone(&is_cut);
    thread::spawn(move || {
        let _ = requests(&asked, &mut server, &counted, &answered, &is_cut);
        let _ = (end(&server), asked.shutdown(Shutdown::Both));
    });
    thread::spawn(move || {
        let (mut answers, mut chunk) = (answers, [0; 1 << 16]);
        while let Ok(count @ 1..) = answers.read(&mut chunk) {
            if !traffic.delay.is_zero() {
                thread::sleep(traffic.delay);
            }
            is_answered.store(true, Ordering::SeqCst);
            if ends.load(Ordering::SeqCst) || client.write_all(&chunk[..count]).is_err() {
                break;
            }
        }
        let _ = client.shutdown(Shutdown::Both);
    });
}

/// Message by message: the first has no letter before its length. `E` runs a prepared statement, `Q` a text.
fn requests(
    mut client: &UnixStream,
    server: &mut impl Write,
    traffic: &Traffic,
    is_answered: &AtomicBool,
    is_cut: &AtomicBool,
) -> Result<()> {
    let mut letter = None;
    loop {
        let mut length = [0; 4];
        client.read_exact(&mut length)?;
        let mut body = vec![0; u32::from_be_bytes(length) as usize - 4];
        client.read_exact(&mut body)?;
        if let Some(b'E' | b'Q') = letter {
            traffic.statements.fetch_add(1, Ordering::SeqCst);
        }
        if is_answered.swap(false, Ordering::SeqCst) {
            traffic.trips.fetch_add(1, Ordering::SeqCst);
        }
        if letter == Some(b'Q') && body.starts_with(b"BEGIN") && traffic.refuses_to_begin.load(Ordering::SeqCst) {
            body[..5].copy_from_slice(b"BEGUN");
        }
        if letter == Some(b'Q') && body.starts_with(b"COMMIT") && traffic.cuts_at_commit.load(Ordering::SeqCst) {
            is_cut.store(true, Ordering::SeqCst);
        }
        if let Some(rewrite) = &traffic.rewrite {
            body = rewritten(letter, body, rewrite);
            length = u32::try_from(body.len() + 4).unwrap().to_be_bytes();
        }
        server.write_all(&[letter.as_slice(), &length, &body].concat())?;
        if is_cut.load(Ordering::SeqCst) {
            // The server executes what it has.
            thread::sleep(Duration::from_millis(50));
            return Ok(());
        }
        let mut next = [0];
        client.read_exact(&mut next)?;
        letter = Some(next[0]);
    }
}

/// The text of a statement is the whole of `Q`, and follows the name in `P`.
fn rewritten(letter: Option<u8>, body: Vec<u8>, rewrite: &Rewrite) -> Vec<u8> {
    let end = |from: usize| body[from..].iter().position(|byte| *byte == 0).map(|length| from + length);
    let start = match letter {
        Some(b'Q') => Some(0),
        Some(b'P') => end(0).map(|end| end + 1),
        _ => None,
    };
    let Some((start, end)) = start.and_then(|start| Some((start, end(start)?))) else { return body };
    let sql = rewrite(&String::from_utf8_lossy(&body[start..end]));
    [&body[..start], sql.as_bytes(), &body[end..]].concat()
}
