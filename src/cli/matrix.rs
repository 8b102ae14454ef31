//! `sockspec matrix`: every client against every server.

use super::arguments::{
    AdHocArguments, ColorChoice, KnownFailingArguments, PlayArguments, SelectionArguments, time_limit,
};
use super::class::Class;
use super::reporters::Reporters;
use super::reports::{self, MarkdownTables, ReportArguments};
use super::{UsageError, known_failing, settings};
use crate::case::CaseId;
use crate::engine::partition::Partition;
use crate::engine::plan::Plan;
use crate::engine::run::run as run_plan;
use crate::engine::settings::Settings;
use crate::report::human::{Human, Style, Verbosity};
use crate::report::matrix::{Diagrams, Traced};
use crate::report::{Artifacts, Pcap, Reporter};
use crate::world::Interruption;
use crate::world::isolation::enter_isolation;
use clap::Args;
use std::io;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

const AFTER_HELP: &str = "\
Each side of a pair has a network of its own, with the ports that are compiled into it; between
them the harness is the wire, and cuts, doubles, overtakes or loses as the case says (`sockspec
list --run '*-pair'`). Each finding names the side that is to blame: a client that deviates is
never its server's fault.

In the table: pass; fail, warn or known, with C for the client and S for the server; fault (could
not be played).

A large matrix can be divided, as by `--partition 2/8 --report-json part-2.json` on eight
machines, and the reports merged: `sockspec merge part-*.json`.

Examples:
  sockspec matrix                                          the reference and the original scripts
  sockspec matrix a/ b/ c/ --report-markdown matrix.md     three implementations, as a table for a summary page
  sockspec matrix a/ b/ --client a --server b --trace      one cell, each trial as a sequence diagram
  sockspec matrix a/ b/ --diagrams cells                   a file with the diagram for each trial";

#[derive(Debug, Args)]
#[command(after_long_help = AFTER_HELP)]
pub(super) struct MatrixArguments {
    /// Built-in names (reference, original), manifests, or folders that hold a sockspec.toml
    #[arg(value_name = "IMPL")]
    implementations: Vec<String>,
    /// Only the cells with this implementation's client (repeatable)
    #[arg(long, value_name = "NAME")]
    client: Vec<String>,
    /// Only the cells with this implementation's server (repeatable)
    #[arg(long, value_name = "NAME")]
    server: Vec<String>,
    /// Fail on a broken SHOULD too
    #[arg(long)]
    strict: bool,
    /// Stop at the first unexpected result
    #[arg(long)]
    fail_fast: bool,
    /// Play each trial this many times; a verdict that differs between them fails the run
    #[arg(long, value_name = "N", default_value = "1")]
    repeat: NonZeroUsize,
    /// Run only part I of N; the parts together are the whole [default: TEST_SHARD_INDEX and TEST_TOTAL_SHARDS, if set]
    #[arg(long, value_name = "I/N")]
    partition: Option<Partition>,
    #[command(flatten)]
    play: PlayArguments,
    /// How long each program may be waited for in each role, in all its trials together; the manifest's `budget` is stronger
    #[arg(long, value_name = "TIME", default_value = "60s", value_parser = time_limit)]
    budget: Duration,
    /// Fail if this implementation can't be run here (repeatable)
    #[arg(long, value_name = "NAME")]
    require: Vec<String>,
    /// Print each trial as a sequence diagram
    #[arg(long)]
    trace: bool,
    /// Write each trial's sequence diagram to DIR/CLIENT/SERVER/CASE.txt
    #[arg(long, value_name = "DIR")]
    diagrams: Option<PathBuf>,
    /// Where the file of each failing trial goes, for `sockspec replay`; nothing is written unless something fails
    #[arg(long, value_name = "DIR", default_value = "sockspec-failures")]
    artifacts: PathBuf,
    /// Capture each trial's packets and write them to DIR/CLIENT/SERVER, a pcapng file for each (no root needed)
    #[arg(long, value_name = "DIR")]
    pcap: Option<PathBuf>,
    /// One line for each trial
    #[arg(short, long, conflicts_with = "quiet")]
    verbose: bool,
    /// Only the table, what is wrong, and the summary
    #[arg(short, long)]
    quiet: bool,
    /// Colours: auto means on a terminal, unless NO_COLOR is set
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    color: ColorChoice,
    #[command(flatten)]
    reports: ReportArguments,
    #[command(flatten)]
    ad_hoc: AdHocArguments,
    #[command(flatten)]
    selection: SelectionArguments,
    #[command(flatten)]
    known_failing: KnownFailingArguments,
}

impl MatrixArguments {
    /// The typed implementations.
    pub(super) fn implementations(&self) -> &[String] {
        &self.implementations
    }
}

pub(super) fn run_matrix(arguments: &MatrixArguments) -> Result<u8, UsageError> {
    let helper = std::env::current_exe().ok();
    // Before anything starts a thread: the kernel gives a user namespace to a process with one thread only.
    let isolation = enter_isolation(helper.as_ref());
    let interruption = Interruption::by_signals().map_err(UsageError::new)?;
    let class = Class::read(&arguments.implementations, &arguments.ad_hoc, None)?;
    check_names(arguments, &class)?;
    let all = settings::all_cases(&arguments.selection)?;
    let suite: Vec<CaseId> = all.iter().map(|case| case.id.clone()).collect();
    let cases = settings::choose_cases(&arguments.selection, all)?;
    let known_failing = known_failing::read(&arguments.known_failing.known_failing)?;
    let partition = settings::choose_partition(arguments.partition)?;
    let mut reporters = open_reporters(arguments)?;
    let settings = Settings {
        jobs: arguments.play.jobs,
        time_limit: arguments.play.time_limit,
        budget: arguments.budget,
        strict: arguments.strict,
        fail_fast: arguments.fail_fast,
        capture: arguments.pcap.is_some(),
        repeat: arguments.repeat,
        artifacts: Some(arguments.artifacts.clone()),
        began: settings::start_time(),
        cases: arguments.selection.cases.clone(),
        confinement: arguments.play.confinement.to_confinement(),
        interruption: interruption.clone(),
        ..Settings::new(crate::protocols::current_protocol(), isolation, helper)
    };
    let wanted = |names: &[String], name: &str| names.is_empty() || names.iter().any(|wanted| wanted == name);
    let keeps = |client: &str, server: &str| wanted(&arguments.client, client) && wanted(&arguments.server, server);
    let implementations = class.members.into_iter().map(|(one, _)| one).collect();
    let plan = Plan::for_matrix(implementations, &cases, &arguments.require, keeps);
    let plan = plan.with_skipped(class.unreadable).of_suite(suite).with_known_failing(known_failing);
    let plan = partition.into_iter().fold(plan, Plan::restrict_to_part);
    let summary = run_plan(&plan, &settings, |event| reporters.handle(&event));
    let exit = reporters.finish().unwrap_or(summary.exit);
    // The folders of built-in implementations go with the plan. All output is written: from here on the signal has its
    // usual effect.
    drop(plan);
    interruption.end_by_signal();
    Ok(exit)
}

/// Two names select a cell, so each must be the name of an implementation.
fn check_names(arguments: &MatrixArguments, class: &Class) -> Result<(), UsageError> {
    let names: Vec<&str> = class.names().collect();
    let flags = [("--client", &arguments.client), ("--server", &arguments.server), ("--require", &arguments.require)];
    for (flag, wanted) in flags {
        if let Some(unknown) = wanted.iter().find(|name| !names.contains(&name.as_str())) {
            let message = format!(
                "{flag} {unknown}: no such implementation takes part in this run; those that do: {}",
                names.join(", ")
            );
            return Err(UsageError::new(message));
        }
    }
    Ok(())
}

fn open_reporters(arguments: &MatrixArguments) -> Result<Reporters, UsageError> {
    let mut open = Reporters::with_no_reporter(arguments.quiet || arguments.verbose || arguments.trace);
    reports::open_reports(&arguments.reports, MarkdownTables::Pairs, &mut open)?;
    if let Some(folder) = &arguments.diagrams {
        open.add_reporter(folder.display().to_string(), Diagrams::new(folder.clone()));
    }
    if let Some(folder) = &arguments.pcap {
        open.add_reporter(folder.display().to_string(), Pcap::new(folder.clone()));
    }
    open.add_reporter(arguments.artifacts.display().to_string(), Artifacts::new(arguments.artifacts.clone()));
    if arguments.trace {
        open.add_reporter("standard output".to_owned(), Traced::new(io::stdout()));
    }
    open.add_reporter("standard output".to_owned(), console_reporter(arguments));
    reports::add_annotations(&arguments.reports, &mut open);
    // Last: nothing after it can go wrong and leave an empty file behind.
    if let Some(path) = &arguments.known_failing.write_known_failing {
        open.add_reporter(path.display().to_string(), known_failing::open_new_list(path)?);
    }
    Ok(open)
}

fn console_reporter(arguments: &MatrixArguments) -> impl Reporter + use<> {
    let coloured = settings::use_color(arguments.color, &io::stdout());
    let style = if coloured { Style::with_colours() } else { Style::without_colours() };
    let verbosity = match (arguments.quiet, arguments.verbose) {
        (true, _) => Verbosity::Quiet,
        (false, true) => Verbosity::Verbose,
        (false, false) => Verbosity::Normal,
    };
    Human::new(io::stdout(), style, verbosity).with_matrix()
}
