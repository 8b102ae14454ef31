//! `sockspec protocol check`: what a protocol lacks, and whether its own implementations pass.

use super::complaint::{Complaint, ProtocolFiles};
use super::wire::check_by_wire;
use super::{print_line, quote_word};
use crate::case::{Case, file};
use crate::cli::UsageError;
use crate::cli::arguments::ColorChoice;
use crate::cli::settings::use_color;
use crate::engine::event::{Event, Outcome, SkippedImplementation};
use crate::engine::plan::Plan;
use crate::engine::run::run as run_plan;
use crate::engine::settings::{Settings, Sharing};
use crate::engine::summary::{AS_EXPECTED, UNEXPECTED};
use crate::implementation::{Implementation, MANIFEST_NAME, built_in_names, default_names, load_named_implementation};
use crate::protocol::role::Role;
use crate::protocol::{Home, current_spec};
use crate::protocols::check::{Holdings, Lack, find_lacks};
use crate::protocols::{self, ProtocolError, dialects, unwritten};
use crate::world::Interruption;
use crate::world::isolation::enter_isolation;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Checks the protocol that was typed.
pub(super) fn run_check(typed: &str) -> Result<u8, UsageError> {
    let helper = std::env::current_exe().ok();
    // Before anything starts a thread: the kernel gives a user namespace to a process with one thread only.
    let isolation = enter_isolation(helper.as_ref());
    let interruption = Interruption::by_signals().map_err(UsageError::new)?;
    let color = use_color(ColorChoice::Auto, &std::io::stdout());
    let protocol = match protocols::load_named_protocol(typed) {
        Ok(protocol) => protocol,
        Err(unknown @ ProtocolError::Unknown { .. }) => return Err(UsageError::from_rendered(unknown.render(color))),
        Err(error) => {
            print_line(&error.render(color));
            print_line("1 complaint: nothing else can be checked before this is right");
            return Ok(UNEXPECTED);
        }
    };
    let settings = Settings {
        strict: true,
        sharing: Sharing::Optimistic,
        interruption: interruption.clone(),
        ..Settings::new(protocol, isolation, helper)
    };
    let code = protocols::run_with_protocol(protocol, || Check::new(typed, color).run(&settings));
    protocol.drawer.stop();
    interruption.end_by_signal();
    Ok(code)
}

/// A check in progress: complaints are printed as they come.
struct Check {
    files: ProtocolFiles,
    color: bool,
    complaints: usize,
    /// Whether a case can't be read: the clauses that it names are not known.
    lacks_a_case: bool,
    /// Whether an implementation can't be read: its roles are not known.
    lacks_an_implementation: bool,
}

/// The results of the runs.
#[derive(Default)]
struct Runs {
    /// Of each implementation: how many cases it ran, and how many of them it passed.
    passed: BTreeMap<String, (usize, usize)>,
    /// The roles that a program could be tried in.
    tried: BTreeSet<Role>,
    /// The programs that can't be run here.
    skipped: Vec<SkippedImplementation>,
}

impl Check {
    fn new(typed: &str, color: bool) -> Check {
        let root = match &current_spec().home {
            Home::BuiltIn => Path::new("protocols").join(typed),
            Home::Folder(_) => PathBuf::from(typed),
        };
        Check {
            files: ProtocolFiles { root, typed: quote_word(typed), manifests: BTreeMap::new() },
            color,
            complaints: 0,
            lacks_a_case: false,
            lacks_an_implementation: false,
        }
    }

    fn run(mut self, settings: &Settings) -> u8 {
        let cases = self.load_cases();
        let implementations = self.load_implementations();
        let offered: Vec<Role> = implementations.iter().flat_map(|own| own.programs.keys().copied()).collect();
        let unwritten = unwritten::checked_clauses();
        let holdings = Holdings { cases: &cases, unwritten: &unwritten, offered: &offered };
        let lacks = find_lacks(current_spec(), holdings);
        let known: Vec<&Lack> = lacks.iter().filter(|lack| self.is_known(lack)).collect();
        for lack in known {
            self.report_complaint(&self.files.lack_complaint(lack));
        }
        for family in unwritten::find_undrawn_families() {
            self.report_complaint(&self.files.undrawn_complaint(&family));
        }
        let (clauses, number) = (current_spec().clauses().count(), cases.len());
        let own = implementations.first().cloned();
        let runs = self.run_cases(implementations, cases.clone(), settings);
        for role in current_spec().roles().filter(|role| offered.contains(role) && !runs.tried.contains(role)) {
            let skipped = runs.skipped.iter().find(|skipped| skipped.role.is_none_or(|own| own == role));
            if skipped.is_some() || !self.lacks_a_case {
                self.report_complaint(&self.files.untried_complaint(role, skipped));
            }
        }
        for (name, (ran, passed)) in &runs.passed {
            print_line(&format!("{name} passes {passed} of {ran} cases"));
        }
        if let Some(own) = own.filter(|_| self.complaints == 0) {
            self.look_behind_a_wire(&own, &cases, settings);
        }
        print_line(&match self.complaints {
            0 => format!("no complaint: {} has {clauses} clauses and {number} cases", current_spec().name),
            1 => "1 complaint".to_owned(),
            many => format!("{many} complaints"),
        });
        if self.complaints == 0 { AS_EXPECTED } else { UNEXPECTED }
    }

    /// Whether the cases notice what a faulty wire does. Not each of its faults breaks a clause, so these are hints.
    fn look_behind_a_wire(&mut self, own: &Implementation, cases: &[Case], settings: &Settings) {
        let Some(check) = check_by_wire(own, cases, settings) else { return };
        for alarm in check.false_alarms() {
            self.report_complaint(&self.files.false_alarm(alarm));
        }
        print_line(&check.render_hints());
    }

    /// Whether it does not follow from a file that can't be read.
    fn is_known(&self, lack: &Lack) -> bool {
        match lack {
            Lack::UnnamedClause(_) | Lack::NoCase { .. } => !self.lacks_a_case,
            Lack::NoProgram(_) => !self.lacks_an_implementation,
            // The steps of the base's own cases do not show what its judge checks.
            Lack::CannotFail { .. } => current_spec().base.is_none(),
        }
    }

    fn report_complaint(&mut self, complaint: &Complaint) {
        self.report_text(&complaint.to_string());
    }

    fn report_text(&mut self, complaint: &str) {
        self.complaints += 1;
        print_line(complaint);
    }

    /// The cases that can be read.
    fn load_cases(&mut self) -> Vec<Case> {
        let each = match &current_spec().home {
            Home::BuiltIn => return file::built_in(),
            Home::Folder(_) if current_spec().base.is_some() => return self.cases_of_dialect(),
            Home::Folder(_) => file::load_each(&self.files.cases_folder()),
        };
        let mut cases = Vec::new();
        for case in each.unwrap_or_else(|error| vec![Err(error)]) {
            match case {
                Ok(case) => cases.push(case),
                Err(error) => {
                    self.lacks_a_case = true;
                    self.report_text(&error.render(self.color));
                }
            }
        }
        if self.lacks_a_case {
            print_line("clauses without a case are looked for when every case can be read");
        }
        cases
    }

    /// The cases of a dialect; those of its base that do not apply are listed.
    fn cases_of_dialect(&mut self) -> Vec<Case> {
        match dialects::load_dialect_cases() {
            Ok(written) => {
                for (case, why) in &written.dropped {
                    print_line(&format!("left out: {case}: {why}"));
                }
                written.describe_dropped().iter().for_each(|told| print_line(told));
                written.cases
            }
            Err(error) => {
                self.lacks_a_case = true;
                self.report_text(&error.render(self.color));
                dialects::of_base().cases
            }
        }
    }

    /// The protocol's own implementations that can be read.
    fn load_implementations(&mut self) -> Vec<Implementation> {
        let mut found = Vec::new();
        for name in Check::implementation_names() {
            match load_named_implementation(&name) {
                Ok(implementation) => {
                    let manifest = self.files.implementations_folder().join(&name).join(MANIFEST_NAME);
                    self.files.manifests.insert(implementation.name.clone(), manifest);
                    found.push(implementation);
                }
                Err(error) => {
                    self.lacks_an_implementation = true;
                    self.report_text(&error.render(self.color));
                }
            }
        }
        found
    }

    /// Of a built-in protocol the implementations that run by default, of a folder all.
    fn implementation_names() -> Vec<String> {
        match &current_spec().home {
            Home::BuiltIn => default_names(),
            Home::Folder(_) => built_in_names(),
        }
    }

    fn run_cases(&mut self, implementations: Vec<Implementation>, cases: Vec<Case>, settings: &Settings) -> Runs {
        let cases: Vec<Arc<Case>> = cases.into_iter().map(Arc::new).collect();
        let plan = Plan::new(implementations, &cases, &[]);
        let mut runs = Runs::default();
        run_plan(&plan, settings, |event| {
            for complaint in self.files.event_complaints(&event) {
                self.report_complaint(&complaint);
            }
            runs.note_event(event);
        });
        runs
    }
}

impl Runs {
    fn note_event(&mut self, event: Event) {
        match event {
            Event::ImplementationSkipped(skipped) => self.skipped.push(skipped),
            Event::TrialFinished(trial) if !matches!(trial.outcome, Outcome::Skipped { .. }) => {
                self.tried.extend(trial.case.id.subject().roles());
                let (ran, passed) = self.passed.entry(trial.implementation).or_default();
                *ran += 1;
                *passed += usize::from(!trial.outcome.is_bad(true));
            }
            _ => {}
        }
    }
}
