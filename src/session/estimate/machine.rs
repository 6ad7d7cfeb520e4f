//! How much memory a process may have: what the machine has, or less where a control group or a
//! limit of the process allows less.
//!
//! Promises to read what Linux says and to guess nothing: where it says nothing there is no limit.

use std::path::{Path, PathBuf};

/// The memory that a run may take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Machine {
    bytes: u64,
    who: &'static str,
}

const MACHINE: &str = "this machine has";
const GROUP: &str = "the control group of this process allows";
const LIMIT: &str = "the limit of this process (ulimit -v) is";

impl Machine {
    /// This one, now.
    pub fn here() -> Self {
        Self::below(Path::new("/"))
    }

    /// A machine with so many bytes.
    pub fn with(bytes: u64) -> Self {
        let who = MACHINE;
        Self { bytes, who }
    }

    /// The machine whose files lie below `root`.
    fn below(root: &Path) -> Self {
        let has = |bytes: u64| Self::with(bytes);
        let machine = in_meminfo(root).map_or(has(u64::MAX), has);
        let others = [(in_groups(root), GROUP), (in_limits(root), LIMIT)];
        let others = others
            .into_iter()
            .filter_map(|(bytes, who)| Some(Self { bytes: bytes?, who }));
        others.fold(machine, |least, other| match other.bytes < least.bytes {
            true => other,
            false => least,
        })
    }

    /// The memory [bytes].
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Who allows it, for a sentence.
    pub(super) fn who(&self) -> &'static str {
        self.who
    }
}

fn read(root: &Path, path: &str) -> Option<String> {
    std::fs::read_to_string(root.join(path)).ok()
}

/// Main memory and swap.
fn in_meminfo(root: &Path) -> Option<u64> {
    let text = read(root, "proc/meminfo")?;
    let of = |name: &str| -> Option<u64> {
        let line = text.lines().find_map(|line| line.strip_prefix(name))?;
        let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
        Some(kib.saturating_mul(1024))
    };
    let total = of("MemTotal:")?;
    Some(total.saturating_add(of("SwapTotal:").unwrap_or(0)))
}

/// The least limit of the control groups that the process is in, versions 1 and 2.
fn in_groups(root: &Path) -> Option<u64> {
    let text = read(root, "proc/self/cgroup").unwrap_or_default();
    let of_line = |line: &str| -> Option<u64> {
        let mut fields = line.splitn(3, ':');
        let (_, controllers, path) = (fields.next()?, fields.next()?, fields.next()?);
        let (mount, file) = match controllers {
            "" => ("sys/fs/cgroup", "memory.max"),
            names if names.split(',').any(|name| name == "memory") => {
                ("sys/fs/cgroup/memory", "memory.limit_in_bytes")
            }
            _ => return None,
        };
        // In a container the path is often that of the host: the root is the group then.
        let group = PathBuf::from(path.trim_start_matches('/'));
        let limits = group.ancestors().filter_map(|group| {
            let limit = root.join(mount).join(group).join(file);
            std::fs::read_to_string(limit)
                .ok()?
                .trim()
                .parse::<u64>()
                .ok()
        });
        limits.min()
    };
    text.lines().filter_map(of_line).min()
}

/// The most address space, the soft limit.
fn in_limits(root: &Path) -> Option<u64> {
    let text = read(root, "proc/self/limits")?;
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("Max address space"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn machine(files: &[(&str, &str)]) -> Machine {
        let root = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = root.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        Machine::below(root.path())
    }

    const MEMINFO: (&str, &str) = (
        "proc/meminfo",
        "MemTotal:       1000 kB\nMemFree: 5 kB\nSwapTotal:      24 kB\n",
    );

    #[test]
    fn the_least_limit_counts() {
        let has = |bytes, who| Machine { bytes, who };
        assert_eq!(machine(&[]), has(u64::MAX, MACHINE));
        assert_eq!(machine(&[MEMINFO]), has(1024 * 1024, MACHINE));
        let second = [
            MEMINFO,
            ("proc/self/cgroup", "0::/user.slice/job\n"),
            ("sys/fs/cgroup/user.slice/memory.max", "700000\n"),
            ("sys/fs/cgroup/user.slice/job/memory.max", "max\n"),
        ];
        assert_eq!(machine(&second), has(700_000, GROUP));
        let in_container = [
            MEMINFO,
            ("proc/self/cgroup", "0::/a/path/of/the/host\n"),
            ("sys/fs/cgroup/memory.max", "600000\n"),
        ];
        assert_eq!(machine(&in_container), has(600_000, GROUP));
        let first = [
            MEMINFO,
            ("proc/self/cgroup", "5:cpu:/\n4:memory,hugetlb:/docker/7\n"),
            (
                "sys/fs/cgroup/memory/docker/7/memory.limit_in_bytes",
                "500000\n",
            ),
            (
                "sys/fs/cgroup/memory/memory.limit_in_bytes",
                "9223372036854771712\n",
            ),
        ];
        assert_eq!(machine(&first), has(500_000, GROUP));
        let limited = [
            MEMINFO,
            (
                "proc/self/limits",
                "Limit     Soft Limit   Hard Limit   Units\nMax address space    400000    unlimited   bytes\n",
            ),
        ];
        assert_eq!(machine(&limited), has(400_000, LIMIT));
        let unlimited = (
            "proc/self/limits",
            "Max address space  unlimited  unlimited  bytes\n",
        );
        assert_eq!(machine(&[MEMINFO, unlimited]), has(1024 * 1024, MACHINE));
    }
}
