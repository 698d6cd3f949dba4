//! Logging to standard output, in the texts of `sp1-gpu-server`, and the memory of the last errors.
//!
//! SP1 6 logs why a task failed and then answers that its output is missing: the log is the only place where the cause stands.

use std::{
    collections::VecDeque,
    fmt::Write,
    io::IsTerminal,
    sync::{Mutex, MutexGuard, PoisonError},
};

use tracing::{
    field::{Field, Visit},
    Event, Level, Subscriber,
};
use tracing_subscriber::{
    layer::{Context, SubscriberExt},
    util::SubscriberInitExt,
    EnvFilter, Layer,
};

/// SP1 writes the public values at the level info while it executes; they are no business of a log.
pub const DEFAULT_FILTER: &str = "info,sp1_prover=debug,sp1_prover::worker::prover::execute=warn";

/// How many errors are remembered, and how many bytes of each.
const REMEMBERED: usize = 32;
const TEXT_LIMIT_BYTES: usize = 4096;

pub fn start() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(DEFAULT_FILTER));
    let colours = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let lines = tracing_subscriber::fmt::layer().with_ansi(colours).with_filter(filter);
    tracing_subscriber::registry().with(lines).with(Remember).init();
}

/// A moment in the history of errors.
#[derive(Clone, Copy)]
pub struct Mark(u64);

pub fn mark() -> Mark {
    Mark(history().count)
}

/// The last error logged after the mark that the condition accepts.
pub fn last_error_since(mark: Mark, accepted: impl Fn(&str) -> bool) -> Option<String> {
    let history = history();
    let new = usize::try_from(history.count - mark.0).unwrap_or(usize::MAX);
    history.texts.iter().rev().take(new).find(|text| accepted(text)).cloned()
}

struct History {
    count: u64,
    texts: VecDeque<String>,
}

static HISTORY: Mutex<History> = Mutex::new(History { count: 0, texts: VecDeque::new() });

fn history() -> MutexGuard<'static, History> {
    HISTORY.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Remember;

impl<S: Subscriber> Layer<S> for Remember {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if *event.metadata().level() != Level::ERROR {
            return;
        }
        let mut text = Text(String::new());
        event.record(&mut text);
        let mut history = history();
        history.count += 1;
        if history.texts.len() == REMEMBERED {
            history.texts.pop_front();
        }
        history.texts.push_back(text.0);
    }
}

/// The message first, then the other fields as `name=value`.
struct Text(String);

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        let mut text = match field.name() {
            "message" => format!("{value:?}"),
            name => format!(" {name}={value:?}"),
        };
        if text.len() > TEXT_LIMIT_BYTES {
            let end = (0..=TEXT_LIMIT_BYTES).rev().find(|&end| text.is_char_boundary(end)).unwrap_or(0);
            text.truncate(end);
            text.push('…');
        }
        match field.name() {
            "message" => self.0.insert_str(0, &text),
            _ => {
                // Writing to a string cannot fail.
                let _ = write!(self.0, "{text}");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_after_a_mark_are_found_and_others_are_not() {
        let subscriber = tracing_subscriber::registry().with(Remember);
        tracing::subscriber::with_default(subscriber, || {
            tracing::error!("before");
            let mark = mark();

            assert_eq!(last_error_since(mark, |_| true), None);

            tracing::error!(task = 7, "task failed");
            tracing::warn!("a warning");
            tracing::error!("later");

            assert_eq!(last_error_since(mark, |_| true).as_deref(), Some("later"));
            assert_eq!(last_error_since(mark, |text| text.contains("failed")).as_deref(), Some("task failed task=7"));
            assert_eq!(last_error_since(mark, |text| text == "before"), None);
        });
    }
}
