//! Plays one case on a stage: each step in turn, and nothing else. What it sees is in the transcript.

mod expect;
mod files;
mod relay;
mod setting;
mod shared;
mod steps;

pub(super) use setting::{Looks, Setting};
pub(super) use shared::SharedServer;

use super::event::Fault;
use super::launch::Launcher;
use super::tab::{Tab, Thing};
use crate::case::{Case, Pace, Step};
use crate::implementation::Input;
use crate::protocol::role::{Side, Transport};
use crate::transcript::{Happening, Stream, Transcript};
use crate::world::{EarlyEnd, Patience, Readiness, Stage, StartError, WorldError};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// How long a server with a missing line is left at rest before it is asked to stop.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// How long a program that was asked to stop may take before it is killed.
const GRACE: Duration = Duration::from_secs(2);

/// The result of playing a case.
pub(super) enum Played {
    /// It was played to its end; `faults` are the faults of the set-up that did not prevent that.
    Through { transcript: Transcript, faults: Vec<Fault> },
    /// It was ended before its time: what was seen says something of the steps before this one.
    Cut { transcript: Transcript, step: usize, why: EarlyEnd },
    /// It could not be.
    Faulted { transcript: Transcript, fault: Fault },
}

/// A case being played.
struct CasePlayer<'a, 's> {
    case: &'a Case,
    setting: &'a Setting,
    tab: &'a Tab,
    stage: Stage<'s>,
    /// The address of the server under test.
    server: Option<SocketAddr>,
    faults: Vec<Fault>,
    started: bool,
    /// The step that is played.
    at: usize,
}

/// How many bytes the harness sends to a server in this case.
fn sent_bytes(case: &Case) -> usize {
    let length = |step: &Step| match step {
        Step::Send { payload, .. } => payload.to_vec().len(),
        _ => 0,
    };
    case.steps.iter().map(length).sum()
}

/// Plays `case` on `stage`, from the start of the programs to their end.
pub(super) fn play_case<'a>(case: &'a Case, setting: &'a Setting, tab: &'a Tab, stage: Stage<'a>) -> Played {
    let mut stage = stage;
    stage.keep_at_least(2 * sent_bytes(case));
    let mut player = CasePlayer::new(case, setting, tab, stage);
    let outcome = player.play_to_end();
    let CasePlayer { stage, faults, at, .. } = player;
    if let Some(why) = stage.cut_reason() {
        return Played::Cut { transcript: stage.end_and_clear(), step: at, why };
    }
    // Whatever else came of it came of that.
    let outcome = stage.exceeded_limit().map_or(outcome, |most| Err(Fault::TooManyProcesses { most }));
    let outcome = if stage.is_starved() { Err(starved_fault()) } else { outcome };
    let transcript = stage.end_and_clear();
    match outcome {
        Ok(()) => Played::Through { transcript, faults },
        Err(fault) => Played::Faulted { transcript, fault },
    }
}

fn starved_fault() -> Fault {
    let reason = "too many files are open (`ulimit -n` says how many may be)".to_owned();
    Fault::World { action: "open what it must look at".to_owned(), reason }
}

impl<'a, 's> CasePlayer<'a, 's> {
    fn new(case: &'a Case, setting: &'a Setting, tab: &'a Tab, stage: Stage<'s>) -> CasePlayer<'a, 's> {
        CasePlayer { case, setting, tab, stage, server: None, faults: Vec::new(), started: false, at: 0 }
    }
}

impl CasePlayer<'_, '_> {
    fn play_to_end(&mut self) -> Result<(), Fault> {
        self.note_setting();
        self.setting.folder.create_folder().map_err(world_fault)?;
        self.prepare_for_client()?;
        self.play_steps()?;
        self.leave_and_stop();
        Ok(())
    }

    fn note_setting(&mut self) {
        let Setting { ports, client_ports, input, .. } = self.setting;
        let arguments = *input == Input::Arguments;
        self.stage.record(Happening::Setting { server: ports.server, reply: client_ports.reply, arguments });
    }

    fn play_steps(&mut self) -> Result<(), Fault> {
        let case = self.case;
        for (at, step) in case.steps.iter().enumerate() {
            self.stage.enter_step(Some(at));
            self.at = at;
            if !self.started && !step.comes_before_start() && !case.starts_by_itself() {
                self.start_programs()?;
            }
            self.perform_step(at, step)?;
            // If the harness may open no more descriptors, what it sees is no evidence about the program.
            let is_cut = self.stage.cut_reason().is_some() || self.stage.is_starved();
            if is_cut || self.repeats_itself_after(at) || self.is_over_after(at) {
                break;
            }
        }
        self.stage.enter_step(None);
        if self.stage.cut_reason().is_none() {
            self.at = case.steps.len();
        }
        Ok(())
    }

    /// Whether a client was not served, and those behind it would only show the same once more.
    fn repeats_itself_after(&self, at: usize) -> bool {
        let may_stop = self.case.pace == Pace::Quick || self.case.asks_the_same_after(at);
        may_stop && self.setting.judge.is_unserved(self.case, at, self.stage.transcript())
    }

    /// Whether the case says nothing more of such a program.
    fn is_over_after(&self, at: usize) -> bool {
        self.setting.judge.is_over(self.case, at, self.stage.transcript())
    }

    /// The longest that one wait may take.
    fn wait_limit(&self) -> Duration {
        let of_program = self.setting.launchers.iter().filter_map(|launcher| launcher.time_limit).max();
        self.case.patience.or(of_program).unwrap_or(self.setting.time_limit)
    }

    /// Starts the programs: a server first, and only when it is ready a client.
    fn start_programs(&mut self) -> Result<(), Fault> {
        self.started = true;
        let setting = self.setting;
        let pair = setting.launchers.len() > 1;
        if setting.launchers[0].role.has_side_and_transport(Side::Server, Transport::Tcp) {
            self.stage.await_port(setting.ports.server).map_err(world_fault)?;
        }
        for launcher in &setting.launchers {
            let started = match (pair, launcher.side()) {
                (true, Side::Server) => self.stage.start_apart(launcher.side(), &launcher.recipe),
                (false, Side::Server) | (_, Side::Client) => {
                    self.stage.start_program(launcher.side(), &launcher.recipe)
                }
            };
            started.map_err(|error| start_fault(launcher, error))?;
            match launcher.side() {
                Side::Server => self.await_server(launcher)?,
                Side::Client => self.note_arguments(),
            }
        }
        Ok(())
    }

    fn await_server(&mut self, launcher: &Launcher) -> Result<(), Fault> {
        let (port, limit) = (self.setting.ports.server, self.wait_limit());
        let (role, transport) = (launcher.role, launcher.role.transport());
        let readiness = self.stage.await_ready(Side::Server, transport, port, limit);
        let endpoints = match readiness {
            Readiness::Ready(endpoints) => endpoints,
            Readiness::Elsewhere(endpoints) => {
                self.faults.push(Fault::OtherPort { role, expected: port, found: endpoints[0].port() });
                endpoints
            }
            Readiness::Exited(status) => {
                let output = self.stage.output_tail(Side::Server, Stream::Err, 4096);
                return Err(Fault::ExitedEarly { role, status: status.to_string(), port, output });
            }
            Readiness::Late => {
                let other = transport.other();
                let instead = self.stage.ports_of(Side::Server, other, port).first().map(|port| (other, *port));
                return Err(Fault::NeverReady { role, port, waited: limit, instead });
            }
        };
        if !self.setting.judge.is_about_addresses() && !Stage::is_reached_over_ipv4(&endpoints) {
            return Err(Fault::OnlyIpv6 { role, address: endpoints[0].to_string() });
        }
        let port = endpoints.iter().map(SocketAddr::port).find(|found| *found == port).unwrap_or(endpoints[0].port());
        self.server = Some(Stage::address_of(&endpoints, port));
        if self.case.has_many_visits() {
            self.stage.narrow_descriptors(Side::Server, self.case.most_clients_at_once());
        }
        Ok(())
    }

    /// Ends the trial: the harness leaves, what was still to be printed is read, the programs are asked to stop.
    fn leave_and_stop(&mut self) {
        self.stage.leave_all();
        self.stop_programs();
    }

    /// Gives the programs time to print what is still missing. A line of a reply may come some time after it, from
    /// another thread or process.
    fn await_last_words(&mut self) {
        let (case, setting) = (self.case, self.setting);
        if !self.stage.is_stuck() {
            let told = |t: &Transcript| setting.judge.is_told(case, t);
            self.stage.watch_until(Patience::UntilRest { rest: LAST_WORDS, limit: LAST_WORDS * 4 }, told);
            self.stage.watch_until_still(LAST_WORDS);
        }
    }

    /// Asks the programs to stop, when they have printed all that they must.
    fn stop_programs(&mut self) {
        self.await_last_words();
        for launcher in self.setting.launchers.iter().rev() {
            let grace = self.tab.shorten_limit(Thing::End, GRACE);
            let begun = Instant::now();
            if self.stage.stop_program(launcher.side(), launcher.stop, grace) {
                self.tab.note_met(Thing::End, begun.elapsed());
            } else if self.stage.cut_reason().is_none() {
                self.tab.note_in_vain(Thing::End);
            }
        }
    }
}

fn start_fault(launcher: &Launcher, error: StartError) -> Fault {
    match error {
        StartError::Command(error) => {
            Fault::CannotStart { command: launcher.shell_command(), reason: error.to_string() }
        }
        StartError::World(error) => world_fault(error),
    }
}

/// The machine refused something: no verdict, whatever the program would have done.
fn world_fault(error: WorldError) -> Fault {
    Fault::World { action: error.action, reason: error.source.to_string() }
}

impl Step {
    /// Whether the step sets the place up, so that the program must not run yet.
    fn comes_before_start(&self) -> bool {
        matches!(
            self,
            Step::TakePort { .. } | Step::Refuse | Step::Bind { .. } | Step::File { .. } | Step::Operation { .. }
        )
    }
}

impl Case {
    /// Whether a step of the case starts the program.
    fn starts_by_itself(&self) -> bool {
        self.steps.iter().find(|step| !step.comes_before_start()).is_some_and(|step| *step == Step::Start)
    }
}
