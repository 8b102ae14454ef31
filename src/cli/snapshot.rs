//! `sockspec snapshot`: behaviour is pinned, and checked.

use super::UsageError;
use super::arguments::{AdHocArguments, ColorChoice, PlayArguments, SelectionArguments};
use super::settings::{self, Chosen};
use crate::case::{Case, CaseId};
use crate::engine::plan::Plan;
use crate::engine::run::run as run_plan;
use crate::engine::settings::Settings;
use crate::engine::summary::{AS_EXPECTED, INCOMPLETE, NOTHING_RAN, UNEXPECTED};
use crate::implementation::{Implementation, ManifestOrigin};
use crate::report::Reporter;
use crate::report::human::Style;
use crate::report::plain::plain;
use crate::report::words::format_count;
use crate::snapshot::{Change, Changes, SnapshotFolder, Taken, compare_with_pinned, render_change};
use crate::world::isolation::enter_isolation;
use clap::Args;
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The folder in which built-ins and programs without a manifest are pinned.
const DEFAULT_FOLDER: &str = "sockspec-snapshots";
/// The folder beside a manifest.
const BESIDE_MANIFEST: &str = "snapshots";

const AFTER_HELP: &str = "\
The pinned texts are for people to read and to keep under version control: one file a case, with the steps, what went
over each connection, the consoles, how programs ended, and the verdicts, INFO too. They stand in
  DIR/<name of the implementation>/<role or pair>/<case>.txt   with --dir DIR
  <folder of the manifest>/snapshots/<role or pair>/<case>.txt   for a manifest
  sockspec-snapshots/<name>/<role or pair>/<case>.txt   for built-ins and programs without a manifest

Exit codes: 0 all as pinned (or pinned now), 1 something differs, is missing or is extra, 2 usage,
3 something could not be run or written, 4 nothing is pinned yet, or no case was chosen

Examples:
  sockspec snapshot . --accept      pin what the programs of this folder do now
  sockspec snapshot .               say what they do differently since";

#[derive(Debug, Args)]
#[command(after_long_help = AFTER_HELP)]
pub(super) struct SnapshotArguments {
    /// Built-in names (reference, original), manifests, or folders that hold a sockspec.toml
    #[arg(value_name = "IMPL")]
    implementations: Vec<String>,
    #[command(flatten)]
    ad_hoc: AdHocArguments,
    #[command(flatten)]
    selection: SelectionArguments,
    #[command(flatten)]
    play: PlayArguments,
    /// Pin what is seen now, and delete what is pinned of cases that are gone
    #[arg(long)]
    accept: bool,
    /// Where the pinned texts are, in a folder for each implementation
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// Colours: auto means on a terminal, unless NO_COLOR is set
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    color: ColorChoice,
}

impl SnapshotArguments {
    /// The typed implementations.
    pub(super) fn implementations(&self) -> &[String] {
        &self.implementations
    }
}

pub(super) fn run_snapshot(arguments: &SnapshotArguments) -> Result<u8, UsageError> {
    let helper = std::env::current_exe().ok();
    // Before anything starts a thread: the kernel gives a user namespace to a process with one thread only.
    let isolation = enter_isolation(helper.as_ref());
    let implementations = settings::load_implementations(&arguments.implementations, &arguments.ad_hoc)?;
    let folders = snapshot_folders(&implementations, arguments.dir.as_deref())?;
    let all = settings::all_cases(&arguments.selection)?;
    let chosen = Chosen::new(&arguments.selection, all.iter().map(|case| &case.id))?;
    let style = if settings::use_color(arguments.color, &io::stdout()) {
        Style::with_colours()
    } else {
        Style::without_colours()
    };
    let settings = Settings {
        jobs: arguments.play.jobs,
        time_limit: arguments.play.time_limit,
        confinement: arguments.play.confinement.to_confinement(),
        ..Settings::new(crate::protocols::current_protocol(), isolation, helper)
    };
    let job =
        SnapshotJob { arguments, settings, known: all.iter().map(|case| case.id.clone()).collect(), chosen, style };
    let cases: Vec<Arc<Case>> =
        all.into_iter().filter(|case| job.chosen.includes_case(&case.id)).map(Arc::new).collect();
    let mut worst = AS_EXPECTED;
    for (implementation, folder) in implementations.into_iter().zip(&folders) {
        worst = worse_exit_code(worst, job.run_one(implementation, folder, &cases));
    }
    Ok(worst)
}

/// An unexpected result is worse news than an incomplete run, and that is worse than one that had nothing to do.
fn worse_exit_code(one: u8, other: u8) -> u8 {
    let order = [UNEXPECTED, INCOMPLETE, NOTHING_RAN];
    order.into_iter().find(|code| [one, other].contains(code)).unwrap_or(AS_EXPECTED)
}

/// The folder of each implementation; no two have the same.
fn snapshot_folders(implementations: &[Implementation], dir: Option<&Path>) -> Result<Vec<SnapshotFolder>, UsageError> {
    let place = |one: &Implementation| match (&one.origin, dir) {
        (_, Some(dir)) => dir.join(one.as_folder()),
        (ManifestOrigin::Manifest(manifest), None) => manifest.with_file_name(BESIDE_MANIFEST),
        (ManifestOrigin::BuiltIn(_) | ManifestOrigin::Shared { .. } | ManifestOrigin::AdHoc(_), None) => {
            Path::new(DEFAULT_FOLDER).join(one.as_folder())
        }
    };
    let places: Vec<PathBuf> = implementations.iter().map(place).collect();
    let twice = places.iter().enumerate().find(|(at, place)| places[..*at].contains(place));
    match twice {
        Some((_, place)) => Err(UsageError::new(format!(
            "two implementations would be pinned in {}: name them apart, or pin one after the other with --dir",
            place.display()
        ))),
        None => Ok(places.into_iter().map(SnapshotFolder::at_path).collect()),
    }
}

/// The part of the job that is the same for all implementations.
struct SnapshotJob<'a> {
    arguments: &'a SnapshotArguments,
    settings: Settings,
    known: BTreeSet<CaseId>,
    chosen: Chosen,
    style: Style,
}

impl SnapshotJob<'_> {
    /// Checks or pins one implementation; its exit code.
    fn run_one(&self, implementation: Implementation, folder: &SnapshotFolder, cases: &[Arc<Case>]) -> u8 {
        let name = plain(&implementation.name);
        let outcome = self.is_unpinned(folder).and_then(|unpinned| {
            if unpinned && !self.arguments.accept {
                let advice = "--accept pins what is seen now";
                print_text(&format!("{name}: nothing is pinned yet in {}; {advice}\n", folder.path().display()));
                Ok(NOTHING_RAN)
            } else {
                self.run_and_compare(&name, implementation, folder, cases)
            }
        });
        outcome.unwrap_or_else(|error| {
            // Standard error may be gone; the exit code says it too.
            let _ = writeln!(io::stderr(), "sockspec: {error}");
            INCOMPLETE
        })
    }

    fn is_unpinned(&self, folder: &SnapshotFolder) -> io::Result<bool> {
        Ok(folder.pinned_ids()?.is_empty())
    }

    fn run_and_compare(
        &self,
        name: &str,
        implementation: Implementation,
        folder: &SnapshotFolder,
        cases: &[Arc<Case>],
    ) -> io::Result<u8> {
        let plan = Plan::new(vec![implementation], cases, &[]);
        let mut taken = Taken::default();
        let mut told = Ok(());
        run_plan(&plan, &self.settings, |event| {
            if let Err(error) = taken.handle(&event) {
                told = Err(error);
            }
        });
        told?;
        let changes = compare_with_pinned(folder, &taken.texts, &self.known, |id| self.chosen.includes_case(id))?;
        print_text(&not_taken(name, &taken));
        let place = folder.path().display();
        let code = if self.arguments.accept {
            pin_changes(folder, &changes)?;
            print_text(&format!(
                "{name}: {} in {place}: {}\n",
                format_count(taken.texts.len(), "case"),
                describe_pinned(&changes)
            ));
            AS_EXPECTED
        } else {
            changes.iter().for_each(|(id, change)| print_text(&render_change(id, change, &self.style)));
            print_text(&format!(
                "{name}: {} in {place}: {}\n",
                format_count(taken.texts.len(), "case"),
                describe_checked(&changes)
            ));
            if changes.is_empty() { AS_EXPECTED } else { UNEXPECTED }
        };
        let incomplete = if taken.not_taken.is_empty() { AS_EXPECTED } else { INCOMPLETE };
        let nothing = if taken.texts.is_empty() { NOTHING_RAN } else { AS_EXPECTED };
        Ok(worse_exit_code(worse_exit_code(code, incomplete), nothing))
    }
}

fn pin_changes(folder: &SnapshotFolder, changes: &Changes) -> io::Result<()> {
    changes.iter().try_for_each(|(id, change)| match change {
        Change::Differs { now, .. } | Change::Missing { now } => folder.write(id, now),
        Change::Extra => {
            folder.delete(id)?;
            print_text(&format!("  deleted {id}: there is no such case any more\n"));
            Ok(())
        }
    })
}

/// Two counts of a kind of change.
fn count_changes(changes: &Changes) -> [usize; 3] {
    let number = |kind: fn(&Change) -> bool| changes.values().filter(|change| kind(change)).count();
    [
        number(|change| matches!(change, Change::Differs { .. })),
        number(|change| matches!(change, Change::Missing { .. })),
        number(|change| matches!(change, Change::Extra)),
    ]
}

fn describe_pinned(changes: &Changes) -> String {
    let [differ, missing, extra] = count_changes(changes);
    if changes.is_empty() {
        "pinned as before".to_owned()
    } else {
        format!("pinned, {missing} new, {differ} changed, {extra} deleted")
    }
}

fn describe_checked(changes: &Changes) -> String {
    let [differ, missing, extra] = count_changes(changes);
    if changes.is_empty() {
        "as pinned".to_owned()
    } else {
        format!("{differ} differ, {missing} missing, {extra} extra; --accept pins what is seen now")
    }
}

/// A line for each thing that could not be run.
fn not_taken(name: &str, taken: &Taken) -> String {
    let line = |one: &crate::snapshot::NotTaken| {
        let case = one.case.as_ref().map_or_else(|| name.to_owned(), ToString::to_string);
        format!("  not run {case}: {}\n", plain(&one.why))
    };
    taken.not_taken.iter().map(line).collect()
}

/// A reader that closed the pipe wants no more.
fn print_text(text: &str) {
    let _ = io::stdout().write_all(text.as_bytes());
}
