//! The sample programs and what is known of them.

use std::{fs, path::Path};

use sha2::{Digest, Sha256};

use crate::process::{text, Outcome};

pub struct Sample {
    pub name: &'static str,
    pub elf: Vec<u8>,
    pub stdin: Vec<u8>,
    pub vk: Vec<u8>,
    /// Nothing for a program that cannot be executed.
    pub expected: Option<Expected>,
}

pub struct Expected {
    pub public_values: Vec<u8>,
    pub cycles: u64,
    pub gas: u64,
    pub exit_code: u64,
}

const NAMES: [&str; 6] = ["fibonacci", "sha-chain", "compute", "echo", "panic", "bad-access"];

impl Sample {
    pub fn all(samples: &Path, generation: &str) -> Outcome<Vec<Self>> {
        NAMES.iter().map(|name| Self::read(&samples.join(name), name, generation)).collect()
    }

    fn read(folder: &Path, name: &'static str, generation: &str) -> Outcome<Self> {
        let file = |name: String| fs::read(folder.join(&name)).map_err(|error| format!("{name}: {error}"));
        let facts: serde_json::Value = serde_json::from_slice(&file("expected.json".to_owned())?).map_err(text)?;
        let facts = &facts[generation];
        let number = |field: &str| facts[field].as_u64().ok_or_else(|| format!("{name}: no {field}"));
        let expected = match facts["pv"].as_str() {
            None => None,
            Some(values) => Some(Expected {
                public_values: from_hex(values)?,
                cycles: number("cycles")?,
                gas: number("gas")?,
                exit_code: number("exit")?,
            }),
        };
        Ok(Self {
            name,
            elf: file(format!("{generation}.elf"))?,
            stdin: file("stdin.bin".to_owned())?,
            vk: file(format!("{generation}.vk"))?,
            expected,
        })
    }

    /// By which a connection knows the program.
    pub fn key(&self) -> [u8; 32] {
        Sha256::digest(&self.elf).into()
    }
}

/// A proof as `ProofFromNetwork`; kept as zstd, or as a fixture with one byte more.
pub fn read_proof(path: &Path) -> Outcome<Vec<u8>> {
    let bytes = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    match path.extension().is_some_and(|extension| extension == "zst") {
        true => zstd::decode_all(bytes.as_slice()).map_err(text),
        false => Ok(bytes[..bytes.len() - 1].to_vec()),
    }
}

fn from_hex(digits: &str) -> Outcome<Vec<u8>> {
    (0..digits.len() / 2).map(|i| u8::from_str_radix(&digits[2 * i..2 * i + 2], 16).map_err(text)).collect()
}
