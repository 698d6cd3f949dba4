//! Frames: a length of four bytes, little endian, and as many bytes of body.

use std::{
    io::{self, ErrorKind, Read, Write},
    time::Duration,
};

/// Within a frame, each read and each write must move something in this time.
pub const STALL_LIMIT: Duration = Duration::from_secs(60);

/// A body is read in pieces, so that a length alone, which may lie, takes no memory.
const PIECE_BYTES: usize = 1 << 20;

pub enum Incoming {
    Body(Vec<u8>),
    /// The peer closed between two frames.
    End,
    /// The announced length is over the limit; the body was not read.
    TooLong(u32),
}

pub trait Patience {
    /// `None` waits forever.
    fn set_patience(&self, limit: Option<Duration>) -> io::Result<()>;
}

impl Patience for std::os::unix::net::UnixStream {
    fn set_patience(&self, limit: Option<Duration>) -> io::Result<()> {
        self.set_read_timeout(limit)
    }
}

/// Waits without limit for a frame to begin, then at most [`STALL_LIMIT`] for each piece of it.
pub fn read(stream: &mut (impl Read + Patience), limit_bytes: u32) -> io::Result<Incoming> {
    let mut header = [0; 4];
    stream.set_patience(None)?;
    let begun = loop {
        match stream.read(&mut header) {
            Ok(0) => return Ok(Incoming::End),
            Ok(count) => break count,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    };
    stream.set_patience(Some(STALL_LIMIT))?;
    stream.read_exact(&mut header[begun..])?;

    let length = u32::from_le_bytes(header);
    if length > limit_bytes {
        return Ok(Incoming::TooLong(length));
    }
    let length = length as usize;
    let mut body = Vec::new();
    while body.len() < length {
        let start = body.len();
        body.try_reserve(PIECE_BYTES.min(length - start)).map_err(|_| io::Error::from(ErrorKind::OutOfMemory))?;
        body.resize(length.min(start + PIECE_BYTES), 0);
        stream.read_exact(&mut body[start..])?;
    }
    Ok(Incoming::Body(body))
}

/// The parts of a body, one after the other, as one frame.
pub fn write(stream: &mut impl Write, parts: &[&[u8]]) -> io::Result<()> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let length = u32::try_from(length)
        .map_err(|_| io::Error::new(ErrorKind::InvalidInput, "a response of 4 GiB or more has no frame"))?;
    stream.write_all(&length.to_le_bytes())?;
    for part in parts {
        stream.write_all(part)?;
    }
    stream.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Bytes(io::Cursor<Vec<u8>>);

    impl Read for Bytes {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let few = buffer.len().min(3); // as a socket may
            self.0.read(&mut buffer[..few])
        }
    }

    impl Patience for Bytes {
        fn set_patience(&self, _: Option<Duration>) -> io::Result<()> {
            Ok(())
        }
    }

    fn reader(bytes: &[u8]) -> Bytes {
        Bytes(io::Cursor::new(bytes.to_vec()))
    }

    #[test]
    fn what_was_written_is_read_again() {
        let mut wire = Vec::new();
        write(&mut wire, &[&[1, 2], &[3]]).unwrap();
        write(&mut wire, &[]).unwrap();

        let mut reader = reader(&wire);

        assert_eq!(wire, [3, 0, 0, 0, 1, 2, 3, 0, 0, 0, 0]);
        assert!(matches!(read(&mut reader, 3).unwrap(), Incoming::Body(body) if body == [1, 2, 3]));
        assert!(matches!(read(&mut reader, 3).unwrap(), Incoming::Body(body) if body.is_empty()));
        assert!(matches!(read(&mut reader, 3).unwrap(), Incoming::End));
    }

    #[test]
    fn a_length_over_the_limit_is_told_and_no_body_read() {
        let mut reader = reader(&[4, 0, 0, 0, 9, 9, 9, 9]);

        assert!(matches!(read(&mut reader, 3).unwrap(), Incoming::TooLong(4)));
        assert_eq!(reader.0.position(), 4);
    }

    #[test]
    fn a_frame_that_ends_early_is_an_error() {
        for bytes in [&[4, 0][..], &[4, 0, 0, 0, 9]] {
            let error = read(&mut reader(bytes), 100).map(|_| ()).unwrap_err();

            assert_eq!(error.kind(), ErrorKind::UnexpectedEof);
        }
    }
}
