//! A native program as a child process, and one connection to it.

use std::{
    fs::{self, File},
    io::{self, Read, Write},
    os::unix::net::UnixStream,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus},
    time::{Duration, Instant},
};

pub type Outcome<T = ()> = Result<T, String>;

const LOOK_INTERVAL: Duration = Duration::from_millis(50);

pub struct Server {
    child: Child,
    pub socket: PathBuf,
    pub log: PathBuf,
}

impl Server {
    /// Returns when the socket answers.
    pub fn start(program: &Path, folder: &Path, arguments: &[&str], start_limit: Duration) -> Outcome<Self> {
        fs::create_dir_all(folder).map_err(text)?;
        let (socket, log) = (folder.join("socket"), folder.join("log"));
        let output = File::create(&log).map_err(text)?;
        let child = Command::new(program)
            .arg("--socket")
            .arg(&socket)
            .args(arguments)
            .env("NO_COLOR", "1")
            .stdout(output.try_clone().map_err(text)?)
            .stderr(output)
            .spawn()
            .map_err(|error| format!("{}: {error}", program.display()))?;
        let mut server = Self { child, socket, log };
        let begun = Instant::now();
        while UnixStream::connect(&server.socket).is_err() {
            if let Some(status) = server.child.try_wait().map_err(text)? {
                return Err(format!("it ended with {status} before it listened: {}", server.log_text()));
            }
            if begun.elapsed() > start_limit {
                return Err(format!("no socket after {start_limit:?}"));
            }
            std::thread::sleep(LOOK_INTERVAL);
        }
        Ok(server)
    }

    pub fn connect(&self) -> Outcome<Connection> {
        Ok(Connection(UnixStream::connect(&self.socket).map_err(text)?))
    }

    pub fn log_text(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    pub fn log_says(&self, line: &str) -> Outcome {
        match self.log_text().contains(line) {
            true => Ok(()),
            false => Err(format!("the log lacks {line:?}")),
        }
    }

    pub fn signal(&self, signal: libc::c_int) {
        unsafe { libc::kill(self.child.id() as libc::pid_t, signal) };
    }

    /// The status, and how long it took.
    pub fn await_end(&mut self, limit: Duration) -> Outcome<(ExitStatus, Duration)> {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().map_err(text)? {
                return Ok((status, begun.elapsed()));
            }
            if begun.elapsed() > limit {
                return Err(format!("it still ran after {limit:?}"));
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    pub fn peak_memory_mib(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("");
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or(0) / 1024
    }

    pub fn children(&self) -> Vec<u32> {
        let own = self.child.id().to_string();
        let ids = fs::read_dir("/proc")
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        ids.filter(|&id| stat_fields(id).is_some_and(|fields| fields[1] == own)).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A process that has ended and was not yet asked how does not run.
pub fn runs(id: u32) -> bool {
    stat_fields(id).is_some_and(|fields| fields[0] != "Z" && fields[0] != "X")
}

/// State, parent and so on: what follows the name, which may hold anything.
fn stat_fields(id: u32) -> Option<Vec<String>> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    Some(stat.rsplit_once(')')?.1.split_whitespace().map(str::to_owned).collect())
}

/// The shared memory of SP1's executors, of whichever process.
pub fn segments() -> Vec<PathBuf> {
    let entries = fs::read_dir("/dev/shm").into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).filter(|path| path.to_string_lossy().contains("sp1_")).collect()
}

pub struct Connection(UnixStream);

impl Connection {
    pub fn ask(&mut self, request: &[u8]) -> Outcome<Response> {
        self.send(request)?;
        self.receive()?.ok_or_else(|| "the connection was closed".to_owned())
    }

    pub fn send(&mut self, body: &[u8]) -> Outcome {
        self.send_raw(&(body.len() as u32).to_le_bytes())?;
        self.send_raw(body)
    }

    pub fn send_raw(&mut self, bytes: &[u8]) -> Outcome {
        self.0.write_all(bytes).map_err(text)
    }

    /// Nothing, if the other side has closed.
    pub fn receive(&mut self) -> Outcome<Option<Response>> {
        let mut length = [0; 4];
        match self.0.read_exact(&mut length) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            result => result.map_err(text)?,
        }
        let mut body = vec![0; u32::from_le_bytes(length) as usize];
        self.0.read_exact(&mut body).map_err(text)?;
        Ok(Some(Response(body)))
    }
}

pub struct Response(Vec<u8>);

impl Response {
    /// What follows the index, if it is the expected one.
    pub fn expect(&self, index: u32) -> Outcome<&[u8]> {
        match self.0.split_at_checked(4) {
            Some((head, body)) if head == index.to_le_bytes() => Ok(body),
            _ => Err(format!("expected a response of index {index}, not {}", self.describe())),
        }
    }

    /// The reason in a response of this index.
    pub fn reason(&self, index: u32) -> Outcome<String> {
        let body = self.expect(index)?;
        Ok(String::from_utf8_lossy(body.get(8..).ok_or("a reason without a length")?).into_owned())
    }

    fn describe(&self) -> String {
        let shown = &self.0[..self.0.len().min(300)];
        format!("{} bytes, {:?}", self.0.len(), String::from_utf8_lossy(shown))
    }
}

pub fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}
