//! `sockspec qualify`: the suite against a correct program with one fault at a time.

mod targets;

use targets::Subjects;
pub(super) use targets::{has_faults_of_its_own, wire_targets};

use super::UsageError;
use super::arguments::{ColorChoice, GenerationArguments, PlayArguments, SelectionArguments};
use super::generated;
use super::reporters::create_report_file;
use super::settings::{self, Chosen};
use crate::case::CaseId;
use crate::engine::settings::Settings;
use crate::engine::summary::{INCOMPLETE, UNEXPECTED, exit_code};
use crate::protocol::role::Role;
use crate::qualify::{About, Caught, Depth, Examination, Examined, Kills, Qualification, Target, qualify as hunt_all};
use crate::report::html;
use crate::report::human::Style;
use crate::report::qualification::{render_fault, render_markdown, render_text};
use crate::set_statistics::reference::fault::{Injected, list_faults};
use crate::world::Isolation;
use crate::world::isolation::enter_isolation;
use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

const AFTER_HELP: &str = "\
Each fault is one small deviation of one of the reference's programs, from the catalogue that --list prints. It is caught
when a case finds a clause broken, a SHOULD too, and caught rightly when that is the clause that it breaks.

With another protocol, or --with, a correct program is run behind a wire that gives it one fault at a time: it loses a byte,
answers another client, dies after a reset. Such a fault is noticed when a case finds any clause broken. The wire also does
what is legal (--list prints it as legal/…): a case that objects to that raises a false alarm.

Exit codes: 0, every fault is caught rightly; 1, one is not, or there is a false alarm; 3, something could not be run.

Examples:
  sockspec qualify                                        every fault, each until a case catches it
  sockspec qualify --all --report-markdown kills.md       every fault against every case: the whole kill matrix
  sockspec qualify --fault 'tcp-server/life/*' -v         some faults, each with the case that caught it
  sockspec reference tcp-server --fault tcp-server/values/median      one of the faulty programs by itself
  sockspec qualify --protocol uppercase                   the faults of a wire, before a correct program
  sockspec qualify --protocol greeting --with mine        the same, before another correct program";

#[derive(Debug, Args)]
#[command(after_long_help = AFTER_HELP)]
pub(super) struct QualifyArguments {
    /// The correct programs behind a faulty wire: a name, a manifest or its folder [default: the protocol's own]
    #[arg(long, value_name = "IMPL")]
    with: Option<String>,
    /// Only the faults whose id matches: a glob, or the beginning of a path (repeatable)
    #[arg(long, value_name = "PATTERN")]
    fault: Vec<String>,
    /// Play every case against every fault, instead of going on to the next fault when one is caught
    #[arg(long)]
    all: bool,
    /// Play only the pairs of case and fault in this file, and no generated case: a quick check that nothing has changed
    #[arg(long, value_name = "FILE", conflicts_with_all = ["all", "generated", "seed"])]
    known: Option<PathBuf>,
    /// Write a file for --known: few pairs that show that each fault is caught, and that each case catches one
    #[arg(long, value_name = "FILE", conflicts_with_all = ["known", "fault"])]
    write_known: Option<PathBuf>,
    /// Print the catalogue of faults, and run nothing
    #[arg(long)]
    list: bool,
    #[command(flatten)]
    generation: GenerationArguments,
    #[command(flatten)]
    play: PlayArguments,
    /// Write all that was found as JSON to this file
    #[arg(long, value_name = "FILE")]
    report_json: Option<PathBuf>,
    /// Write the kill matrix as a page to look at to this file
    #[arg(long, value_name = "FILE")]
    report_html: Option<PathBuf>,
    /// Write the kill matrix as Markdown to this file
    #[arg(long, value_name = "FILE")]
    report_markdown: Option<PathBuf>,
    /// One line for each fault
    #[arg(short, long)]
    verbose: bool,
    /// Colours: auto means on a terminal, unless NO_COLOR is set
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    color: ColorChoice,
    #[command(flatten)]
    selection: SelectionArguments,
}

impl QualifyArguments {
    /// The implementation that was named.
    pub(super) fn implementations(&self) -> &[String] {
        self.with.as_slice()
    }
}

pub(super) fn run_qualify(arguments: &QualifyArguments) -> Result<u8, UsageError> {
    let helper = std::env::current_exe().ok();
    // Before anything starts a thread: the kernel gives a user namespace to a process with one thread only.
    let isolation = enter_isolation(helper.as_ref());
    let subjects = targets::choose_subjects(arguments, &isolation)?;
    if arguments.list {
        print_text(&subjects.targets.iter().map(render_target).collect::<String>());
        return Ok(0);
    }
    if let Isolation::Host { reason } = &isolation {
        let what = "trials share the host's network, one after the other, and pairs are left out";
        let _ = writeln!(io::stderr(), "network namespaces can't be had here ({reason}): {what}");
    }
    let settings = Settings {
        jobs: arguments.play.jobs,
        time_limit: arguments.play.time_limit,
        strict: true,
        cases: arguments.selection.cases.clone(),
        confinement: arguments.play.confinement.to_confinement(),
        ..Settings::new(crate::protocols::current_protocol(), isolation, helper)
    };
    let question = build_question(arguments, subjects)?;
    let style = if settings::use_color(arguments.color, &io::stdout()) {
        Style::with_colours()
    } else {
        Style::without_colours()
    };
    let bar = fault_bar(question.targets.len(), arguments.verbose);
    let found = hunt_all(&question, &settings, |fault| {
        bar.inc(1);
        if arguments.verbose {
            print_text(&render_fault(fault, &style));
        }
    });
    bar.finish_and_clear();
    print_text(&render_text(&found, &style));
    let written = write_reports(arguments, &found)?;
    Ok(if written { choose_exit_code(&found) } else { INCOMPLETE })
}

/// One line of the catalogue.
fn render_target(target: &Target) -> String {
    let clause = target.clause.map_or_else(String::new, |clause| format!("{clause}  "));
    format!("{}  {clause}{} ({})\n", target.id, target.sentence, target.shows)
}

fn build_question(arguments: &QualifyArguments, subjects: Subjects) -> Result<Examination, UsageError> {
    let selection = &arguments.selection;
    let all = settings::all_cases(selection)?;
    let suite: Vec<CaseId> =
        all.iter().map(|case| case.id.clone()).chain(generated::selectable_ids(selection)).collect();
    let chosen = Chosen::new(selection, &suite)?;
    Ok(Examination {
        targets: subjects.targets,
        reference: subjects.healthy,
        cases: settings::cases_kept(all, &chosen),
        batches: match arguments.known {
            Some(_) => Vec::new(),
            None => generated::chosen_batches(&arguments.generation, selection, &chosen),
        },
        seed: arguments.generation.seed,
        depth: read_depth(arguments)?,
        about: if arguments.fault.is_empty() { About::CasesToo } else { About::FaultsAlone },
    })
}

fn read_depth(arguments: &QualifyArguments) -> Result<Depth, UsageError> {
    let Some(path) = &arguments.known else {
        return Ok(if arguments.all { Depth::EveryCase } else { Depth::FirstKill });
    };
    let unreadable = |error: &dyn std::fmt::Display| UsageError::new(format!("--known {}: {error}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| unreadable(&error))?;
    serde_json::from_str::<Kills>(&text).map(Depth::Known).map_err(|error| unreadable(&error))
}

/// A fault that a program of the reference is to have.
pub(super) fn find_injected(id: &str) -> Result<(Role, Injected), String> {
    Injected::find_by_id(id).ok_or_else(|| {
        let all = list_faults();
        targets::unknown_fault_message(id, all.iter().map(|fault| fault.id.as_str()))
    })
}

fn choose_exit_code(found: &Qualification) -> u8 {
    let is_caught = |fault: &Examined| fault.best_catch() == Caught::Rightly;
    let is_wanting = found.idle_cases().next().is_some() || found.false_alarms().next().is_some();
    let incomplete = found.set_up_faults().next().is_some();
    if found.faults.iter().all(is_caught) && !is_wanting {
        exit_code(false, incomplete, found.count_trials())
    } else if incomplete {
        INCOMPLETE
    } else {
        UNEXPECTED
    }
}

/// Writes the reports; whether all could be written.
fn write_reports(arguments: &QualifyArguments, found: &Qualification) -> Result<bool, UsageError> {
    let mut written = true;
    if let Some(path) = &arguments.report_json {
        written &= write(path, &to_json_bytes(found)?)?;
    }
    if let Some(path) = &arguments.report_markdown {
        written &= write(path, render_markdown(found).as_bytes())?;
    }
    if let Some(path) = &arguments.report_html {
        let mut page = Vec::new();
        html::write_kill_page(&mut page, found).map_err(UsageError::new)?;
        written &= write(path, &page)?;
    }
    if let Some(path) = &arguments.write_known {
        written &= write(path, &to_json_bytes(&Kills::choose_covering_kills(found))?)?;
    }
    Ok(written)
}

fn to_json_bytes(what: &impl serde::Serialize) -> Result<Vec<u8>, UsageError> {
    let mut json = serde_json::to_vec_pretty(what).map_err(UsageError::new)?;
    json.push(b'\n');
    Ok(json)
}

fn write(path: &Path, bytes: &[u8]) -> Result<bool, UsageError> {
    let mut out = create_report_file(path)?;
    let written = out.write_all(bytes).and_then(|()| out.flush());
    if let Err(error) = &written {
        let _ = writeln!(io::stderr(), "sockspec: the report {} could not be written: {error}", path.display());
    }
    Ok(written.is_ok())
}

fn fault_bar(faults: usize, is_told: bool) -> ProgressBar {
    if is_told || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(Some(faults as u64), ProgressDrawTarget::stderr_with_hz(5));
    let template = "{bar:40} {pos} of {len} faults, {elapsed} gone, {eta} left";
    ProgressStyle::with_template(template).map_or(bar.clone(), |style| bar.with_style(style))
}

/// A reader that closed the pipe wants no more.
fn print_text(text: &str) {
    let _ = io::stdout().write_all(text.as_bytes());
}
