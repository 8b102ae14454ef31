//! `sockspec diff`: the same cases against two implementations, compared without an oracle.

use super::arguments::{AdHocArguments, ColorChoice, GenerationArguments, PlayArguments, SelectionArguments};
use super::reporters::{create_report_file, report_write_error};
use super::settings::{self, Chosen};
use super::{UsageError, generated, progress};
use crate::case::{Case, CaseId, Subject};
use crate::differential::Strictness;
use crate::engine::differential::compare_implementations as compare;
use crate::engine::event::differing::DiffEvent;
use crate::engine::plan::Plan;
use crate::engine::settings::Settings;
use crate::engine::summary::INCOMPLETE;
use crate::report::differing::DiffReporter;
use crate::report::human::{Differences, Style};
use crate::report::json::JsonDifferences;
use crate::world::isolation::enter_isolation;
use clap::Args;
use indicatif::ProgressBar;
use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::sync::Arc;

const AFTER_HELP: &str = "\
Both play the same cases, those of the files and generated ones, for each role that both offer. No oracle is asked: what
is told is what they do otherwise, right or wrong. Numbers are compared by value, and the spelling of a number that is the
same to 12 digits is a difference of its own. How reads divide a stream, times, the order of a console line and its reply,
and what else the protocol leaves open are no differences, unless --exact says so. With another protocol than
set-statistics, the two are compared clause by clause: which of them keeps to it, and choices that have names.

Each distinct difference is told once, in the simplest case that shows it, with the number of cases that do.

Exit codes: 0 no difference, 1 differences (or one that did not show again), 2 usage, 3 something could not be played,
4 nothing was played

Examples:
  sockspec diff original port-to-python3/                              all roles that both offer
  sockspec diff old/ new/ --role tcp-server --generated 1000           more generated cases, of one role
  sockspec diff original --tcp-server 'python3 server.py' --exact      a program without a manifest; every byte counts";

#[derive(Debug, Args)]
#[command(after_long_help = AFTER_HELP)]
pub(super) struct DiffArguments {
    /// Two implementations: built-in names (reference, original), manifests, or folders that hold a sockspec.toml; one
    /// where the other is given as commands
    #[arg(value_name = "IMPL")]
    implementations: Vec<String>,
    /// Let every byte count, and every way to end, also where the protocol leaves it open
    #[arg(long)]
    exact: bool,
    #[command(flatten)]
    generation: GenerationArguments,
    #[command(flatten)]
    play: PlayArguments,
    /// Write a JSON report to this file
    #[arg(long, value_name = "FILE")]
    report_json: Option<PathBuf>,
    /// Colours: auto means on a terminal, unless NO_COLOR is set
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    color: ColorChoice,
    #[command(flatten)]
    ad_hoc: AdHocArguments,
    #[command(flatten)]
    selection: SelectionArguments,
}

impl DiffArguments {
    /// The typed implementations.
    pub(super) fn implementations(&self) -> &[String] {
        &self.implementations
    }
}

pub(super) fn run_diff(arguments: &DiffArguments) -> Result<u8, UsageError> {
    let helper = std::env::current_exe().ok();
    // Before anything starts a thread: the kernel gives a user namespace to a process with one thread only.
    let isolation = enter_isolation(helper.as_ref());
    let both = read_two_implementations(arguments)?;
    // A difference between pairs is a difference between two of their programs.
    let is_of_a_role = |case: &Case| matches!(case.id.subject(), Subject::Role(_));
    let all: Vec<Case> = settings::all_cases(&arguments.selection)?.into_iter().filter(is_of_a_role).collect();
    let ids: Vec<CaseId> =
        all.iter().map(|case| case.id.clone()).chain(generated::selectable_ids(&arguments.selection)).collect();
    let chosen = Chosen::new(&arguments.selection, &ids)?;
    let batches = generated::chosen_batches(&arguments.generation, &arguments.selection, &chosen);
    let cases: Vec<Arc<Case>> = all.into_iter().filter(|case| chosen.includes_case(&case.id)).map(Arc::new).collect();
    let mut reporters = DiffReporters::open(arguments)?;
    let settings = Settings {
        jobs: arguments.play.jobs,
        time_limit: arguments.play.time_limit,
        cases: arguments.selection.cases.clone(),
        confinement: arguments.play.confinement.to_confinement(),
        ..Settings::new(crate::protocols::current_protocol(), isolation, helper)
    };
    let plan = Plan::for_two_implementations(both, &cases).with_generated_cases(arguments.generation.seed, &batches);
    let strictness = if arguments.exact { Strictness::Exact } else { Strictness::Protocol };
    let summary = compare(&plan, &settings, strictness, |event| reporters.handle(&event));
    Ok(reporters.finish().unwrap_or(summary.exit))
}

/// The two implementations: the one that was named first is the left one, and one given as commands the right one.
fn read_two_implementations(
    arguments: &DiffArguments,
) -> Result<[crate::implementation::Implementation; 2], UsageError> {
    let given = arguments.implementations.len() + usize::from(arguments.ad_hoc.commands_by_role().next().is_some());
    if given != 2 {
        return Err(UsageError::new(format!(
            "diff compares two implementations, and {given} {} given: sockspec diff original path/to/other",
            if given == 1 { "is" } else { "are" }
        )));
    }
    let mut all = settings::load_implementations(&arguments.implementations, &arguments.ad_hoc)?;
    if arguments.implementations.len() == 1 {
        all.reverse();
    }
    all.try_into().map_err(|_| UsageError::new("diff compares two implementations"))
}

/// The reporters of a comparison, and the bar on standard error.
struct DiffReporters {
    open: Vec<(String, Box<dyn DiffReporter>)>,
    bar: ProgressBar,
    failed: bool,
}

impl DiffReporters {
    fn open(arguments: &DiffArguments) -> Result<DiffReporters, UsageError> {
        let mut open: Vec<(String, Box<dyn DiffReporter>)> = Vec::new();
        if let Some(path) = &arguments.report_json {
            open.push((path.display().to_string(), Box::new(JsonDifferences::new(create_report_file(path)?))));
        }
        let style = if settings::use_color(arguments.color, &io::stdout()) {
            Style::with_colours()
        } else {
            Style::without_colours()
        };
        open.push(("standard output".to_owned(), Box::new(Differences::new(io::stdout(), style))));
        Ok(DiffReporters { open, bar: ProgressBar::hidden(), failed: false })
    }

    fn handle(&mut self, event: &DiffEvent) {
        let DiffReporters { open, bar, failed } = self;
        bar.suspend(|| {
            open.retain_mut(|(name, reporter)| match reporter.handle(event) {
                Ok(()) => true,
                Err(error) => {
                    *failed |= report_write_error(name, &error);
                    false
                }
            });
        });
        match event {
            DiffEvent::Started(started) if io::stderr().is_terminal() => {
                *bar = progress::new_bar(started.cases as u64, "cases");
            }
            DiffEvent::Compared(_) => bar.inc(1),
            DiffEvent::Finished(_) => bar.finish_and_clear(),
            _ => {}
        }
    }

    fn finish(mut self) -> Option<u8> {
        for (name, reporter) in &mut self.open {
            if let Err(error) = reporter.finish() {
                self.failed |= report_write_error(name, &error);
            }
        }
        self.failed.then_some(INCOMPLETE)
    }
}
