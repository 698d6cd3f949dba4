//! What our native programs share: the socket protocol of `sp1-gpu-server` with two requests of our own appended, and the
//! life of such a process. Nothing here knows SP1; what is behind the socket is a [`Backend`].

mod backend;
mod frame;
mod leftovers;
mod message;
mod options;
mod panics;
mod place;
mod process;
mod server;
mod telling;

pub use backend::{Answer, Backend, ExecuteRequest, Execution, Failure, ProveRequest};
pub use options::{Options, Program};
pub use process::run;
pub use telling::{last_error_since, mark, Mark};
