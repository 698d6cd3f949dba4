//! The requests, written by hand: what the Java side will send.

pub const CORE: u32 = 1;
pub const COMPRESSED: u32 = 2;

pub fn setup(elf: &[u8]) -> Vec<u8> {
    [index(0).as_slice(), &counted(elf)].concat()
}

pub fn prove(mode: u32, key: &[u8; 32], stdin: &[u8]) -> Vec<u8> {
    [index(1).as_slice(), &mode.to_le_bytes(), key, stdin, &[0; 16]].concat()
}

pub fn destroy(key: &[u8; 32]) -> Vec<u8> {
    [index(2).as_slice(), key].concat()
}

pub fn execute(elf: &[u8], stdin: &[u8], cycle_limit: u64, gas: bool) -> Vec<u8> {
    [index(3).as_slice(), &counted(elf), stdin, &cycle_limit.to_le_bytes(), &[u8::from(gas)]].concat()
}

pub fn verify(key: &[u8], proof: &[u8]) -> Vec<u8> {
    [index(4).as_slice(), key, proof].concat()
}

fn index(index: u32) -> [u8; 4] {
    index.to_le_bytes()
}

fn counted(bytes: &[u8]) -> Vec<u8> {
    [(bytes.len() as u64).to_le_bytes().as_slice(), bytes].concat()
}
