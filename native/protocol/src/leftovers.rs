//! Files, processes and shared memory that must not outlive the process, as `/proc` and `/dev/shm` show them.

use std::{
    collections::HashSet,
    fs, io,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

const SHARED_MEMORY: &str = "/dev/shm";
/// A segment is younger than this while its processes still start.
const SEGMENT_START_LIMIT: Duration = Duration::from_secs(60);

/// What is not there need not be removed; what cannot be removed must not keep the process from ending.
pub fn remove(path: &Path) {
    let removed = match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
        Err(error) => Err(error),
    };
    if let Err(error) = removed.or_else(|error| match error.kind() {
        io::ErrorKind::NotFound => Ok(()),
        _ => Err(error),
    }) {
        eprintln!("cannot remove {}: {error}", path.display());
    }
}

pub struct Process {
    pub id: u32,
    pub parent: u32,
}

impl Process {
    pub fn runs_from(&self, folder: &Path) -> bool {
        fs::read_link(format!("/proc/{}/exe", self.id)).is_ok_and(|program| program.starts_with(folder))
    }
}

pub fn processes() -> impl Iterator<Item = Process> {
    fs::read_dir("/proc").into_iter().flatten().flatten().filter_map(|entry| {
        let id = entry.file_name().to_str()?.parse().ok()?;
        let stat = fs::read_to_string(entry.path().join("stat")).ok()?;
        // pid (name) state ppid …, and a name may hold anything, brackets too
        let parent = stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()?;
        Some(Process { id, parent })
    })
}

pub fn kill(processes: impl Iterator<Item = Process>) {
    for process in processes {
        unsafe { libc::kill(process.id as libc::pid_t, libc::SIGKILL) };
    }
}

fn is_segment(path: &Path) -> bool {
    path.starts_with(SHARED_MEMORY)
        && path
            .file_name()
            .and_then(|name| name.to_str())
            .is_some_and(|name| name.starts_with("sp1_") || name.starts_with("sem.sp1_"))
}

/// A semaphore is mapped under a passing name, so it is known by the ring it guards: that of `sem.sp1_x_t_empty` is `sp1_x_t`.
fn guarded_by(path: &Path) -> PathBuf {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let ring = name.strip_prefix("sem.").and_then(|name| name.strip_suffix("_filled").or(name.strip_suffix("_empty")));
    ring.map_or_else(|| path.to_owned(), |ring| Path::new(SHARED_MEMORY).join(ring))
}

fn segments() -> Vec<PathBuf> {
    let entries = fs::read_dir(SHARED_MEMORY).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).filter(|path| is_segment(path)).collect()
}

fn mapped_by(process: u32) -> HashSet<PathBuf> {
    let maps = fs::read_to_string(format!("/proc/{process}/maps")).unwrap_or_default();
    let paths = maps.lines().filter_map(|line| line.find(SHARED_MEMORY).map(|start| PathBuf::from(&line[start..])));
    paths.filter(|path| is_segment(path)).collect()
}

/// Those that this process has mapped: its executors' as well.
pub fn own_segments() -> Vec<PathBuf> {
    let mapped = mapped_by(std::process::id());
    segments().into_iter().filter(|segment| mapped.contains(&guarded_by(segment))).collect()
}

/// Removes segments of this user's that no process uses any more: a killed process could not.
pub fn sweep_shared_memory() {
    let user = unsafe { libc::geteuid() };
    let old = |path: &PathBuf| {
        fs::symlink_metadata(path).is_ok_and(|metadata| {
            let age = metadata.modified().ok().and_then(|modified| SystemTime::now().duration_since(modified).ok());
            metadata.uid() == user && age.is_some_and(|age| age > SEGMENT_START_LIMIT)
        })
    };
    let mut unused: Vec<_> = segments().into_iter().filter(old).collect();
    if unused.is_empty() {
        return;
    }
    for process in processes() {
        let mapped = mapped_by(process.id);
        unused.retain(|segment| !mapped.contains(&guarded_by(segment)));
    }
    for segment in unused {
        tracing::warn!("removing {}, which no process uses", segment.display());
        remove(&segment);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_segments_of_sp1_are_segments() {
        for name in ["sp1_abc_m", "sp1_abc_t", "sem.sp1_abc_t_empty"] {
            assert!(is_segment(&Path::new(SHARED_MEMORY).join(name)), "{name}");
        }
        for other in ["/dev/shm/other", "/tmp/sp1_abc_m", "/dev/shm/sem.other"] {
            assert!(!is_segment(Path::new(other)), "{other}");
        }
    }

    #[test]
    fn a_semaphore_is_used_while_its_ring_is() {
        let shared = Path::new(SHARED_MEMORY);

        assert_eq!(guarded_by(&shared.join("sem.sp1_a_b_t_empty")), shared.join("sp1_a_b_t"));
        assert_eq!(guarded_by(&shared.join("sem.sp1_a_b_t_filled")), shared.join("sp1_a_b_t"));
        assert_eq!(guarded_by(&shared.join("sp1_a_b_m")), shared.join("sp1_a_b_m"));
    }

    #[test]
    fn this_process_is_seen_with_its_parent() {
        let own = processes().find(|process| process.id == std::process::id()).unwrap();

        assert_eq!(own.parent, std::os::unix::process::parent_id());
    }
}
