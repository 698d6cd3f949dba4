//! Executes a folder of programs with the SDK, whatever they do to it.
//!
//! A case may panic the executor, crash its child process or hang for ever. So the cases run in a child of our own, which
//! is asked for one at a time and replaced when it dies or does not answer.

use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader, Write},
    panic::AssertUnwindSafe,
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
    sync::{
        mpsc::{channel, Receiver, RecvTimeoutError},
        Mutex,
    },
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use serde_json::{json, Value};

use crate::{output::line, Arguments, Sdk};

/// Starts every answer of the child: the SDK and the guests may print lines of their own.
const MARK: &str = "\u{1}case ";

/// The text of the last panic, on whichever thread.
static LAST_PANIC: Mutex<String> = Mutex::new(String::new());

/// One line per `<id>.elf` and `<id>.stdin` in `--dir`, in order of id: `cycles`, `gas`, `exit`, `pv`, or `error`;
/// with `--timed` also the `seconds` that the call of `execute` took.
pub fn every_case<S: Sdk>(arguments: &Arguments) -> Result<bool> {
    let dir = arguments.path("dir")?;
    let limit = arguments.seconds("timeout", 60)?;
    let mut ids = BTreeSet::new();
    for entry in std::fs::read_dir(&dir).with_context(|| format!("cannot read {}", dir.display()))? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "elf") {
            ids.insert(path.file_stem().unwrap_or_default().to_string_lossy().into_owned());
        }
    }

    let mut executor: Option<Executor> = None;
    for id in ids {
        let running = match executor.take() {
            Some(running) => running,
            None => Executor::start(&dir, arguments)?,
        };
        let (mut result, survivor) = running.ask(&id, limit);
        executor = survivor;
        result["id"] = id.into();
        line(result);
    }
    Ok(true)
}

/// The child's side: a case's id per line of standard input, its result per line of standard output.
pub fn cases_from_standard_input<S: Sdk>(runtime: &tokio::runtime::Runtime, arguments: &Arguments) -> Result<bool> {
    std::panic::set_hook(Box::new(|info| {
        eprintln!("{info}");
        if let Ok(mut text) = LAST_PANIC.lock() {
            *text = info.to_string();
        }
    }));
    let dir = arguments.path("dir")?;
    let gas = !arguments.flag("no-gas");
    let timed = arguments.flag("timed");
    let local = runtime.block_on(S::local())?;
    for id in std::io::stdin().lock().lines() {
        let id = id?;
        let elf = std::fs::read(dir.join(format!("{id}.elf")))?;
        let stdin = std::fs::read(dir.join(format!("{id}.stdin")))?;
        let start = Instant::now();
        let outcome =
            std::panic::catch_unwind(AssertUnwindSafe(|| runtime.block_on(local.execute(&elf, &stdin, gas))));
        let took = start.elapsed();
        let mut result = match outcome {
            Ok(Ok(execution)) => json!({
                "cycles": execution.cycles, "gas": execution.gas, "exit": execution.exit_code,
                "pv": hex::encode(&execution.public_values),
            }),
            Ok(Err(error)) => json!({ "error": format!("Error: {error:#}") }),
            Err(_) => json!({ "error": LAST_PANIC.lock().map(|text| text.clone()).unwrap_or_default() }),
        };
        if timed {
            result["seconds"] = took.as_secs_f64().into();
        }
        let mut out = std::io::stdout().lock();
        writeln!(out, "\n{MARK}{result}")?;
        out.flush()?;
    }
    Ok(true)
}

/// A child that executes one case after another.
struct Executor {
    child: Child,
    questions: ChildStdin,
    answers: Receiver<String>,
}

impl Executor {
    fn start(dir: &Path, arguments: &Arguments) -> Result<Self> {
        let program: PathBuf = std::env::current_exe()?;
        let mut command = Command::new(program);
        command.arg("execute-cases").arg("--dir").arg(dir);
        for flag in ["no-gas", "timed"].into_iter().filter(|flag| arguments.flag(flag)) {
            command.arg(format!("--{flag}"));
        }
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let questions = child.stdin.take().context("the child has no standard input")?;
        let out = child.stdout.take().context("the child has no standard output")?;
        let (sender, answers) = channel();
        // Ends with the child: its output closes.
        std::thread::spawn(move || {
            let answers = BufReader::new(out).lines().map_while(Result::ok);
            for answer in answers.filter_map(|text| text.strip_prefix(MARK).map(str::to_string)) {
                if sender.send(answer).is_err() {
                    return;
                }
            }
        });
        Ok(Self { child, questions, answers })
    }

    /// The result of one case, and the child if it can take another.
    fn ask(mut self, id: &str, limit: Duration) -> (Value, Option<Self>) {
        // A child that is gone already shows when it does not answer.
        let _ = writeln!(self.questions, "{id}").and_then(|()| self.questions.flush());
        match self.answers.recv_timeout(limit) {
            Ok(answer) => {
                let result = serde_json::from_str(&answer)
                    .unwrap_or_else(|error| json!({ "error": format!("unreadable result: {error}") }));
                (result, Some(self))
            }
            Err(reason) => {
                let killed = self.child.kill();
                let status = self.child.wait();
                let error = match reason {
                    RecvTimeoutError::Timeout => format!("TIMEOUT (no result in {} s)", limit.as_secs()),
                    RecvTimeoutError::Disconnected => format!("the executor died: {status:?} {killed:?}"),
                };
                (json!({ "error": error }), None)
            }
        }
    }
}
