//! The command line.

use std::path::PathBuf;

/// What tells one of our programs from another.
pub struct Program {
    pub name: &'static str,
    /// Of the SP1 crates below; all that `--version` prints, as `sp1-gpu-server` does.
    pub version: &'static str,
    pub about: &'static str,
    /// It never proves, whatever the command line says.
    pub only_verifies: bool,
}

#[derive(Debug, PartialEq)]
pub struct Options {
    pub socket: PathBuf,
    pub verify_only: bool,
    /// A request's body may have so many bytes.
    pub frame_limit_bytes: u32,
}

#[derive(Debug, PartialEq)]
pub enum Command {
    Serve(Options),
    Print(String),
    Complain(String),
}

const DEFAULT_FRAME_LIMIT_MIB: u32 = 3072;
const GREATEST_FRAME_LIMIT_MIB: u32 = 4095;

impl Program {
    pub fn parse(&self, arguments: impl IntoIterator<Item = String>) -> Command {
        let mut socket = None;
        let mut verify_only = self.only_verifies;
        let mut frame_limit_mib = DEFAULT_FRAME_LIMIT_MIB;
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--version" => return Command::Print(self.version.to_owned()),
                "--help" | "-h" => return Command::Print(self.usage()),
                "--verify-only" => verify_only = true,
                "--socket" => match arguments.next() {
                    Some(path) => socket = Some(PathBuf::from(path)),
                    None => return Command::Complain("--socket needs a path".to_owned()),
                },
                "--max-frame-mib" => match arguments.next().and_then(|value| value.parse().ok()) {
                    Some(mib @ 1..=GREATEST_FRAME_LIMIT_MIB) => frame_limit_mib = mib,
                    _ => {
                        return Command::Complain(format!(
                            "--max-frame-mib needs a number from 1 to {GREATEST_FRAME_LIMIT_MIB}"
                        ))
                    }
                },
                unknown => return Command::Complain(format!("unknown argument {unknown}")),
            }
        }
        match socket {
            Some(socket) => Command::Serve(Options { socket, verify_only, frame_limit_bytes: frame_limit_mib << 20 }),
            None => Command::Complain("--socket PATH is missing".to_owned()),
        }
    }

    pub fn usage(&self) -> String {
        let (name, about) = (self.name, self.about);
        format!(
            "{about}

usage: {name} --socket PATH [options]
  --socket PATH         where to listen; the socket appears when the program is ready
  --verify-only         builds no prover: starts at once, needs little memory, refuses to prove
  --max-frame-mib N     longest request accepted (default {DEFAULT_FRAME_LIMIT_MIB})
  --version             prints the release of SP1 that is inside
  --help                prints this

It logs to standard output, filtered by RUST_LOG (default {default_filter}), and ends when its parent does.",
            default_filter = crate::telling::DEFAULT_FILTER
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROGRAM: Program = Program { name: "p", version: "1.2.3", about: "About.", only_verifies: false };

    fn parse(line: &str) -> Command {
        PROGRAM.parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn a_socket_is_all_that_is_needed() {
        let options = Options { socket: "/s".into(), verify_only: false, frame_limit_bytes: 3072 << 20 };

        assert_eq!(parse("--socket /s"), Command::Serve(options));
    }

    #[test]
    fn every_option_is_heard() {
        let options = Options { socket: "/s".into(), verify_only: true, frame_limit_bytes: 4095 << 20 };

        assert_eq!(parse("--verify-only --max-frame-mib 4095 --socket /s"), Command::Serve(options));
    }

    #[test]
    fn the_version_stands_alone() {
        assert_eq!(parse("--version"), Command::Print("1.2.3".to_owned()));
    }

    #[test]
    fn what_is_wrong_is_named() {
        for line in ["", "--socket", "--socket /s --max-frame-mib 0", "--socket /s --max-frame-mib 4096", "--soket /s"]
        {
            assert!(matches!(parse(line), Command::Complain(_)), "{line}");
        }
    }
}
