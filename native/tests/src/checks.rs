//! What the programs must do, whichever release of SP1 is inside.

use std::{fs, path::Path, time::Duration};

use crate::{
    process::{runs, segments, Connection, Outcome, Server},
    request,
    sample::Sample,
};

const PROVER_ERROR: u32 = 3;
const INTERNAL_ERROR: u32 = 4;

/// A signal's effect must show within a second.
const END_LIMIT: Duration = Duration::from_secs(1);

pub fn keys_are_those_of_the_sdk(server: &Server, samples: &[Sample]) -> Outcome {
    let mut connection = server.connect()?;
    for sample in samples {
        let response = connection.ask(&request::setup(&sample.elf))?;
        let expected = [sample.key().as_slice(), &sample.vk].concat();
        if response.expect(1)? != expected {
            return Err(format!("{}: another key", sample.name));
        }
    }
    let again = connection.ask(&request::setup(&samples[0].elf))?;
    again.expect(1)?;
    connection.ask(&request::destroy(&samples[0].key()))?.expect(0)?;
    connection.ask(&request::destroy(&[0; 32]))?.expect(0)?;
    Ok(())
}

pub fn what_is_no_program_has_no_key(server: &Server) -> Outcome {
    let mut connection = server.connect()?;
    for elf in [b"".as_slice(), b"abc", &[0x7f; 1000]] {
        connection.ask(&request::setup(elf))?.reason(INTERNAL_ERROR)?;
        connection.ask(&request::execute(elf, &[0; 24], 0, false))?.reason(PROVER_ERROR)?;
    }
    Ok(())
}

pub fn executions_are_those_of_the_sdk(server: &Server, samples: &[Sample]) -> Outcome {
    let mut connection = server.connect()?;
    for sample in samples {
        let response = connection.ask(&request::execute(&sample.elf, &sample.stdin, 0, true))?;
        match &sample.expected {
            None => drop(response.reason(PROVER_ERROR)?),
            Some(expected) => {
                let values = &expected.public_values;
                let numbers =
                    [values.len() as u64, expected.cycles, expected.gas, expected.exit_code].map(u64::to_le_bytes);
                let wanted = [numbers[0].as_slice(), values, &numbers[1..].concat()].concat();
                if response.expect(6)? != wanted {
                    return Err(format!("{}: {:?} is not {wanted:?}", sample.name, response.expect(6)?));
                }
            }
        }
    }
    Ok(())
}

/// Without gas the cycles are counted all the same.
pub fn cycles_are_limited_and_gas_is_optional(server: &Server, sample: &Sample) -> Outcome {
    let expected = sample.expected.as_ref().ok_or("a sample that cannot be executed")?;
    let mut connection = server.connect()?;

    let low = connection.ask(&request::execute(&sample.elf, &sample.stdin, 1000, false))?;
    let reason = low.reason(PROVER_ERROR)?;
    let enough = connection.ask(&request::execute(&sample.elf, &sample.stdin, expected.cycles + 1, false))?;
    let body = enough.expect(6)?;

    if !reason.to_lowercase().contains("cycle limit") {
        return Err(format!("no word of the limit in {reason:?}"));
    }
    let numbers = &body[body.len() - 24..];
    match numbers[..8] == expected.cycles.to_le_bytes() && numbers[8..16] == [0; 8] {
        true => Ok(()),
        false => Err(format!("cycles, gas and exit code are {numbers:?}")),
    }
}

pub fn only_a_prover_proves(server: &Server, sample: &Sample) -> Outcome {
    let (mut holder, mut other) = (server.connect()?, server.connect()?);
    let proof = request::prove(request::CORE, &sample.key(), &sample.stdin);
    holder.ask(&request::setup(&sample.elf))?.expect(1)?;
    let refused = holder.ask(&proof)?.reason(INTERNAL_ERROR)?;
    let unknown = other.ask(&proof)?.reason(INTERNAL_ERROR)?;
    match refused.contains("only verifies") && unknown.contains("unknown key") {
        true => Ok(()),
        false => Err(format!("{refused}; {unknown}")),
    }
}

pub fn keys_belong_to_their_connection(server: &Server, sample: &Sample) -> Outcome {
    server.connect()?.ask(&request::setup(&sample.elf))?.expect(1)?;
    let unknown = server.connect()?.ask(&request::prove(request::CORE, &sample.key(), &sample.stdin))?;
    let reason = unknown.reason(INTERNAL_ERROR)?;
    match reason.contains("unknown key") {
        true => Ok(()),
        false => Err(reason),
    }
}

pub fn garbage_is_answered_and_the_connection_closed(server: &Server, sample: &Sample) -> Outcome {
    let too_long_stdin = [sample.stdin.as_slice(), &[0]].concat();
    for garbage in [
        b"".to_vec(),
        b"\xff\xff\xff\xff".to_vec(),
        request::destroy(&[0; 32])[..20].to_vec(),
        request::execute(&sample.elf, &too_long_stdin, 0, false),
        request::execute(&sample.elf, &sample.stdin[..sample.stdin.len() - 1], 0, false),
        request::verify(&sample.vk, b"no proof"),
        request::verify(&sample.vk[..50], b""),
    ] {
        let mut connection = server.connect()?;
        connection.ask(&garbage)?.reason(INTERNAL_ERROR)?;
        is_closed(&mut connection)?;
    }
    Ok(())
}

/// To a server started with `--max-frame-mib 64`.
pub fn a_frame_over_the_limit_is_not_read(server: &Server) -> Outcome {
    let mut connection = server.connect()?;
    connection.send_raw(&(64u32 << 20).wrapping_add(1).to_le_bytes())?;
    let answer = connection.receive()?.ok_or("closed without a word")?;
    let reason = answer.reason(INTERNAL_ERROR)?;
    if !reason.contains("at most 67108864") {
        return Err(reason);
    }
    is_closed(&mut connection)
}

/// The server must not fall over one that breaks off.
pub fn a_broken_frame_harms_nobody(server: &Server) -> Outcome {
    let mut broken = server.connect()?;
    broken.send_raw(&100_000u32.to_le_bytes())?;
    broken.send_raw(b"half")?;
    drop(broken);
    server.connect()?.ask(&request::destroy(&[0; 32]))?.expect(0).map(|_| ())
}

pub fn connections_are_limited(server: &Server) -> Outcome {
    let mut open = Vec::new();
    for _ in 0..16 {
        let mut connection = server.connect()?;
        connection.ask(&request::destroy(&[0; 32]))?.expect(0)?;
        open.push(connection);
    }
    let mut one_more = server.connect()?;
    let told = one_more.receive()?.ok_or("closed without a word")?.reason(INTERNAL_ERROR)?;
    match told.contains("too many connections") {
        true => is_closed(&mut one_more),
        false => Err(told),
    }
}

fn is_closed(connection: &mut Connection) -> Outcome {
    match connection.receive() {
        Ok(None) => Ok(()),
        Ok(Some(_)) => Err("it said more than it should".to_owned()),
        Err(error) => Err(error),
    }
}

// ---- proofs ----

pub fn a_genuine_proof_is_accepted(server: &Server, key: &[u8], proof: &[u8]) -> Outcome {
    server.connect()?.ask(&request::verify(key, proof))?.expect(7).map(|_| ())
}

/// A no in so many words, never a yes; a byte that keeps the proof from being read may also close the connection.
pub fn a_changed_proof_is_refused(server: &Server, key: &[u8], proof: &[u8], changes: usize) -> Outcome {
    let (mut refused, mut unreadable) = (0, 0);
    let mut connection = server.connect()?;
    for change in 0..changes {
        let place = change * (proof.len() - 1) / (changes - 1);
        let mut changed = proof.to_vec();
        changed[place] ^= 1;
        let response =
            connection.ask(&request::verify(key, &changed)).map_err(|error| format!("byte {place}: {error}"))?;
        match response.reason(PROVER_ERROR) {
            Ok(_) => refused += 1,
            Err(_) => {
                response.reason(INTERNAL_ERROR).map_err(|error| format!("byte {place}: {error}"))?;
                unreadable += 1;
                connection = server.connect()?;
            }
        }
    }
    match refused > unreadable {
        true => Ok(()),
        false => Err(format!("{refused} refused, but {unreadable} called unreadable")),
    }
}

pub fn another_key_is_refused(server: &Server, other_key: &[u8], proof: &[u8]) -> Outcome {
    server.connect()?.ask(&request::verify(other_key, proof))?.reason(PROVER_ERROR).map(|_| ())
}

/// The public values stand before the version, a string of six bytes at the end.
pub fn other_public_values_are_refused(server: &Server, key: &[u8], proof: &[u8]) -> Outcome {
    let mut changed = proof.to_vec();
    changed[proof.len() - 15] ^= 1;
    let reason = server.connect()?.ask(&request::verify(key, &changed))?.reason(PROVER_ERROR)?;
    match reason.contains("other public values") {
        true => Ok(()),
        false => Err(reason),
    }
}

pub fn another_version_is_refused(server: &Server, key: &[u8], proof: &[u8]) -> Outcome {
    let mut changed = proof.to_vec();
    *changed.last_mut().ok_or("an empty proof")? ^= 1;
    let reason = server.connect()?.ask(&request::verify(key, &changed))?.reason(PROVER_ERROR)?;
    match reason.contains("circuit version") {
        true => Ok(()),
        false => Err(reason),
    }
}

pub fn a_byte_too_many_is_refused(server: &Server, key: &[u8], proof: &[u8]) -> Outcome {
    let longer = [proof, &[0]].concat();
    server.connect()?.ask(&request::verify(key, &longer))?.reason(INTERNAL_ERROR).map(|_| ())
}

// ---- the end ----

pub fn a_signal_leaves_nothing(mut server: Server, signal: libc::c_int) -> Outcome {
    let children = server.children();
    server.signal(signal);
    let (status, _) = server.await_end(END_LIMIT)?;
    if !status.success() {
        return Err(format!("it ended with {status}"));
    }
    for path in [&server.socket, &server.socket.with_file_name("socket.tmp")] {
        if path.exists() {
            return Err(format!("{} is left", path.display()));
        }
    }
    await_that(END_LIMIT, || !children.iter().copied().any(runs)).map_err(|_| format!("of {children:?} some still run"))
}

pub fn no_segment_is_left(before: &[std::path::PathBuf]) -> Outcome {
    let left: Vec<_> = segments().into_iter().filter(|segment| !before.contains(segment)).collect();
    match left.is_empty() {
        true => Ok(()),
        false => Err(format!("left: {left:?}")),
    }
}

/// Cut off in the middle of it.
pub fn a_signal_ends_an_execution(server: Server, sample: &Sample) -> Outcome {
    let before = segments();
    executing(&server, sample)?;
    a_signal_leaves_nothing(server, libc::SIGTERM)?;
    no_segment_is_left(&before)
}

/// Also when the parent was killed.
pub fn it_ends_with_its_parent(program: &Path, folder: &Path, arguments: &[&str]) -> Outcome {
    fs::create_dir_all(folder).map_err(crate::process::text)?;
    let socket = folder.join("socket");
    // The shell stays the parent: it waits for what it started.
    let script = format!(
        "'{}' --socket '{}' {} > '{}' 2>&1 & wait",
        program.display(),
        socket.display(),
        arguments.join(" "),
        folder.join("log").display()
    );
    let mut parent = std::process::Command::new("sh").arg("-c").arg(script).spawn().map_err(crate::process::text)?;
    let ready = await_that(Duration::from_secs(120), || socket.exists());
    parent.kill().map_err(crate::process::text)?;
    parent.wait().map_err(crate::process::text)?;
    ready.map_err(|_| "it never listened".to_owned())?;
    await_that(END_LIMIT, || !socket.exists() && !folder.join("socket.tmp").exists())
}

fn await_that(limit: Duration, condition: impl Fn() -> bool) -> Outcome {
    let begun = std::time::Instant::now();
    while !condition() {
        if begun.elapsed() > limit {
            return Err(format!("not within {limit:?}"));
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    Ok(())
}

pub fn a_second_server_is_refused(server: &Server, program: &Path, arguments: &[&str]) -> Outcome {
    let told = std::process::Command::new(program)
        .arg("--socket")
        .arg(&server.socket)
        .args(arguments)
        .output()
        .map_err(crate::process::text)?;
    match String::from_utf8_lossy(&told.stderr).contains("another process serves") {
        true => server.connect()?.ask(&request::destroy(&[0; 32]))?.expect(0).map(|_| ()),
        false => Err(String::from_utf8_lossy(&told.stderr).into_owned()),
    }
}

/// SIGKILL cannot be answered, so the next start must clean: files, and an executor that runs on.
pub fn a_killed_servers_leftovers_go_at_the_next_start(
    mut server: Server,
    sample: &Sample,
    program: &Path,
    arguments: &[&str],
    start_limit: Duration,
) -> Outcome {
    let folder = server.socket.parent().ok_or("no folder")?.to_owned();
    let before = segments();
    let executors = executing(&server, sample)?;
    server.signal(libc::SIGKILL);
    server.await_end(END_LIMIT)?;
    if !server.socket.exists() {
        return Err("a killed server cannot have removed its socket".to_owned());
    }
    fs::write(folder.join("socket.tmp/left"), "over").map_err(crate::process::text)?;

    let next = Server::start(program, &folder, arguments, start_limit)?;

    if folder.join("socket.tmp/left").exists() {
        return Err("socket.tmp/left is left".to_owned());
    }
    await_that(END_LIMIT, || !executors.iter().copied().any(runs)).map_err(|_| "its executor still runs".to_owned())?;
    // A start a minute later would remove them.
    for segment in segments().into_iter().filter(|segment| !before.contains(segment)) {
        fs::remove_file(segment).map_err(crate::process::text)?;
    }
    a_signal_leaves_nothing(next, libc::SIGTERM)
}

/// Begins an execution that would take minutes; the processes that execute.
fn executing(server: &Server, sample: &Sample) -> Outcome<Vec<u32>> {
    let before = segments().len();
    let long = [1u64.to_le_bytes().as_slice(), &4u64.to_le_bytes(), &4_000_000_000u32.to_le_bytes(), &[0; 16]].concat();
    server.connect()?.send(&request::execute(&sample.elf, &long, 0, true))?;
    await_that(Duration::from_secs(60), || !server.children().is_empty() && segments().len() >= before + 4)
        .map_err(|error| format!("no executor: {error}"))?;
    Ok(server.children())
}
