//! The life of the process: one socket, no leftovers, and an end with its parent.
//!
//! Beside the socket lies a folder, `SOCKET.tmp`, that is the process's `TMPDIR` and holds its lock. SP1's executor unpacks a
//! program there and runs it as a child; that child and this process share segments in `/dev/shm` whose names begin with
//! `sp1_`. All of it goes when this process goes, and what a killed predecessor left goes at the next start.

use std::{
    cell::RefCell,
    ffi::OsString,
    fs::{self, DirBuilder, File},
    io,
    os::{
        fd::AsRawFd,
        unix::{
            fs::{DirBuilderExt, MetadataExt},
            net::UnixListener,
        },
    },
    panic::{self, AssertUnwindSafe},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::{
        atomic::{AtomicBool, Ordering},
        Arc, OnceLock,
    },
    time::{Duration, SystemTime},
};

use anyhow::{bail, Context, Result};

use crate::{
    options::{Command, Options, Program},
    server, telling, Backend,
};

/// Sent by the kernel when the thread that started us ends; only if our parent changed has the parent itself ended.
const PARENT_SIGNAL: libc::c_int = libc::SIGUSR1;
const END_SIGNALS: [libc::c_int; 3] = [libc::SIGTERM, libc::SIGINT, libc::SIGHUP];

const EXIT_AFTER_PANIC: libc::c_int = 101;

const SHARED_MEMORY: &str = "/dev/shm";
/// A segment is younger than this while its processes still start.
const SEGMENT_START_LIMIT: Duration = Duration::from_secs(60);

/// Everything a native program's `main` does.
pub fn run<B: Backend + 'static>(program: Program, build: impl FnOnce(&Options) -> Result<B>) -> ExitCode {
    match program.parse(std::env::args().skip(1)) {
        Command::Print(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Command::Complain(text) => {
            eprintln!("{}: {text}\n\n{}", program.name, program.usage());
            ExitCode::from(2)
        }
        Command::Serve(options) => match serve(&program, &options, build) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("{}: {error:#}", program.name);
                leave_nothing();
                ExitCode::FAILURE
            }
        },
    }
}

fn serve<B: Backend + 'static>(
    program: &Program,
    options: &Options,
    build: impl FnOnce(&Options) -> Result<B>,
) -> Result<()> {
    // Before any thread exists: masks and variables are for all of them.
    unsafe { libc::umask(0o077) };
    let place = Place::claim(&options.socket)?;
    std::env::set_var("TMPDIR", &place.folder);
    let _ = PLACE.set(place);
    end_on_signals().context("cannot listen for signals")?;
    telling::start();
    end_on_panic();
    sweep_shared_memory();

    let role = if options.verify_only { "verifying only" } else { "proving" };
    eprintln!("Running {} {}, {role}", program.name, program.version);
    let backend = Arc::new(build(options)?);

    let listener = UnixListener::bind(&options.socket)
        .with_context(|| format!("cannot listen at {}", options.socket.display()))?;
    tracing::info!("Server listening @ {}", options.socket.display());
    server::serve(&listener, backend, options.frame_limit_bytes)
}

// ---- the socket and its folder ----

struct Place {
    socket: PathBuf,
    folder: PathBuf,
    /// Locked until the process ends, however it ends.
    _lock: File,
}

static PLACE: OnceLock<Place> = OnceLock::new();

impl Place {
    fn claim(socket: &Path) -> Result<Self> {
        let socket = std::path::absolute(socket)?;
        let mut folder = OsString::from(&socket);
        folder.push(".tmp");
        let folder = PathBuf::from(folder);
        match DirBuilder::new().mode(0o700).create(&folder) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            result => result.with_context(|| format!("cannot create {}", folder.display()))?,
        }
        let metadata = fs::symlink_metadata(&folder)?;
        if !metadata.is_dir() || metadata.uid() != unsafe { libc::geteuid() } {
            bail!("{} is not a folder of this user's", folder.display());
        }

        let lock_path = folder.join("lock");
        let lock = File::create(&lock_path).with_context(|| format!("cannot create {}", lock_path.display()))?;
        if unsafe { libc::flock(lock.as_raw_fd(), libc::LOCK_EX | libc::LOCK_NB) } != 0 {
            bail!("another process serves {}", socket.display());
        }

        kill(processes().filter(|process| process.runs_from(&folder)));
        for entry in fs::read_dir(&folder)?.flatten().filter(|entry| entry.path() != lock_path) {
            remove(&entry.path());
        }
        remove(&socket);
        Ok(Self { socket, folder, _lock: lock })
    }
}

/// What is not there need not be removed; what cannot be removed must not keep the process from ending.
fn remove(path: &Path) {
    let removed = match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
        Err(error) => Err(error),
    };
    if let Err(error) = removed.or_else(|error| match error.kind() {
        io::ErrorKind::NotFound => Ok(()),
        _ => Err(error),
    }) {
        eprintln!("cannot remove {}: {error}", path.display());
    }
}

// ---- the end ----

/// Only one thread cleans; any other that comes here waits for the process to end.
static ENDING: AtomicBool = AtomicBool::new(false);

fn end(status: libc::c_int) -> ! {
    leave_nothing();
    // Without destructors: proving threads still run.
    unsafe { libc::_exit(status) }
}

fn leave_nothing() {
    if ENDING.swap(true, Ordering::SeqCst) {
        loop {
            std::thread::park();
        }
    }
    let Some(place) = PLACE.get() else { return };
    remove(&place.socket);
    let own = std::process::id();
    kill(processes().filter(|process| process.parent == own));
    for segment in segments_mapped_by(own) {
        remove(&segment);
    }
    remove(&place.folder);
}

fn end_on_signals() -> io::Result<()> {
    let mut awaited = unsafe { std::mem::zeroed::<libc::sigset_t>() };
    unsafe {
        libc::sigemptyset(&mut awaited);
        for signal in END_SIGNALS.into_iter().chain([PARENT_SIGNAL]) {
            libc::sigaddset(&mut awaited, signal);
        }
        if libc::pthread_sigmask(libc::SIG_BLOCK, &awaited, std::ptr::null_mut()) != 0 {
            return Err(io::Error::last_os_error());
        }
    }
    let parent = unsafe { libc::getppid() };
    if unsafe { libc::prctl(libc::PR_SET_PDEATHSIG, PARENT_SIGNAL) } != 0 {
        return Err(io::Error::last_os_error());
    }
    if unsafe { libc::getppid() } != parent {
        return Err(io::Error::other("the parent ended before this process had begun"));
    }
    std::thread::Builder::new().name("signals".to_owned()).spawn(move || loop {
        let mut signal = 0;
        if unsafe { libc::sigwait(&awaited, &mut signal) } != 0 {
            continue;
        }
        if signal != PARENT_SIGNAL {
            eprintln!("Ctrl-C received"); // the GPU server's words
            end(0);
        }
        if unsafe { libc::getppid() } != parent {
            eprintln!("the parent process has ended");
            end(0);
        }
    })?;
    Ok(())
}

thread_local! {
    /// The last panic of a thread that expects them.
    static EXPECTED_PANIC: RefCell<Option<Option<String>>> = const { RefCell::new(None) };
}

/// SP1 logs a panic in a task and waits for the task ever after: the end of the process is the better answer.
fn end_on_panic() {
    panic::set_hook(Box::new(|panic| {
        let expected = EXPECTED_PANIC.with(|expected| match &mut *expected.borrow_mut() {
            Some(text) => {
                *text = Some(panic.to_string());
                true
            }
            None => false,
        });
        eprintln!("{panic}");
        if !expected {
            eprintln!("{}", std::backtrace::Backtrace::force_capture());
            end(EXIT_AFTER_PANIC);
        }
    }));
}

/// Runs what may panic in this thread without ending the process; the error is the panic's text.
pub fn surviving_panics<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    EXPECTED_PANIC.set(Some(None));
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    let text = EXPECTED_PANIC.take().flatten();
    result.map_err(|_| text.unwrap_or_else(|| "a panic without a text".to_owned()))
}

// ---- processes and shared memory, as /proc shows them ----

struct Process {
    id: u32,
    parent: u32,
}

impl Process {
    fn runs_from(&self, folder: &Path) -> bool {
        fs::read_link(format!("/proc/{}/exe", self.id)).is_ok_and(|program| program.starts_with(folder))
    }
}

fn processes() -> impl Iterator<Item = Process> {
    fs::read_dir("/proc").into_iter().flatten().flatten().filter_map(|entry| {
        let id = entry.file_name().to_str()?.parse().ok()?;
        let stat = fs::read_to_string(entry.path().join("stat")).ok()?;
        // pid (name) state ppid …, and a name may hold anything, brackets too
        let parent = stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()?;
        Some(Process { id, parent })
    })
}

fn kill(processes: impl Iterator<Item = Process>) {
    for process in processes {
        unsafe { libc::kill(process.id as libc::pid_t, libc::SIGKILL) };
    }
}

fn is_segment(path: &Path) -> bool {
    path.starts_with(SHARED_MEMORY)
        && path
            .file_name()
            .and_then(|name| name.to_str())
            .is_some_and(|name| name.starts_with("sp1_") || name.starts_with("sem.sp1_"))
}

fn segments_mapped_by(process: u32) -> Vec<PathBuf> {
    let maps = fs::read_to_string(format!("/proc/{process}/maps")).unwrap_or_default();
    let mut segments: Vec<_> = maps
        .lines()
        .filter_map(|line| line.find(SHARED_MEMORY).map(|start| PathBuf::from(&line[start..])))
        .filter(|path| is_segment(path) && !path.to_string_lossy().ends_with(" (deleted)"))
        .collect();
    segments.dedup();
    segments
}

/// Removes segments of this user's that no process uses any more: a killed process could not.
fn sweep_shared_memory() {
    let user = unsafe { libc::geteuid() };
    let old = |path: &PathBuf| {
        fs::symlink_metadata(path).is_ok_and(|metadata| {
            let age = metadata.modified().ok().and_then(|modified| SystemTime::now().duration_since(modified).ok());
            metadata.uid() == user && age.is_some_and(|age| age > SEGMENT_START_LIMIT)
        })
    };
    let mut candidates: Vec<_> = fs::read_dir(SHARED_MEMORY)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| is_segment(path) && old(path))
        .collect();
    if candidates.is_empty() {
        return;
    }
    for process in processes() {
        let mapped = segments_mapped_by(process.id);
        candidates.retain(|candidate| !mapped.contains(candidate));
    }
    for segment in candidates {
        tracing::warn!("removing {}, which no process uses", segment.display());
        remove(&segment);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_segments_of_sp1_are_segments() {
        for name in ["sp1_abc_m", "sp1_abc_t", "sem.sp1_abc_t_empty"] {
            assert!(is_segment(&Path::new(SHARED_MEMORY).join(name)), "{name}");
        }
        for other in ["/dev/shm/other", "/tmp/sp1_abc_m", "/dev/shm/sem.other"] {
            assert!(!is_segment(Path::new(other)), "{other}");
        }
    }

    #[test]
    fn this_process_is_seen_with_its_parent() {
        let own = processes().find(|process| process.id == std::process::id()).unwrap();

        assert_eq!(own.parent, std::os::unix::process::parent_id());
    }

    #[test]
    fn an_expected_panic_becomes_its_text() {
        end_on_panic();

        let panicked = surviving_panics(|| -> u32 { panic!("as expected") });

        assert!(panicked.unwrap_err().contains("as expected"));
        assert_eq!(surviving_panics(|| 7), Ok(7));
    }

    #[test]
    fn a_place_is_claimed_once_and_cleared_of_leftovers() {
        let folder = std::env::temp_dir().join(format!("prover-protocol-{}", std::process::id()));
        fs::create_dir(&folder).unwrap();
        let socket = folder.join("socket");
        fs::create_dir(folder.join("socket.tmp")).unwrap();
        fs::write(folder.join("socket.tmp/left"), "over").unwrap();
        fs::write(&socket, "").unwrap();

        let place = Place::claim(&socket).unwrap();
        let second = Place::claim(&socket).map(|_| ());

        assert!(!socket.exists());
        assert!(!place.folder.join("left").exists());
        assert!(second.unwrap_err().to_string().contains("another process serves"));
        fs::remove_dir_all(folder).unwrap();
    }
}
