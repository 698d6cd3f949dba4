//! Starts the native programs, asks them everything they must answer, and looks at what they leave behind.
//!
//! Prints `ok` or `FAILED` for each check; the exit code is 0 only when none failed.

mod checks;
mod process;
mod request;
mod sample;

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::ExitCode,
    time::{Duration, Instant},
};

use process::{segments, text, Outcome, Server};
use sample::{read_proof, Sample};

const USAGE: &str =
    "usage: native-tests --root CHECKOUT --work FOLDER [--v6 PROGRAM] [--v5 PROGRAM] [--prove PROGRAM]
  --prove   makes a Core and a Compressed proof: 16 GiB of memory, 20 minutes or so";

/// A verifier is there at once; a prover computes for minutes first.
const VERIFIER_START_LIMIT: Duration = Duration::from_secs(120);
const PROVER_START_LIMIT: Duration = Duration::from_secs(1800);

const FRAME_LIMIT: [&str; 2] = ["--max-frame-mib", "64"];

#[derive(Default)]
struct Arguments {
    root: PathBuf,
    work: PathBuf,
    v6: Option<PathBuf>,
    v5: Option<PathBuf>,
    prove: Option<PathBuf>,
}

fn main() -> ExitCode {
    let Some(arguments) = parse(env::args().skip(1)) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    let mut tally = Tally::default();
    for (generation, program) in [("v6", &arguments.v6), ("v5", &arguments.v5)] {
        if let Some(program) = program {
            let outcome = verifier(&arguments, generation, program, &mut tally);
            tally.note(&format!("{generation}: every check was made"), outcome);
        }
    }
    if let Some(program) = &arguments.prove {
        let outcome = prover(&arguments, program, &mut tally);
        tally.note("v6 prover: every check was made", outcome);
    }
    if tally.failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn parse(mut arguments: impl Iterator<Item = String>) -> Option<Arguments> {
    let mut parsed = Arguments::default();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--prove" => parsed.prove = Some(arguments.next()?.into()),
            "--root" => parsed.root = arguments.next()?.into(),
            "--work" => parsed.work = arguments.next()?.into(),
            "--v6" => parsed.v6 = Some(arguments.next()?.into()),
            "--v5" => parsed.v5 = Some(arguments.next()?.into()),
            _ => return None,
        }
    }
    (parsed.root.is_dir() && parsed.work.is_dir()).then_some(parsed)
}

#[derive(Default)]
struct Tally {
    failed: usize,
}

impl Tally {
    fn note<T>(&mut self, name: &str, outcome: Outcome<T>) -> Option<T> {
        match outcome {
            Ok(value) => {
                println!("ok      {name}");
                Some(value)
            }
            Err(reason) => {
                self.failed += 1;
                println!("FAILED  {name}\n        {reason}");
                None
            }
        }
    }
}

/// The program started with `--verify-only`.
fn verifier(arguments: &Arguments, generation: &str, program: &Path, tally: &mut Tally) -> Outcome {
    let mut check = |name: &str, outcome: Outcome| {
        tally.note(&format!("{generation}: {name}"), outcome);
    };
    let samples = Sample::all(&arguments.root.join("samples"), generation)?;
    let fibonacci = &samples[0];
    let folder = |name: &str| arguments.work.join(format!("{generation}-{name}"));
    let options = ["--verify-only", FRAME_LIMIT[0], FRAME_LIMIT[1]];
    let start = |name: &str| Server::start(program, &folder(name), &options, VERIFIER_START_LIMIT);
    let before = segments();

    check("prints its version and nothing else", version(program, generation));
    let begun = Instant::now();
    let server = start("verifier")?;
    println!("        {generation} verifier: ready after {:?}, {} MiB", begun.elapsed(), server.peak_memory_mib());
    check("says where it listens", server.log_says(&format!("Server listening @ {}", server.socket.display())));
    check("keys are those of the SDK", checks::keys_are_those_of_the_sdk(&server, &samples));
    check("what is no program has no key", checks::what_is_no_program_has_no_key(&server));
    check("executions are those of the SDK", checks::executions_are_those_of_the_sdk(&server, &samples));
    check("cycles are limited, gas is optional", checks::cycles_are_limited_and_gas_is_optional(&server, fibonacci));
    check("only a prover proves", checks::only_a_prover_proves(&server, fibonacci));
    check(
        "garbage is answered, the connection closed",
        checks::garbage_is_answered_and_the_connection_closed(&server, fibonacci),
    );
    check("a frame over the limit is not read", checks::a_frame_over_the_limit_is_not_read(&server));
    check("a broken frame harms nobody", checks::a_broken_frame_harms_nobody(&server));
    check("connections are limited", checks::connections_are_limited(&start("crowded")?));
    check("a second server is refused", checks::a_second_server_is_refused(&server, program, &options));

    for (name, key, proof) in genuine_proofs(&arguments.root, generation, fibonacci)? {
        let begun = Instant::now();
        check(&format!("{name}: accepted"), checks::a_genuine_proof_is_accepted(&server, &key, &proof));
        println!("        {:?}, {} bytes; then {} MiB", begun.elapsed(), proof.len(), server.peak_memory_mib());
        check(&format!("{name}: refused once changed"), checks::a_changed_proof_is_refused(&server, &key, &proof, 60));
        check(
            &format!("{name}: refused under another key"),
            checks::another_key_is_refused(&server, &samples[1].vk, &proof),
        );
        check(
            &format!("{name}: refused with other public values"),
            checks::other_public_values_are_refused(&server, &key, &proof),
        );
        check(
            &format!("{name}: refused for another version"),
            checks::another_version_is_refused(&server, &key, &proof),
        );
        check(
            &format!("{name}: refused with a byte too many"),
            checks::a_byte_too_many_is_refused(&server, &key, &proof),
        );
    }

    // Made with a list of recursion keys of nobody's: complete, and worth nothing.
    let foreign = arguments.root.join("../shared/fixtures/sp1-v5/fibonacci/compressed-dummy-root.proof.bin");
    if generation == "v5" && foreign.exists() {
        let key = fs::read(foreign.with_file_name("vk.bin")).map_err(text)?;
        let outcome = checks::another_key_is_refused(&server, &key, &read_proof(&foreign)?);
        check("fixture compressed proof: refused for its recursion keys", outcome);
    }

    check("SIGTERM leaves nothing", checks::a_signal_leaves_nothing(start("terminated")?, libc::SIGTERM));
    check("SIGINT leaves nothing", checks::a_signal_leaves_nothing(start("interrupted")?, libc::SIGINT));
    drop(server);
    check("no shared memory is left", checks::no_segment_is_left(&before));
    if generation == "v6" {
        // SP1 5 executes inside the process.
        check("SIGTERM ends an execution", checks::a_signal_ends_an_execution(start("executing")?, &samples[2]));
        let killed = start("killed")?;
        let swept = checks::a_killed_servers_leftovers_go_at_the_next_start(
            killed,
            &samples[2],
            program,
            &options,
            VERIFIER_START_LIMIT,
        );
        check("a killed server's leftovers go at the next start", swept);
    }
    check("ends with its parent", checks::it_ends_with_its_parent(program, &folder("orphaned"), &options));
    Ok(())
}

fn version(program: &Path, generation: &str) -> Outcome {
    let output = std::process::Command::new(program).arg("--version").output().map_err(text)?;
    let expected = if generation == "v6" { "6.10.0\n" } else { "5.2.4\n" };
    match output.status.success() && output.stdout == expected.as_bytes() && output.stderr.is_empty() {
        true => Ok(()),
        false => Err(format!("{output:?}")),
    }
}

/// Our own, of the sample, and those among the fixtures where there are any.
fn genuine_proofs(root: &Path, generation: &str, fibonacci: &Sample) -> Outcome<Vec<(String, Vec<u8>, Vec<u8>)>> {
    let mut proofs = Vec::new();
    let fixtures = root.join(format!("../shared/fixtures/sp1-{generation}/fibonacci"));
    for mode in ["core", "compressed"] {
        let own = root.join(format!("samples/proofs/fibonacci-{generation}-{mode}.bin.zst"));
        if own.exists() {
            proofs.push((format!("own {mode} proof"), fibonacci.vk.clone(), read_proof(&own)?));
        }
        let fixture = fixtures.join(format!("{mode}.proof.bin"));
        if fixture.exists() {
            let key = fs::read(fixtures.join("vk.bin")).map_err(text)?;
            proofs.push((format!("fixture {mode} proof"), key, read_proof(&fixture)?));
        }
    }
    if proofs.is_empty() {
        println!("skipped {generation}: no genuine proof at hand");
    }
    Ok(proofs)
}

/// The program as it proves: one start, one proof of each kind.
fn prover(arguments: &Arguments, program: &Path, tally: &mut Tally) -> Outcome {
    let samples = Sample::all(&arguments.root.join("samples"), "v6")?;
    let fibonacci = &samples[0];
    let before = segments();
    let begun = Instant::now();
    let server = Server::start(program, &arguments.work.join("v6-prover"), &FRAME_LIMIT, PROVER_START_LIMIT)?;
    println!("        v6 prover: ready after {:?}, {} MiB", begun.elapsed(), server.peak_memory_mib());
    let mut check = |name: &str, outcome: Outcome| {
        tally.note(&format!("v6 prover: {name}"), outcome);
    };

    check("the key is that of the SDK", checks::keys_are_those_of_the_sdk(&server, &samples[..1]));
    check("executions are those of the SDK", checks::executions_are_those_of_the_sdk(&server, &samples));
    check("keys belong to their connection", checks::keys_belong_to_their_connection(&server, fibonacci));
    let mut connection = server.connect()?;
    connection.ask(&request::setup(&fibonacci.elf))?.expect(1)?;
    for (name, mode) in [("core", request::CORE), ("compressed", request::COMPRESSED)] {
        let begun = Instant::now();
        let response = connection.ask(&request::prove(mode, &fibonacci.key(), &fibonacci.stdin))?;
        let proof = response.expect(2)?;
        println!(
            "        {name} proof: {:?}, {} bytes, {} MiB",
            begun.elapsed(),
            proof.len(),
            server.peak_memory_mib()
        );
        check(&format!("{name}: accepted"), checks::a_genuine_proof_is_accepted(&server, &fibonacci.vk, proof));
        check(
            &format!("{name}: refused once changed"),
            checks::a_changed_proof_is_refused(&server, &fibonacci.vk, proof, 5),
        );
        check(
            &format!("{name}: refused under another key"),
            checks::another_key_is_refused(&server, &samples[1].vk, proof),
        );
    }
    check("names the mode", server.log_says("Proving with mode: Compressed"));
    check("names its tasks", server.log_says("submitting task of kind ProveShard"));
    check("SIGTERM leaves nothing", checks::a_signal_leaves_nothing(server, libc::SIGTERM));
    check("no shared memory is left", checks::no_segment_is_left(&before));
    Ok(())
}
