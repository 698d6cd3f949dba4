//! The life of the process: one socket, no leftovers, and an end with its parent.
//!
//! Beside the socket lies a folder, `SOCKET.tmp`, that is the process's `TMPDIR` and holds its lock. SP1's executor unpacks a
//! program there and runs it as a child; that child and this process share segments in `/dev/shm` whose names begin with
//! `sp1_`. All of it goes when this process goes, and what a killed predecessor left goes at the next start.

use std::{
    io,
    os::unix::net::UnixListener,
    process::ExitCode,
    sync::{
        atomic::{AtomicBool, Ordering},
        Arc, OnceLock,
    },
};

use anyhow::{Context, Result};

use crate::{
    leftovers::{kill, own_segments, processes, remove, sweep_shared_memory},
    options::{Command, Options, Program},
    panics,
    place::Place,
    server, telling, Backend,
};

/// Sent by the kernel when the thread that started us ends; only if our parent changed has the parent itself ended.
const PARENT_SIGNAL: libc::c_int = libc::SIGUSR1;
const END_SIGNALS: [libc::c_int; 3] = [libc::SIGTERM, libc::SIGINT, libc::SIGHUP];

const EXIT_AFTER_PANIC: libc::c_int = 101;

static PLACE: OnceLock<Place> = OnceLock::new();

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
    panics::end_on_unexpected(|| end(EXIT_AFTER_PANIC));
    sweep_shared_memory();

    let role = if options.verify_only { "verifying only" } else { "proving" };
    eprintln!("Running {} {}, {role}", program.name, program.version);
    let backend = Arc::new(build(options)?);

    let listener = UnixListener::bind(&options.socket)
        .with_context(|| format!("cannot listen at {}", options.socket.display()))?;
    tracing::info!("Server listening @ {}", options.socket.display());
    server::serve(&listener, backend, options.frame_limit_bytes)
}

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
    for segment in own_segments() {
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
