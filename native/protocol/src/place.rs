//! The socket and the folder beside it, held by one process at a time.

use std::{
    ffi::OsString,
    fs::{self, DirBuilder, File},
    io,
    os::{
        fd::AsRawFd,
        unix::fs::{DirBuilderExt, MetadataExt},
    },
    path::{Path, PathBuf},
};

use anyhow::{bail, Context, Result};

use crate::leftovers::{kill, processes, remove};

pub struct Place {
    pub socket: PathBuf,
    pub folder: PathBuf,
    /// Locked until the process ends, however it ends.
    _lock: File,
}

impl Place {
    /// Removes what a killed predecessor left, and refuses while another process holds the place.
    pub fn claim(socket: &Path) -> Result<Self> {
        let socket = std::path::absolute(socket)?;
        let mut folder = OsString::from(&socket);
        folder.push(".tmp");
        let folder = PathBuf::from(folder);
        match DirBuilder::new().mode(0o700).create(&folder) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            result => result.with_context(|| format!("cannot create {}", folder.display()))?,
        }
        let metadata = fs::symlink_metadata(&folder)?;
        if !metadata.is_dir() || metadata.uid() != unsafe { libc::geteuid() } {
            bail!("{} is not a folder of this user's", folder.display());
        }

        let lock_path = folder.join("lock");
        let lock = File::create(&lock_path).with_context(|| format!("cannot create {}", lock_path.display()))?;
        if unsafe { libc::flock(lock.as_raw_fd(), libc::LOCK_EX | libc::LOCK_NB) } != 0 {
            bail!("another process serves {}", socket.display());
        }

        kill(processes().filter(|process| process.runs_from(&folder)));
        for entry in fs::read_dir(&folder)?.flatten().filter(|entry| entry.path() != lock_path) {
            remove(&entry.path());
        }
        remove(&socket);
        Ok(Self { socket, folder, _lock: lock })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_claimed_once_and_cleared_of_leftovers() {
        let folder = std::env::temp_dir().join(format!("prover-protocol-{}", std::process::id()));
        fs::create_dir(&folder).unwrap();
        let socket = folder.join("socket");
        fs::create_dir(folder.join("socket.tmp")).unwrap();
        fs::write(folder.join("socket.tmp/left"), "over").unwrap();
        fs::write(&socket, "").unwrap();

        let place = Place::claim(&socket).unwrap();
        let second = Place::claim(&socket).map(|_| ());

        assert!(!socket.exists());
        assert!(!place.folder.join("left").exists());
        assert!(second.unwrap_err().to_string().contains("another process serves"));
        fs::remove_dir_all(folder).unwrap();
    }
}
