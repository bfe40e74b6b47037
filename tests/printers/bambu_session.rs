//! A session over time, without a socket: what is permitted, what became of commands, when an end is an end.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use spoolyard_printers::bambu::session::{Due, Patience, Session};
use spoolyard_printers::{
    Command, CommandStatus, Order, PrinterState, RefusalKind, Snapshot, SpeedMode, StartPrint, Ticket,
};

/// A session with a clock of its own.
struct Clocked {
    session: Session,
    now: Instant,
}

impl Clocked {
    /// Connected, and told everything.
    fn told(fields: Value) -> Self {
        let mut clocked =
            Self { session: Session::new("01P00A1", Patience::default(), 0), now: Instant::now() };
        let hello = clocked.session.connected(clocked.now);
        let asked: Vec<&str> = hello
            .iter()
            .filter_map(|message| message.as_object()?.keys().next().map(String::as_str))
            .collect();
        assert_eq!(asked, ["info", "pushing"]);
        clocked.hear(0, fields);
        clocked
    }

    fn hear(&mut self, msg: u8, fields: Value) -> Snapshot {
        let mut print = json!({"command": "push_status", "msg": msg});
        print.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        self.say(&json!({ "print": print }))
    }

    fn say(&mut self, message: &Value) -> Snapshot {
        self.session.hear(message.to_string().as_bytes(), self.now).unwrap();
        let shown = self.session.view(self.now);
        self.session.judge(self.now);
        shown
    }

    fn order(&mut self, command: Command) -> (Ticket, Vec<Value>) {
        let (order, ticket) = Order::new(command);
        let sent = self.session.order(order, self.now);
        (ticket, sent)
    }

    fn wait(&mut self, seconds: u64) -> Vec<Due> {
        self.now += Duration::from_secs(seconds);
        self.session.due(self.now)
    }

    /// Waits while small reports keep coming.
    fn wait_hearing(&mut self, seconds: u64) -> Vec<Due> {
        let mut due = Vec::new();
        for _ in 0..seconds {
            self.hear(1, json!({"wifi_signal": "-50dBm"}));
            due.extend(self.wait(1));
        }
        due
    }

    fn state(&mut self) -> PrinterState {
        self.session.view(self.now).state
    }
}

fn idle() -> Value {
    json!({"gcode_state": "IDLE", "print_error": 0, "subtask_id": "0", "subtask_name": "", "spd_mag": 100})
}

fn start(job_number: u32) -> Command {
    Command::Start(StartPrint {
        path: "/part.gcode.3mf".into(),
        title: "part".into(),
        plate: 1,
        job_number,
        slots: vec![],
        level_bed: false,
        calibrate_flow: false,
        timelapse: false,
    })
}

fn refused(ticket: &Ticket) -> Option<RefusalKind> {
    match ticket.status() {
        CommandStatus::Refused { kind, .. } => Some(kind),
        _ => None,
    }
}

fn answer(message: &Value, result: Value) -> Value {
    let (category, body) = message.as_object().unwrap().iter().next().unwrap();
    let mut answer = json!({"command": body["command"], "sequence_id": body["sequence_id"]});
    answer.as_object_mut().unwrap().extend(result.as_object().unwrap().clone());
    json!({ category: answer })
}

#[test]
fn accepted_is_not_done() {
    let mut printer = Clocked::told(idle());
    let (ticket, sent) = printer.order(start(42));
    assert_eq!(ticket.status(), CommandStatus::Sent);
    printer.say(&answer(&sent[0], json!({"result": "success"})));
    assert_eq!(ticket.status(), CommandStatus::Accepted);
    // The name alone changes before anything is done, and small printers take minutes.
    printer.hear(1, json!({"subtask_name": "part", "subtask_id": "42"}));
    assert!(printer.wait_hearing(135).is_empty(), "no new connection and no question while it parses");
    assert_eq!(ticket.status(), CommandStatus::Accepted);
    printer.hear(1, json!({"gcode_state": "PREPARE"}));
    assert_eq!(ticket.status(), CommandStatus::confirmed());
}

#[test]
fn a_print_goes_only_to_a_printer_that_is_seen_idle() {
    for (fields, is_permitted) in [
        (json!({"gcode_state": "IDLE"}), true),
        (json!({"gcode_state": "FINISH"}), true),
        (json!({"gcode_state": "FAILED"}), true),
        (json!({"gcode_state": "RUNNING"}), false),
        (json!({"gcode_state": "PAUSE"}), false),
        (json!({"gcode_state": "SOMETHING_NEW"}), false),
        (json!({"mc_percent": 3}), false),
    ] {
        let mut printer = Clocked::told(fields.clone());
        let (ticket, sent) = printer.order(start(1));
        assert_eq!(!sent.is_empty(), is_permitted, "{fields}");
        assert_eq!(refused(&ticket), (!is_permitted).then_some(RefusalKind::WrongState), "{fields}");
        if is_permitted {
            let (second, sent) = printer.order(start(2));
            assert!(sent.is_empty() && refused(&second) == Some(RefusalKind::WrongState), "one at a time");
        }
    }
    let mut silent = Clocked::told(idle());
    silent.wait(61);
    assert_eq!(refused(&silent.order(start(1)).0), Some(RefusalKind::WrongState), "what it was a minute ago");
}

#[test]
fn a_start_fails_by_a_new_error_and_not_by_an_old_one() {
    let mut printer = Clocked::told(json!({"gcode_state": "FAILED", "print_error": 0x0500_C010}));
    let (ticket, _) = printer.order(start(1));
    printer.hear(1, json!({"nozzle_temper": 30}));
    assert_eq!(ticket.status(), CommandStatus::Sent, "the error of yesterday says nothing");
    printer.hear(1, json!({"print_error": 0x0500_4003}));
    assert!(matches!(ticket.status(), CommandStatus::Refused { why, .. } if why.contains("0500_4003")));

    let mut printer = Clocked::told(idle());
    let (ticket, _) = printer.order(start(1));
    printer.hear(1, json!({"gcode_state": "RUNNING", "subtask_id": "999", "subtask_name": "another"}));
    assert_eq!(ticket.status(), CommandStatus::Sent, "somebody else's print is not ours");
    printer.wait_hearing(241);
    assert_eq!(refused(&ticket), Some(RefusalKind::Printer));
}

#[test]
fn a_start_that_nobody_saw_times_out_and_is_not_repeated() {
    let mut printer = Clocked::told(idle());
    let (ticket, _) = printer.order(start(1));
    assert!(printer.wait_hearing(239).is_empty());
    assert_eq!(ticket.status(), CommandStatus::Sent);
    let due = printer.wait_hearing(2);
    assert!(matches!(ticket.status(), CommandStatus::TimedOut { .. }));
    assert!(due.is_empty(), "{due:?}");
}

#[test]
fn a_command_that_was_sent_before_the_line_broke_is_looked_for_afterwards() {
    let mut printer = Clocked::told(idle());
    let (ticket, _) = printer.order(start(7));
    printer.session.disconnected();
    assert!(printer.wait(5).is_empty());
    let hello = printer.session.connected(printer.now);
    assert_eq!(hello.len(), 2, "only the two questions, nothing again");
    printer.hear(0, json!({"gcode_state": "RUNNING", "subtask_id": "7", "subtask_name": "part"}));
    assert_eq!(ticket.status(), CommandStatus::confirmed());
}

#[test]
fn two_commands_without_an_answer_end_the_session() {
    let mut printer = Clocked::told(
        json!({"gcode_state": "RUNNING", "spd_mag": 100, "layer_num": 3, "total_layer_num": 9}),
    );
    let (ticket, _) = printer.order(Command::Speed { mode: SpeedMode::Silent });
    let due = printer.wait_hearing(10);
    assert!(
        matches!(due.as_slice(), [Due::Publish(question)] if question["info"]["command"] == "get_version"),
        "{due:?}"
    );
    assert_eq!(printer.wait_hearing(10), [Due::Deaf]);
    assert!(matches!(ticket.status(), CommandStatus::TimedOut { .. }));

    let mut printer = Clocked::told(
        json!({"gcode_state": "RUNNING", "spd_mag": 100, "layer_num": 3, "total_layer_num": 9}),
    );
    let (_ticket, _) = printer.order(Command::Speed { mode: SpeedMode::Silent });
    let due = printer.wait_hearing(10);
    let Some(Due::Publish(question)) = due.first() else { panic!("no question") };
    printer.say(&answer(question, json!({"module": []})));
    assert!(printer.wait_hearing(30).is_empty(), "it listens");
}

#[test]
fn silence_is_answered_by_a_nudge_and_then_by_a_new_connection() {
    let mut printer = Clocked::told(idle());
    assert!(printer.wait(59).is_empty());
    let due = printer.wait(1);
    assert!(
        matches!(due.as_slice(), [Due::Publish(nudge)] if nudge["pushing"]["command"] == "start"),
        "{due:?}"
    );
    assert!(printer.session.view(printer.now).is_stale);
    assert!(printer.wait(14).is_empty());
    assert_eq!(printer.wait(1), [Due::Silent]);
}

#[test]
fn a_lost_question_is_asked_again_and_ever_more_rarely() {
    let mut printer =
        Clocked { session: Session::new("01P00A1", Patience::default(), 0), now: Instant::now() };
    printer.session.connected(printer.now);
    printer.hear(1, json!({"gcode_state": "IDLE"}));
    assert_eq!(printer.state(), PrinterState::Connecting, "a difference is not the whole");
    assert_eq!(printer.wait_hearing(10).len(), 1);
    assert_eq!(printer.wait_hearing(50).len(), 1);
    assert_eq!(printer.state(), PrinterState::Idle, "it never tells the whole, so its word counts");
    assert_eq!(printer.wait_hearing(299).len(), 0);
    assert_eq!(printer.wait_hearing(1).len(), 1);
}

#[test]
fn the_number_of_layers_is_asked_for_once() {
    let mut printer = Clocked::told(json!({"gcode_state": "RUNNING", "layer_num": 1, "total_layer_num": 0}));
    assert_eq!(printer.wait_hearing(1).len(), 1);
    assert!(printer.wait_hearing(100).is_empty());
}

#[test]
fn a_flicker_is_no_end_and_an_end_keeps_what_was_reached() {
    let printing = json!({"gcode_state": "RUNNING", "subtask_id": "5", "subtask_name": "part", "mc_percent": 60,
        "layer_num": 30, "total_layer_num": 50});
    let mut printer = Clocked::told(printing.clone());
    printer.hear(1, json!({"gcode_state": "IDLE"}));
    assert_eq!(printer.state(), PrinterState::Printing);
    printer.wait(1);
    printer.hear(1, json!({"gcode_state": "RUNNING"}));
    printer.wait(5);
    assert_eq!(printer.state(), PrinterState::Printing);

    printer.hear(
        1,
        json!({"gcode_state": "FAILED", "print_error": 0x0300_400C, "mc_percent": 0, "layer_num": 0,
        "total_layer_num": 0}),
    );
    assert_eq!(printer.state(), PrinterState::Printing, "it must last");
    printer.wait(2);
    printer.hear(1, json!({"print_error": 0}));
    printer.wait(1);
    let shown = printer.session.view(printer.now);
    assert_eq!(shown.state, PrinterState::Cancelled, "though the error is gone again");
    let job = shown.job.unwrap();
    assert_eq!((job.progress_permille, job.layer, job.layers), (Some(600), Some(30), Some(50)));
    // The next print is not cancelled.
    printer.hear(1, json!({"gcode_state": "RUNNING", "subtask_id": "6", "mc_percent": 1}));
    printer.hear(1, json!({"gcode_state": "FAILED", "print_error": 0x0300_800C}));
    printer.wait(3);
    assert_eq!(printer.state(), PrinterState::Failed { codes: vec!["0300_800C".into()] });
}

#[test]
fn an_end_that_is_seen_first_after_connecting_is_shown_at_once() {
    let mut printer = Clocked::told(json!({"gcode_state": "RUNNING", "subtask_id": "5"}));
    printer.session.disconnected();
    printer.session.connected(printer.now);
    let shown = printer.hear(0, json!({"gcode_state": "FINISH", "subtask_id": "5", "subtask_name": "part"}));
    assert_eq!(shown.state, PrinterState::Finished);
}
