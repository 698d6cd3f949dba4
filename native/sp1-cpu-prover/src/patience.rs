//! When to stop waiting for a proof: SP1 logs that a task failed, and then may wait for its result for ever.

use std::time::Duration;

use sp1_node::GivingUp;

/// What SP1 logs about a task that nobody will finish. "task failed with retryable error" is not among them: the task is tried
/// again, and if that does not help either, the last of these follows.
const FATAL_TEXTS: [&str; 5] = [
    "Controller: task failed",
    "CoreExecute: task failed",
    "task failed with fatal error",
    "task panicked",
    "exhausted its retry budget",
];

/// How long SP1 may take to answer by itself after such a line.
const GRACE: Duration = Duration::from_secs(20);
const LOOK_INTERVAL: Duration = Duration::from_millis(250);

pub fn until_hopeless() -> GivingUp {
    let begun = prover_protocol::mark();
    Box::pin(async move {
        loop {
            tokio::time::sleep(LOOK_INTERVAL).await;
            let fatal = |text: &str| FATAL_TEXTS.iter().any(|fatal| text.contains(fatal));
            if let Some(cause) = prover_protocol::last_error_since(begun, fatal) {
                tokio::time::sleep(GRACE).await;
                return format!("no proof {} seconds after the log said: {cause}", GRACE.as_secs());
            }
        }
    })
}
