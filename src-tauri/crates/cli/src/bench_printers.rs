//! What it costs to watch many printers: simulated ones in a process of their own, everything of ours in this one.
//!
//! Reports are counted by the numbers that the printers give them, read from the recordings that the monitor keeps
//! for support. That reading, and telling a window as the shell does, is part of what is measured.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use spoolyard_api::{Code, Event, Host, Refusal, SystemClock};

use crate::bench_reports::Reports;
use crate::process::{Spent, memory_now_mib, peak_memory_mib};
use crate::{call, out};

/// What watching 500 printers may take: percent of one core, and MiB.
const MOST_PERCENT: f64 = 25.0;
const MOST_MIB: u64 = 250;
/// After a restart all must be back within this time.
const BACK: Duration = Duration::from_secs(30);
/// Each recording is read this often: it holds a good deal more.
const ROUND: Duration = Duration::from_secs(20);
/// Between two looks.
const LOOK: Duration = Duration::from_millis(500);
/// How long the printers may take until all are heard.
const PATIENCE: Duration = Duration::from_secs(300);

pub(crate) fn run(printers: u16, seconds: u64, as_json: bool) -> Result<(), Refusal> {
    let mut hall = Hall::start(printers)?;
    let folder = std::env::temp_dir().join(format!("spoolyard-bench-{}", std::process::id()));
    let trouble =
        |err: std::io::Error| Refusal::new(Code::FileTrouble, format!("{}: {err}.", folder.display()));
    std::fs::create_dir(&folder).map_err(trouble)?;
    let host = Host::open(&folder.join("farm.sqlite"), Arc::new(SystemClock));
    let measured = measure(&host, &mut hall, seconds, as_json);
    host.leave_printers();
    drop(host);
    let removed = std::fs::remove_dir_all(&folder).map_err(trouble);
    let measured = measured?;
    removed?;
    if as_json {
        out::value(&measured.in_json());
    } else {
        measured.show();
    }
    Ok(())
}

/// The simulated printers, and a line to their process.
struct Hall {
    child: Child,
    words: Option<ChildStdin>,
    answers: std::io::Lines<BufReader<ChildStdout>>,
    stands: Vec<Value>,
}

impl Hall {
    fn start(printers: u16) -> Result<Self, Refusal> {
        let program = std::env::current_exe().map_err(|err| broken(&err))?;
        let number = printers.to_string();
        let words = ["--json", "simulate", "--brand", "bambu", "--speed-up", "1", "--loop", "--restarts"];
        let mut child = Command::new(program)
            .args(words)
            .args(["--printers", &number])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|err| broken(&err))?;
        let silent = || broken(&"they say nothing");
        let words = child.stdin.take();
        let answers = BufReader::new(child.stdout.take().ok_or_else(silent)?).lines();
        let mut hall = Self { child, words, answers, stands: Vec::new() };
        for _ in 0..printers {
            let line = hall.answer()?;
            hall.stands.push(serde_json::from_str(&line).map_err(|err| broken(&err))?);
        }
        Ok(hall)
    }

    fn answer(&mut self) -> Result<String, Refusal> {
        match self.answers.next() {
            Some(Ok(line)) => Ok(line),
            _ => Err(broken(&"they ended; what they said stands above")),
        }
    }

    /// Takes the power from every broker and gives it back; it blocks until all run.
    fn restart(&mut self) -> Result<(), Refusal> {
        let words = self.words.as_mut().ok_or_else(|| broken(&"they cannot be told anything"))?;
        writeln!(words, "restart").map_err(|err| broken(&err))?;
        self.answer().map(drop)
    }
}

impl Drop for Hall {
    fn drop(&mut self) {
        // The end of their input is what they wait for.
        drop(self.words.take());
        let _ = self.child.wait();
    }
}

fn broken(what: &dyn std::fmt::Display) -> Refusal {
    Refusal::new(Code::WrongState, format!("The simulated printers cannot be used: {what}."))
}

/// What came out.
struct Measured {
    printers: usize,
    seconds: f64,
    connecting_s: f64,
    percent: f64,
    threads: Vec<(String, f64)>,
    most_mib: Option<u64>,
    peak_mib: Option<u64>,
    heard: u64,
    lost: u64,
    told: u64,
    back_s: Option<f64>,
    most_in_a_second: usize,
}

fn measure(host: &Host, hall: &mut Hall, seconds: u64, as_json: bool) -> Result<Measured, Refusal> {
    let progress = |text: &str| {
        if !as_json {
            out::line(text);
        }
    };
    let told = Arc::new(AtomicU64::new(0));
    let heard = Arc::clone(&told);
    host.subscribe(move |event| {
        // As the shell does for a window.
        if serde_json::to_string(event).is_ok() && matches!(event, Event::Printer { .. }) {
            heard.fetch_add(1, Ordering::Relaxed);
        }
    });
    let ids = write_down(host, &hall.stands)?;
    progress(&format!("{} printers stand; they are connected one after the other", ids.len()));
    let begun = Instant::now();
    host.watch_printers()?;
    if until_all_are_there(host, ids.len(), PATIENCE)?.is_none() {
        return Err(broken(&"not all of them were heard within five minutes"));
    }
    let connecting_s = begun.elapsed().as_secs_f64();
    progress(&format!("all are heard after {connecting_s:.0} s; measuring for {seconds} s"));

    let mut reports = Reports::new(ids);
    reports.look_at_all(host)?;
    reports.forget_counts();
    let (before, told_before, begun) = (spent()?, told.load(Ordering::Relaxed), Instant::now());
    let end = begun + Duration::from_secs(seconds);
    let mut most_mib = memory_now_mib();
    while Instant::now() < end {
        std::thread::sleep(LOOK.min(end.saturating_duration_since(Instant::now())));
        reports.look_at_some(host, ROUND, LOOK)?;
        most_mib = most_mib.max(memory_now_mib());
    }
    reports.look_at_all(host)?;
    let over = begun.elapsed();
    let (percent, threads) = spent()?.percent_since(&before, over);
    let told = told.load(Ordering::Relaxed) - told_before;

    progress("the brokers are restarted");
    hall.restart()?;
    let restarted = Instant::now();
    let back_s =
        until_all_are_there(host, reports.printers(), PATIENCE)?.map(|at| (at - restarted).as_secs_f64());
    let most_in_a_second = reports.most_connections_in_a_second(host)?;
    Ok(Measured {
        printers: reports.printers(),
        seconds: over.as_secs_f64(),
        connecting_s,
        percent,
        threads: threads.into_iter().filter(|(_, percent)| *percent >= 0.05).collect(),
        most_mib,
        peak_mib: peak_memory_mib(),
        heard: reports.heard(),
        lost: reports.lost(),
        told,
        back_s,
        most_in_a_second,
    })
}

fn spent() -> Result<Spent, Refusal> {
    Spent::now().ok_or_else(|| {
        Refusal::new(Code::WrongState, "This system does not say what a process costs; measure on Linux.")
    })
}

fn write_down(host: &Host, stands: &[Value]) -> Result<Vec<i64>, Refusal> {
    let mut ids = Vec::with_capacity(stands.len());
    for stand in stands {
        let written = json!({ "code": stand["code"], "name": stand["code"], "model": "Simulated", "brand": "bambu",
            "serial_number": stand["serial"] });
        let id = call::ask(host, "printers.add", written)?["id"].as_i64().unwrap_or_default();
        let reach = json!({ "id": id, "protocol": stand["protocol"], "host": stand["host"], "port": stand["port"],
            "secret": stand["secret"] });
        call::ask(host, "printers.connect", reach)?;
        ids.push(id);
    }
    Ok(ids)
}

/// When all of them were heard and are in a state that is known; none when that does not come.
fn until_all_are_there(host: &Host, printers: usize, patience: Duration) -> Result<Option<Instant>, Refusal> {
    let deadline = Instant::now() + patience;
    while Instant::now() < deadline {
        let live = call::ask(host, "printers.live", json!({}))?;
        let is_there = |live: &&Value| {
            !matches!(live["status"].as_str(), Some("offline" | "connecting") | None)
                && live["is_stale"] == false
        };
        if live.as_array().is_some_and(|all| all.iter().filter(is_there).count() == printers) {
            return Ok(Some(Instant::now()));
        }
        std::thread::sleep(LOOK);
    }
    Ok(None)
}

impl Measured {
    fn show(&self) {
        let mib = |held: Option<u64>| held.map_or_else(|| String::from("-"), |mib| mib.to_string());
        let mark = |is_over: bool| if is_over { "  OVER" } else { "" };
        let back = self.back_s.map_or_else(|| String::from("not all"), |back| format!("{back:.1}"));
        let is_late = self.back_s.is_none_or(|back| back > BACK.as_secs_f64());
        let per_second = self.heard as f64 / self.seconds;
        out::line(&format!("{} printers, {:.0} s", self.printers, self.seconds));
        let lines = [
            (
                "processor, % of one core",
                format!("{:.1}", self.percent),
                "at most 25",
                self.percent > MOST_PERCENT,
            ),
            (
                "memory, MiB",
                mib(self.most_mib),
                "at most 250",
                self.most_mib.is_some_and(|mib| mib > MOST_MIB),
            ),
            ("reports heard", format!("{} ({per_second:.0}/s)", self.heard), "", false),
            ("reports lost", self.lost.to_string(), "at most 0", self.lost > 0),
            ("words to a window", self.told.to_string(), "", false),
            ("all heard at first after, s", format!("{:.1}", self.connecting_s), "", false),
            ("all back after a restart, s", back, "at most 30", is_late),
            ("most connections in one second", self.most_in_a_second.to_string(), "", false),
            ("most memory ever, MiB", mib(self.peak_mib), "", false),
        ];
        for (what, value, target, is_over) in lines {
            out::line(&format!("  {what:<32} {value:>18}  {target}{}", mark(is_over)));
        }
        for (name, percent) in &self.threads {
            out::line(&format!("    thread {name:<25} {percent:>18.1}"));
        }
    }

    fn in_json(&self) -> Value {
        let threads: Value = self
            .threads
            .iter()
            .map(|(name, percent)| (name.clone(), json!(format!("{percent:.1}"))))
            .collect();
        json!({
            "printers": self.printers, "seconds": format!("{:.1}", self.seconds),
            "core_percent": format!("{:.1}", self.percent), "threads": threads,
            "memory_mib": self.most_mib, "peak_mib": self.peak_mib, "reports_heard": self.heard,
            "reports_lost": self.lost, "words_to_a_window": self.told,
            "connecting_s": format!("{:.1}", self.connecting_s),
            "back_s": self.back_s.map(|back| format!("{back:.1}")),
            "most_connections_in_a_second": self.most_in_a_second,
        })
    }
}
