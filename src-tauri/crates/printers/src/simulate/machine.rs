//! The machine behind every simulator: one job, told in ticks.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

/// What a simulated printer will do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The same seed gives the same temperatures, and the same serial number.
    pub seed: u64,
    /// Where it listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// How long a tick takes.
    pub tick: Duration,
    /// How many seconds of printing a tick stands for.
    pub seconds_per_tick: u32,
    /// Ticks between one print and the next, which it begins by itself; none waits to be told.
    pub again_after_ticks: Option<u32>,
    /// Ticks of heating before the first layer.
    pub preparing_ticks: u32,
    /// Ticks of printing.
    pub printing_ticks: u32,
    /// Layers of every file.
    pub layers: u32,
    /// Key or password that is asked for; none for an open printer.
    pub key: Option<String>,
    /// Where filament runs out once, in thousandths of the print.
    pub runout_at_permille: Option<u16>,
    /// Where the print fails, in thousandths.
    pub fails_at_permille: Option<u16>,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            seed: 1,
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            tick: Duration::from_millis(10),
            seconds_per_tick: 30,
            again_after_ticks: None,
            preparing_ticks: 5,
            printing_ticks: 40,
            layers: 20,
            key: None,
            runout_at_permille: None,
            fails_at_permille: None,
        }
    }
}

impl Plan {
    /// A print that will not end while a test looks.
    #[must_use]
    pub fn endless() -> Self {
        Self { printing_ticks: 1_000_000, ..Self::default() }
    }
}

/// What the machine is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Nothing.
    Idle,
    /// Heating.
    Preparing,
    /// Printing.
    Printing,
    /// Stopped inside a job.
    Paused,
    /// Shows a job that ended well.
    Finished,
    /// Shows a job that a person ended.
    Cancelled,
    /// Shows a job that went wrong.
    Failed,
}

/// A job that ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// Its number.
    pub number: u32,
    /// Its file.
    pub file: String,
    /// How it ended.
    pub phase: Phase,
}

/// One machine.
#[derive(Debug, Clone)]
pub struct Machine {
    /// What it will do.
    pub plan: Plan,
    /// What it does.
    pub phase: Phase,
    /// The file of the job it shows.
    pub file: Option<String>,
    /// Counts jobs.
    pub job_number: u32,
    /// Files that were put onto it, with their length.
    pub files: Vec<(String, usize)>,
    /// Jobs that ended, oldest first.
    pub done: Vec<Done>,
    /// Whether filament is in it.
    pub has_filament: bool,
    /// Whether the light is on.
    pub light_on: bool,
    /// Speed in percent.
    pub speed_percent: u16,
    /// Ticks since it was switched on.
    pub ticks: u64,
    started_at_tick: u64,
    ticks_in_job: u32,
    ticks_at_rest: u32,
    ran_out: bool,
}

impl Machine {
    /// A machine that has just been switched on.
    #[must_use]
    pub const fn new(plan: Plan) -> Self {
        Self {
            plan,
            phase: Phase::Idle,
            file: None,
            job_number: 0,
            files: Vec::new(),
            done: Vec::new(),
            has_filament: true,
            light_on: false,
            speed_percent: 100,
            ticks: 0,
            started_at_tick: 0,
            ticks_in_job: 0,
            ticks_at_rest: 0,
            ran_out: false,
        }
    }

    /// A tick passes.
    pub fn tick(&mut self) {
        self.ticks += 1;
        match self.phase {
            Phase::Preparing => {
                self.ticks_in_job += 1;
                if self.ticks_in_job >= self.plan.preparing_ticks {
                    self.phase = Phase::Printing;
                    self.ticks_in_job = 0;
                }
            }
            Phase::Printing => {
                self.ticks_in_job += 1;
                let permille = self.permille();
                if !self.ran_out && self.plan.runout_at_permille.is_some_and(|at| permille >= at) {
                    self.ran_out = true;
                    self.has_filament = false;
                    self.phase = Phase::Paused;
                } else if self.plan.fails_at_permille.is_some_and(|at| permille >= at) {
                    self.end(Phase::Failed);
                } else if permille >= 1000 {
                    self.end(Phase::Finished);
                }
            }
            Phase::Paused => {}
            Phase::Idle | Phase::Finished | Phase::Cancelled | Phase::Failed => self.rest(),
        }
    }

    /// Nothing is on the plate: after a while the next print, where the plan asks for it.
    fn rest(&mut self) {
        self.ticks_at_rest += 1;
        if self.plan.again_after_ticks.is_some_and(|pause| self.ticks_at_rest > pause) {
            let file = format!("part-{}.gcode", self.job_number + 1);
            self.store(&file, 1000);
            self.start(&file);
        }
    }

    /// Whether a job occupies it.
    #[must_use]
    pub const fn is_in_job(&self) -> bool {
        matches!(self.phase, Phase::Preparing | Phase::Printing | Phase::Paused)
    }

    /// How long a file on it is; none where it has no such file.
    #[must_use]
    pub fn size_of(&self, name: &str) -> Option<usize> {
        self.files.iter().find(|(file, _)| file == name).map(|(_, bytes)| *bytes)
    }

    /// Whether this file lies on it.
    #[must_use]
    pub fn has_file(&self, name: &str) -> bool {
        self.files.iter().any(|(file, _)| file == name)
    }

    /// Starts a file; false where another job is under way.
    pub fn start(&mut self, file: &str) -> bool {
        if self.is_in_job() {
            return false;
        }
        self.file = Some(file.to_owned());
        self.job_number += 1;
        self.started_at_tick = self.ticks;
        self.ticks_in_job = 0;
        self.ticks_at_rest = 0;
        self.ran_out = false;
        self.phase = Phase::Preparing;
        true
    }

    /// Pauses; false where nothing prints.
    pub fn pause(&mut self) -> bool {
        let may = matches!(self.phase, Phase::Printing | Phase::Preparing);
        if may {
            self.phase = Phase::Paused;
        }
        may
    }

    /// Goes on, with new filament where it had run out; false where nothing is paused.
    pub fn resume(&mut self) -> bool {
        let may = self.phase == Phase::Paused;
        if may {
            self.has_filament = true;
            self.phase = Phase::Printing;
        }
        may
    }

    /// Ends the job for good; false where there is none.
    pub fn cancel(&mut self) -> bool {
        let may = self.is_in_job();
        if may {
            self.end(Phase::Cancelled);
        }
        may
    }

    fn end(&mut self, phase: Phase) {
        self.phase = phase;
        let file = self.file.clone().unwrap_or_default();
        self.done.push(Done { number: self.job_number, file, phase });
    }

    /// Takes a file.
    pub fn store(&mut self, name: &str, bytes: usize) {
        self.files.retain(|(file, _)| file != name);
        self.files.push((name.to_owned(), bytes));
    }

    /// How much is printed, in thousandths.
    #[must_use]
    pub fn permille(&self) -> u16 {
        match self.phase {
            Phase::Idle | Phase::Preparing => 0,
            Phase::Finished => 1000,
            Phase::Printing | Phase::Paused | Phase::Cancelled | Phase::Failed => {
                let whole = u64::from(self.plan.printing_ticks.max(1));
                u16::try_from((u64::from(self.ticks_in_job) * 1000 / whole).min(1000)).unwrap_or(1000)
            }
        }
    }

    /// The layer under way.
    #[must_use]
    pub fn layer(&self) -> u32 {
        u32::from(self.permille()) * self.plan.layers / 1000
    }

    /// Seconds printed.
    #[must_use]
    pub const fn seconds_printed(&self) -> u32 {
        match self.phase {
            Phase::Idle | Phase::Preparing => 0,
            _ => self.ticks_in_job.saturating_mul(self.plan.seconds_per_tick),
        }
    }

    /// Seconds since it was switched on.
    #[must_use]
    pub const fn seconds_on(&self) -> u64 {
        self.ticks.saturating_mul(self.plan.seconds_per_tick as u64)
    }

    /// Seconds of the job under way in which it did not print.
    #[must_use]
    pub const fn seconds_stood(&self) -> u64 {
        let ticks = self.ticks.saturating_sub(self.started_at_tick);
        ticks.saturating_mul(self.plan.seconds_per_tick as u64).saturating_sub(self.seconds_printed() as u64)
    }

    /// Seconds until the end.
    #[must_use]
    pub const fn seconds_left(&self) -> u32 {
        self.plan
            .printing_ticks
            .saturating_mul(self.plan.seconds_per_tick)
            .saturating_sub(self.seconds_printed())
    }

    /// Degrees of the nozzle in hundredths, wavering by the seed.
    #[must_use]
    pub const fn nozzle_hundredths_c(&self) -> i64 {
        let waver = (self.ticks.wrapping_mul(self.plan.seed.wrapping_mul(2).wrapping_add(1)) >> 1) % 50;
        if self.is_in_job() { 21_500 + waver as i64 - 25 } else { 2_400 + waver as i64 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_that_prints_again_begins_the_next_print_by_itself() {
        let plan =
            Plan { again_after_ticks: Some(3), preparing_ticks: 2, printing_ticks: 4, ..Plan::default() };
        let mut machine = Machine::new(plan);
        for _ in 0..100 {
            machine.tick();
        }
        let files: Vec<&str> = machine.done.iter().map(|done| done.file.as_str()).collect();
        assert!(files.len() > 5, "{files:?}");
        assert_eq!(files[..2], ["part-1.gcode", "part-2.gcode"]);
        assert!(machine.done.iter().all(|done| done.phase == Phase::Finished));
    }

    #[test]
    fn a_print_goes_its_way_and_the_same_plan_repeats_it() {
        let run = || {
            let mut machine = Machine::new(Plan { runout_at_permille: Some(300), ..Plan::default() });
            assert!(machine.start("a.gcode") && !machine.start("b.gcode"));
            let mut seen = vec![machine.phase];
            for _ in 0..200 {
                machine.tick();
                if seen.last() != Some(&machine.phase) {
                    seen.push(machine.phase);
                }
                if machine.phase == Phase::Paused {
                    assert!(!machine.has_filament && machine.resume());
                }
            }
            (seen, machine.nozzle_hundredths_c(), machine.done.len())
        };
        let (seen, _, done) = run();
        assert_eq!(run().1, run().1);
        assert_eq!(seen.first(), Some(&Phase::Preparing));
        assert!(seen.contains(&Phase::Paused) && seen.last() == Some(&Phase::Finished));
        assert_eq!(done, 1);
    }
}
