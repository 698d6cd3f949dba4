//! Connections: each its own thread, its own keys, one request after the other.

use std::{
    collections::HashMap,
    io,
    os::unix::net::{UnixListener, UnixStream},
    sync::{
        atomic::{AtomicUsize, Ordering},
        Arc,
    },
};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::{
    backend::{Answer, Backend, ExecuteRequest, Failure, ProveRequest},
    frame::{self, Incoming},
    message::{Request, Response, KEY_BYTES},
    panics, telling,
};

const CONNECTION_LIMIT: usize = 16;
/// Verifiers recurse deeply.
const STACK_BYTES: usize = 64 << 20;

/// Programs that one connection may hold.
const KEY_LIMIT: usize = 64;
const KEYS_LIMIT_BYTES: usize = 2 << 30;

pub fn serve<B: Backend + 'static>(listener: &UnixListener, backend: Arc<B>, frame_limit_bytes: u32) -> Result<()> {
    let open = Arc::new(AtomicUsize::new(0));
    loop {
        let (stream, _) = listener.accept().context("cannot accept a connection")?;
        let place = Place::take(&open);
        let backend = Arc::clone(&backend);
        let mut connection = Connection { stream, backend, frame_limit_bytes, keys: HashMap::new() };
        let spawned =
            std::thread::Builder::new().name("connection".to_owned()).stack_size(STACK_BYTES).spawn(move || {
                tracing::info!("Connection accepted");
                let ended = match place {
                    Some(_place) => connection.run(),
                    None => connection.close("too many connections"),
                };
                if let Err(error) = ended {
                    tracing::warn!("connection failed: {error}");
                }
                tracing::info!("Connection disconnected");
            });
        if let Err(error) = spawned {
            tracing::error!("no thread for a connection: {error}");
        }
    }
}

/// One of the connections that may be open; given back when dropped.
struct Place(Arc<AtomicUsize>);

impl Place {
    fn take(open: &Arc<AtomicUsize>) -> Option<Self> {
        let place = Place(Arc::clone(open));
        (open.fetch_add(1, Ordering::SeqCst) < CONNECTION_LIMIT).then_some(place)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

struct Key {
    elf: Vec<u8>,
    vk: Vec<u8>,
}

struct Connection<B> {
    stream: UnixStream,
    backend: Arc<B>,
    frame_limit_bytes: u32,
    keys: HashMap<[u8; KEY_BYTES], Key>,
}

impl<B: Backend> Connection<B> {
    fn run(&mut self) -> io::Result<()> {
        self.stream.set_write_timeout(Some(frame::STALL_LIMIT))?;
        loop {
            let body = match frame::read(&mut self.stream, self.frame_limit_bytes)? {
                Incoming::Body(body) => body,
                Incoming::End => return Ok(()),
                Incoming::TooLong(length) => {
                    let limit = self.frame_limit_bytes;
                    return self.close(&format!("a frame of {length} bytes; at most {limit} are read"));
                }
            };
            let request = match Request::decode(&body) {
                Ok(request) => request,
                Err(reason) => return self.close(&format!("undecodable request: {reason}")),
            };
            match self.answer(request) {
                Ok(()) => {}
                Err(Reply::Failure(Failure::Refused(reason))) => self.send(Response::ProverError(&reason))?,
                Err(Reply::Failure(Failure::Unable(reason))) => self.send(Response::InternalError(&reason))?,
                Err(Reply::Failure(Failure::Undecodable(reason))) => {
                    return self.close(&format!("undecodable request: {reason}"))
                }
                Err(Reply::Broken(error)) => return Err(error),
            }
        }
    }

    fn answer(&mut self, request: Request<'_>) -> Result<(), Reply> {
        match request {
            Request::Setup { elf } => {
                tracing::info!("Running setup");
                let id = self.set_up(elf)?;
                // It was put there a moment ago.
                let vk = self.keys[&id].vk.clone();
                self.send(Response::Setup { id, vk: &vk })?;
            }
            Request::ProveWithMode { mode, key, stdin, nonce } => {
                tracing::info!("Proving with mode: {}", mode_name(mode)?);
                let key =
                    self.keys.get(&key).ok_or_else(|| Failure::Unable("unknown key: set it up first".to_owned()))?;
                let request = ProveRequest { elf: &key.elf, mode, stdin, nonce };
                let proof = with_logged_cause(|| self.backend.prove(request))?;
                tracing::info!("Proved");
                self.send(Response::Proof(&proof))?;
            }
            Request::Destroy { key } => {
                tracing::info!("Destroying key");
                self.keys.remove(&key);
                self.send(Response::Ok)?;
            }
            Request::Execute { elf, stdin, cycle_limit, calculate_gas } => {
                tracing::info!("Executing");
                let request = ExecuteRequest { elf, stdin, cycle_limit, calculate_gas };
                let execution =
                    with_logged_cause(|| surviving("executor", Failure::Refused, || self.backend.execute(request)))?;
                self.send(Response::Executed(&execution))?;
            }
            Request::Verify { key_and_proof } => {
                tracing::info!("Verifying");
                surviving("verifier", Failure::Refused, || self.backend.verify(key_and_proof))?;
                self.send(Response::Verified)?;
            }
        }
        Ok(())
    }

    fn set_up(&mut self, elf: &[u8]) -> Answer<[u8; KEY_BYTES]> {
        let id = Sha256::digest(elf).into();
        if self.keys.contains_key(&id) {
            return Ok(id);
        }
        let held: usize = self.keys.values().map(|key| key.elf.len()).sum();
        if self.keys.len() == KEY_LIMIT || held + elf.len() > KEYS_LIMIT_BYTES {
            return Err(Failure::Unable("this connection holds too many programs: destroy one".to_owned()));
        }
        let vk = with_logged_cause(|| surviving("setup", Failure::Unable, || self.backend.set_up(elf)))?;
        self.keys.insert(id, Key { elf: elf.to_vec(), vk });
        Ok(id)
    }

    fn send(&mut self, response: Response<'_>) -> io::Result<()> {
        if let Response::ProverError(reason) | Response::InternalError(reason) = &response {
            tracing::warn!("answering with an error: {reason}");
        }
        let (head, tail) = response.encode();
        frame::write(&mut self.stream, &[&head, tail])
    }

    /// For what cannot go on: tells why and ends the connection.
    fn close(&mut self, reason: &str) -> io::Result<()> {
        self.stream.set_write_timeout(Some(frame::STALL_LIMIT))?;
        self.send(Response::InternalError(reason))
    }
}

enum Reply {
    Failure(Failure),
    Broken(io::Error),
}

impl From<Failure> for Reply {
    fn from(failure: Failure) -> Self {
        Reply::Failure(failure)
    }
}

impl From<io::Error> for Reply {
    fn from(error: io::Error) -> Self {
        Reply::Broken(error)
    }
}

fn mode_name(mode: u32) -> Answer<&'static str> {
    ["UnspecifiedProofMode", "Core", "Compressed", "Plonk", "Groth16"]
        .get(mode as usize)
        .copied()
        .ok_or_else(|| Failure::Undecodable(format!("no proof mode has the number {mode}")))
}

/// A panic over what the request holds is an answer to it. Only one in this thread: in any other it ends the process.
fn surviving<T>(who: &str, failure: fn(String) -> Failure, work: impl FnOnce() -> Answer<T>) -> Answer<T> {
    panics::surviving(work)
        .unwrap_or_else(|panic| Err(failure(format!("the {who} panicked over this request: {panic}"))))
}

/// Adds the last error logged meanwhile, if the failure's own text does not hold it.
fn with_logged_cause<T>(work: impl FnOnce() -> Answer<T>) -> Answer<T> {
    let mark = telling::mark();
    let append = |text: String| match telling::last_error_since(mark, |_| true) {
        Some(cause) if !text.contains(&cause) => format!("{text}; last error logged: {cause}"),
        _ => text,
    };
    work().map_err(|failure| match failure {
        Failure::Refused(text) => Failure::Refused(append(text)),
        Failure::Unable(text) => Failure::Unable(append(text)),
        undecodable => undecodable,
    })
}
