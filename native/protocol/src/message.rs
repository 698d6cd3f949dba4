//! Requests and responses, as bincode writes them: fixed-width little-endian integers, an index of four bytes before a
//! variant, a count of eight before a sequence. Indices 0 to 2 and 0 to 5 are those of `crates/cuda/src/api.rs` in SP1 6;
//! what comes after them is ours.

use crate::backend::Execution;

pub const KEY_BYTES: usize = 32;

#[derive(Debug, PartialEq)]
pub enum Request<'a> {
    Setup { elf: &'a [u8] },
    ProveWithMode { mode: u32, key: [u8; KEY_BYTES], stdin: &'a [u8], nonce: [u32; 4] },
    Destroy { key: [u8; KEY_BYTES] },
    Execute { elf: &'a [u8], stdin: &'a [u8], cycle_limit: u64, calculate_gas: bool },
    Verify { key_and_proof: &'a [u8] },
}

impl<'a> Request<'a> {
    /// An input or a proof, whose end only its own decoder knows, is handed on with all bytes that can be its own; that
    /// decoder must use them all.
    pub fn decode(body: &'a [u8]) -> Result<Self, String> {
        let mut rest = Rest(body);
        let request = match rest.u32()? {
            0 => Request::Setup { elf: rest.bytes()? },
            1 => {
                let (mode, key) = (rest.u32()?, rest.array()?);
                let stdin = rest.all_but(16)?;
                let nonce = [rest.u32()?, rest.u32()?, rest.u32()?, rest.u32()?];
                Request::ProveWithMode { mode, key, stdin, nonce }
            }
            2 => Request::Destroy { key: rest.array()? },
            3 => {
                let elf = rest.bytes()?;
                let stdin = rest.all_but(9)?;
                Request::Execute { elf, stdin, cycle_limit: rest.u64()?, calculate_gas: rest.bool()? }
            }
            4 => Request::Verify { key_and_proof: rest.all_but(0)? },
            index => return Err(format!("no request has the index {index}")),
        };
        match rest.0 {
            [] => Ok(request),
            extra => Err(format!("{} bytes too many at the end of the request", extra.len())),
        }
    }
}

pub enum Response<'a> {
    Ok,
    Setup { id: [u8; KEY_BYTES], vk: &'a [u8] },
    Proof(&'a [u8]),
    ProverError(&'a str),
    InternalError(&'a str),
    Executed(&'a Execution),
    Verified,
}

impl<'a> Response<'a> {
    /// The body in two parts, of which the second may be large.
    pub fn encode(&self) -> (Vec<u8>, &'a [u8]) {
        let text = |index: u32, text: &'a str| (counted(index, text.len()), text.as_bytes());
        match *self {
            Response::Ok => (index(0), &[]),
            Response::Setup { id, vk } => ([index(1).as_slice(), &id].concat(), vk),
            Response::Proof(proof) => (index(2), proof),
            Response::ProverError(reason) => text(3, reason),
            Response::InternalError(reason) => text(4, reason),
            Response::Executed(execution) => {
                let mut head = counted(6, execution.public_values.len());
                head.extend_from_slice(&execution.public_values);
                for number in [execution.cycles, execution.gas, execution.exit_code] {
                    head.extend_from_slice(&number.to_le_bytes());
                }
                (head, &[])
            }
            Response::Verified => (index(7), &[]),
        }
    }
}

fn index(index: u32) -> Vec<u8> {
    index.to_le_bytes().to_vec()
}

fn counted(response: u32, count: usize) -> Vec<u8> {
    [index(response).as_slice(), &(count as u64).to_le_bytes()].concat()
}

/// What is left of a body.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], String> {
        let (taken, rest) = self
            .0
            .split_at_checked(count)
            .ok_or_else(|| format!("the request ends {} bytes early", count - self.0.len()))?;
        self.0 = rest;
        Ok(taken)
    }

    fn all_but(&mut self, count: usize) -> Result<&'a [u8], String> {
        let available = self.0.len().checked_sub(count).ok_or("the request ends early")?;
        self.take(available)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], String> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N)?);
        Ok(array)
    }

    fn u32(&mut self) -> Result<u32, String> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    fn u64(&mut self) -> Result<u64, String> {
        Ok(u64::from_le_bytes(self.array()?))
    }

    fn bool(&mut self) -> Result<bool, String> {
        match self.array()? {
            [0] => Ok(false),
            [1] => Ok(true),
            [other] => Err(format!("{other} is neither true nor false")),
        }
    }

    fn bytes(&mut self) -> Result<&'a [u8], String> {
        let count = self.u64()?;
        self.take(usize::try_from(count).map_err(|_| format!("a count of {count}"))?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A request as hexadecimal digits and blanks.
    fn hex(text: &str) -> Vec<u8> {
        let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(16)).collect();
        digits.chunks(2).map(|pair| (pair[0] * 16 + pair[1]) as u8).collect()
    }

    #[test]
    fn the_worked_requests_of_the_protocol_are_understood() {
        let setup = hex("00000000 0300000000000000 616263");
        let destroy = [hex("02000000"), vec![7; 32]].concat();
        let prove =
            [hex("01000000 04000000"), vec![7; 32], vec![0; 24], hex("01000000 00000000 00000000 02000000")].concat();

        assert_eq!(Request::decode(&setup), Ok(Request::Setup { elf: b"abc" }));
        assert_eq!(Request::decode(&destroy), Ok(Request::Destroy { key: [7; 32] }));
        assert_eq!(
            Request::decode(&prove),
            Ok(Request::ProveWithMode { mode: 4, key: [7; 32], stdin: &[0; 24], nonce: [1, 0, 0, 2] })
        );
    }

    #[test]
    fn the_appended_requests_are_understood() {
        let execute = [hex("03000000 0100000000000000 7f"), vec![0; 24], hex("0001000000000000 01")].concat();
        let verify = [hex("04000000"), vec![5; 104], vec![6; 9]].concat();

        assert_eq!(
            Request::decode(&execute),
            Ok(Request::Execute { elf: &[0x7f], stdin: &[0; 24], cycle_limit: 256, calculate_gas: true })
        );
        assert_eq!(Request::decode(&verify), Ok(Request::Verify { key_and_proof: &verify[4..] }));
    }

    #[test]
    fn what_is_short_long_or_unknown_is_refused() {
        for wrong in [
            "",
            "000000",
            "05000000",
            "00000000 0400000000000000 616263",
            "00000000 0200000000000000 616263",
            "00000000 ffffffffffffffff",
            "02000000 00",
            "01000000 04000000 00",
            "03000000 0000000000000000 0000000000000000 02",
        ] {
            assert!(Request::decode(&hex(wrong)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn responses_have_the_bytes_of_the_protocol() {
        let execution = Execution { public_values: vec![9], cycles: 1, gas: 2, exit_code: 3 };
        let body = |response: Response<'_>| {
            let (head, tail) = response.encode();
            [head.as_slice(), tail].concat()
        };

        assert_eq!(body(Response::Ok), hex("00000000"));
        assert_eq!(body(Response::Setup { id: [1; 32], vk: &[2; 104] }).len(), 140);
        assert_eq!(body(Response::Proof(&[1, 2])), hex("02000000 0102"));
        assert_eq!(body(Response::ProverError("no")), hex("03000000 0200000000000000 6e6f"));
        assert_eq!(body(Response::InternalError("no")), hex("04000000 0200000000000000 6e6f"));
        assert_eq!(
            body(Response::Executed(&execution)),
            hex("06000000 0100000000000000 09 0100000000000000 0200000000000000 0300000000000000")
        );
        assert_eq!(body(Response::Verified), hex("07000000"));
    }
}
