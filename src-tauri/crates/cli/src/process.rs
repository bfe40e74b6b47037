//! What this process has cost so far, as Linux tells it.

use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;

/// The system counts processor time in hundredths of a second, whatever the machine.
const TICK_MS: u64 = 10;

/// Processor time of this process and of each kind of thread in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Spent {
    pub(crate) all: Duration,
    pub(crate) by_thread: BTreeMap<String, Duration>,
}

impl Spent {
    /// Until now; none where the system does not say.
    pub(crate) fn now() -> Option<Self> {
        let all = spent(&fs::read_to_string("/proc/self/stat").ok()?)?.1;
        let mut by_thread = BTreeMap::<String, Duration>::new();
        for thread in fs::read_dir("/proc/self/task").ok()?.filter_map(Result::ok) {
            // A thread that ends in this moment counts in the sum alone.
            let told = fs::read_to_string(thread.path().join("stat")).ok();
            if let Some((name, spent)) = told.as_deref().and_then(spent) {
                *by_thread.entry(name).or_default() += spent;
            }
        }
        Some(Self { all, by_thread })
    }

    /// What was spent since then, in percent of one core over this time.
    pub(crate) fn percent_since(&self, before: &Self, over: Duration) -> (f64, BTreeMap<String, f64>) {
        let percent = |now: Duration, then: Duration| {
            100.0 * now.saturating_sub(then).as_secs_f64() / over.as_secs_f64().max(0.001)
        };
        let of = |name: &String| before.by_thread.get(name).copied().unwrap_or_default();
        let threads = self.by_thread.iter().map(|(name, now)| (name.clone(), percent(*now, of(name))));
        (percent(self.all, before.all), threads.collect())
    }
}

/// Name and processor time, of the line that the system keeps of a process or thread.
fn spent(line: &str) -> Option<(String, Duration)> {
    // The name stands in brackets and may hold anything, brackets too.
    let (head, rest) = line.rsplit_once(')')?;
    let name = head.split_once('(')?.1.to_owned();
    let mut fields = rest.split_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<u64>().ok();
    Some((name, Duration::from_millis((ticks()? + ticks()?) * TICK_MS)))
}

/// The most memory that this process ever held, in MiB; none where the system does not say.
pub(crate) fn peak_memory_mib() -> Option<u64> {
    memory_mib("VmHWM:")
}

/// The memory that this process holds now, in MiB.
pub(crate) fn memory_now_mib() -> Option<u64> {
    memory_mib("VmRSS:")
}

fn memory_mib(line: &str) -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let kib = status.lines().find_map(|held| held.strip_prefix(line))?;
    Some(kib.trim().trim_end_matches("kB").trim().parse::<u64>().ok()? / 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_with_brackets_in_its_name_is_read_all_the_same() {
        let line = "17 (a (b) c) S 1 17 17 0 -1 4194560 100 0 0 0 250 50 0 0 20 0 3 0 100 1 2";
        assert_eq!(spent(line), Some(("a (b) c".to_owned(), Duration::from_secs(3))));
        assert_eq!(spent("nothing"), None);
    }

    #[test]
    fn a_share_is_of_one_core_over_the_time() {
        let at = |ms| Spent { all: Duration::from_millis(ms), ..Spent::default() };
        assert!((at(1500).percent_since(&at(500), Duration::from_secs(4)).0 - 25.0).abs() < 0.01);
    }
}
