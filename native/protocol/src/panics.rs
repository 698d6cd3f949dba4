//! Panics: one that is expected becomes an error, any other ends the process.

use std::{
    backtrace::Backtrace,
    cell::RefCell,
    panic::{self, AssertUnwindSafe},
};

thread_local! {
    /// The last panic of a thread that expects them.
    static EXPECTED: RefCell<Option<Option<String>>> = const { RefCell::new(None) };
}

/// SP1 logs a panic in a task and waits for the task ever after: the end of the process is the better answer.
pub fn end_on_unexpected(end: impl Fn() + Send + Sync + 'static) {
    panic::set_hook(Box::new(move |panic| {
        let expected = EXPECTED.with(|expected| match &mut *expected.borrow_mut() {
            Some(text) => {
                *text = Some(panic.to_string());
                true
            }
            None => false,
        });
        eprintln!("{panic}");
        if !expected {
            eprintln!("{}", Backtrace::force_capture());
            end();
        }
    }));
}

/// Runs what may panic in this thread without ending the process; the error is the panic's text.
pub fn surviving<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    EXPECTED.set(Some(None));
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    let text = EXPECTED.take().flatten();
    result.map_err(|_| text.unwrap_or_else(|| "a panic without a text".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expected_panic_becomes_its_text() {
        end_on_unexpected(|| {});

        let panicked = surviving(|| -> u32 { panic!("as expected") });

        assert!(panicked.unwrap_err().contains("as expected"));
        assert_eq!(surviving(|| 7), Ok(7));
    }
}
