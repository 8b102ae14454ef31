//! `sockspec replay`: one case again, with all that is seen.

use super::UsageError;
use super::arguments::{AdHocArguments, ColorChoice, time_limit};
use super::confinement::ConfinementArguments;
use super::settings;
use crate::case::{Case, CaseId};
use crate::engine::event::{Event, NetworkKind, Outcome, SkippedImplementation, TrialReport};
use crate::engine::plan::Plan;
use crate::engine::run::run as run_plan;
use crate::engine::settings::Settings;
use crate::engine::summary::{AS_EXPECTED, INCOMPLETE, UNEXPECTED};
use crate::implementation::{Implementation, ManifestOrigin, named_with};
use crate::protocol::role::{Role, Side};
use crate::report::artifact::{Replay, read};
use crate::report::human::{Style, is_as_before, render_replay, vanished_clauses};
use crate::report::plain::plain;
use crate::world::isolation::enter_isolation;
use clap::{Args, Parser};
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

const AFTER_HELP: &str = "\
A failing trial of `sockspec run` or `sockspec matrix` leaves its file in sockspec-failures
(--artifacts); it says against what it was played, by the paths and commands of that run, which it
finds from any folder, or name an implementation (in place of both of a matrix's cell). Any case
file can be played too; its id is, in this order, that of --as, that of the file's [replay], or
what follows the last folder of its path that is called like a role or a pair:
cases/tcp-server/my/case.toml is tcp-server/my/case.

Exit codes: 0 nothing fails (any more), 1 a clause is broken (for an artifact: one that fails a
run like the one that wrote it; for a plain case file: any), 2 usage or a file that can't be read,
3 it could not be played

Examples:
  sockspec replay sockspec-failures/original/tcp-server.robust.leaves.toml
  sockspec replay my-case.toml --as tcp-server/my/case --implementation reference
  sockspec replay my-case.toml --as tcp-server/my/case --tcp-server 'python3 server.py'";

#[derive(Debug, Args)]
#[command(after_long_help = AFTER_HELP)]
pub(super) struct ReplayArguments {
    /// The file that a failing trial left, or any case file
    file: PathBuf,
    /// Play it against this one: a built-in name, a manifest, or a folder that holds a sockspec.toml
    #[arg(long, value_name = "IMPL")]
    implementation: Option<String>,
    #[command(flatten)]
    ad_hoc: AdHocArguments,
    /// The case's id, where neither the file nor its path says it
    #[arg(long = "as", value_name = "ID")]
    id: Option<String>,
    /// Fail on a broken SHOULD too, whatever the file says
    #[arg(long)]
    strict: bool,
    /// How long one wait may take, as in 500ms or 5s
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = time_limit)]
    time_limit: Duration,
    #[command(flatten)]
    confinement: ConfinementArguments,
    /// Colours: auto means on a terminal, unless NO_COLOR is set
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    color: ColorChoice,
}

impl ReplayArguments {
    /// The file that is played again.
    pub(super) fn file(&self) -> &Path {
        &self.file
    }
}

/// The flags of programs without a manifest, read again from an artifact.
#[derive(Debug, Parser)]
#[command(no_binary_name = true)]
struct Typed {
    #[command(flatten)]
    ad_hoc: AdHocArguments,
}

pub(super) fn run_replay(arguments: &ReplayArguments) -> Result<u8, UsageError> {
    let helper = std::env::current_exe().ok();
    // Before anything starts a thread: the kernel gives a user namespace to a process with one thread only.
    let isolation = enter_isolation(helper.as_ref());
    let color = settings::use_color(arguments.color, &io::stderr());
    let id = arguments.id.as_ref().map(|id| id.parse::<CaseId>()).transpose();
    let id = id.map_err(|error| UsageError::new(format!("--as: {error}")))?;
    let (case, before) =
        read(&arguments.file, id.as_ref()).map_err(|error| UsageError::from_rendered(error.render(color)))?;
    let players = choose_players(arguments, before.as_ref())?;
    players.check_roles(&case)?;
    let settings = Settings {
        jobs: Some(NonZeroUsize::MIN),
        time_limit: arguments.time_limit,
        // One trial is waited for as long as it takes.
        budget: Duration::MAX,
        strict: arguments.strict || before.as_ref().is_none_or(|before| before.strict),
        confinement: arguments.confinement.to_confinement(),
        ..Settings::new(crate::protocols::current_protocol(), isolation, helper)
    };
    let style = if settings::use_color(arguments.color, &io::stdout()) {
        Style::with_colours()
    } else {
        Style::without_colours()
    };
    let seed = before.as_ref().map_or(settings::SEED, |before| before.seed);
    let seen = run_case(case, players, seed, &settings);
    let (text, code) = render_result(&seen, before.as_ref(), settings.strict, &style);
    // A reader that closed the pipe wants no more.
    let _ = io::stdout().write_all(text.as_bytes());
    Ok(code)
}

/// The players of the case.
enum ReplayPlayers {
    One(Implementation),
    /// A cell of a matrix: the client's implementation, and the server's.
    Two(Box<[Implementation; 2]>),
}

impl ReplayPlayers {
    fn player_of(&self, role: Role) -> &Implementation {
        match (self, role.side()) {
            (ReplayPlayers::One(one), _) => one,
            (ReplayPlayers::Two(both), Side::Client) => &both[0],
            (ReplayPlayers::Two(both), Side::Server) => &both[1],
        }
    }

    /// Sees that each role of the case has a program.
    fn check_roles(&self, case: &Case) -> Result<(), UsageError> {
        let lacks = |role: &&Role| !self.player_of(**role).programs.contains_key(role);
        match case.id.subject().roles().iter().find(lacks) {
            Some(role) => {
                let (name, id) = (&self.player_of(*role).name, &case.id);
                Err(UsageError::new(format!("{name} offers no {role}, and the case {id} is about one")))
            }
            None => Ok(()),
        }
    }

    fn into_plan(self, case: Case) -> Plan {
        let cases = [Arc::new(case)];
        match self {
            ReplayPlayers::One(one) => Plan::new(vec![one], &cases, &[]),
            ReplayPlayers::Two(both) => {
                let [client, server] = *both;
                let names = (client.name.clone(), server.name.clone());
                Plan::for_matrix(vec![client, server], &cases, &[], |c, s| (c, s) == (&names.0, &names.1))
            }
        }
    }
}

/// The one that was named, or else the artifact's.
fn choose_players(arguments: &ReplayArguments, before: Option<&Replay>) -> Result<ReplayPlayers, UsageError> {
    let named = arguments.implementation.as_slice();
    if !named.is_empty() || arguments.ad_hoc.commands_by_role().next().is_some() {
        let mut found = settings::load_implementations(named, &arguments.ad_hoc)?;
        return match found.len() {
            1 => Ok(ReplayPlayers::One(found.remove(0))),
            _ => Err(UsageError::new("--implementation and commands name two implementations: leave one of them out")),
        };
    }
    let Some(before) = before else {
        let file = arguments.file.display();
        return Err(UsageError::new(format!(
            "{file} does not say against what to play it: name it, as in --implementation reference, or give commands"
        )));
    };
    let from = |origin: &ManifestOrigin| -> Result<Implementation, UsageError> {
        let mut found = from(origin, arguments)?;
        // A command that was typed runs in the folder in which it was typed.
        if let (ManifestOrigin::AdHoc(_), Some(folder)) = (origin, &before.folder) {
            found.home.clone_from(folder);
        }
        Ok(found)
    };
    let server = from(&before.origin)?;
    match &before.client {
        Some(client) if client.implementation != before.implementation => {
            Ok(ReplayPlayers::Two(Box::new([from(&client.origin)?, server])))
        }
        Some(_) | None => Ok(ReplayPlayers::One(server)),
    }
}

/// The implementation that came from there.
fn from(origin: &ManifestOrigin, arguments: &ReplayArguments) -> Result<Implementation, UsageError> {
    let color = settings::use_color(arguments.color, &io::stderr());
    let found = match origin {
        ManifestOrigin::BuiltIn(name) => settings::load_implementations(std::slice::from_ref(name), &arguments.ad_hoc),
        ManifestOrigin::Manifest(path) => {
            settings::load_implementations(&[path.display().to_string()], &arguments.ad_hoc)
        }
        ManifestOrigin::Shared { manifest, folder } => named_with(manifest, &folder.display().to_string())
            .map(|one| vec![one])
            .map_err(|error| UsageError::from_rendered(error.render(color))),
        ManifestOrigin::AdHoc(flags) => {
            let typed = Typed::try_parse_from(flags).map_err(|error| UsageError::new(format!("[replay]: {error}")))?;
            settings::load_implementations(&[], &typed.ad_hoc)
        }
    };
    let first = found.map(|mut found| found.remove(0));
    first.map_err(|UsageError { text, .. }| {
        let advice = "put the programs where they were, or name them with --implementation";
        UsageError::from_rendered(format!(
            "{}\n{}: the implementation can't be had; {advice}",
            text.trim_end(),
            arguments.file.display()
        ))
    })
}

/// The events of the engine.
#[derive(Default)]
struct SeenEvents {
    network: Option<NetworkKind>,
    skipped: Option<SkippedImplementation>,
    trial: Option<TrialReport>,
    notices: Vec<String>,
}

fn run_case(case: Case, players: ReplayPlayers, seed: u64, settings: &Settings) -> SeenEvents {
    let plan = players.into_plan(case).with_generated_cases(seed, &[]);
    let mut seen = SeenEvents::default();
    run_plan(&plan, settings, |event| match event {
        Event::RunStarted(run) => seen.network = Some(run.network),
        Event::ImplementationSkipped(skipped) => seen.skipped = Some(skipped),
        Event::Notice { text } => seen.notices.push(text),
        Event::TrialFinished(trial) => seen.trial = Some(*trial),
        // The list of known failures is about the whole suite, and this is one case of it.
        Event::KnownFailingStale(_) | Event::Flaky(_) | Event::Shrunk(_) => {}
        Event::ImplementationFinished { .. } | Event::RunFinished(_) => {}
    });
    seen
}

/// The text to print, and the exit code.
fn render_result(seen: &SeenEvents, before: Option<&Replay>, strict: bool, style: &Style) -> (String, u8) {
    let notices: String = seen.notices.iter().map(|text| format!("note: {}\n", plain(text))).collect();
    let (Some(trial), Some(network)) = (&seen.trial, seen.network) else {
        let why = seen.skipped.as_ref().map_or_else(String::new, |why| format!("{}: {}", why.reason, why.advice));
        return (
            format!("{notices}not played: {}\nexit {INCOMPLETE}: it could not be played\n", plain(&why)),
            INCOMPLETE,
        );
    };
    let (word, code) = last_word(trial, before, strict);
    let word = match before.map(|before| vanished_clauses(trial, before)) {
        Some(gone) if code == AS_EXPECTED && !gone.is_empty() => {
            format!("{word}; broken then, and not now: {}", gone.join(", "))
        }
        _ => word.to_owned(),
    };
    let body = render_replay(trial, before, network, style);
    (format!("{notices}{body}\nexit {code}: {word}\n"), code)
}

fn last_word(trial: &TrialReport, before: Option<&Replay>, strict: bool) -> (&'static str, u8) {
    let Outcome::Judged { findings, faults, .. } = &trial.outcome else {
        return ("it could not be played", INCOMPLETE);
    };
    let fails = findings.iter().any(|judged| judged.is_unexpected(strict));
    let broken = findings.iter().any(|judged| judged.finding.verdict.evidence().is_some());
    match before.map(|before| is_as_before(trial, before)) {
        Some(true) if fails => ("it fails as before", UNEXPECTED),
        Some(false) if fails => ("it fails, and not as before", UNEXPECTED),
        None if fails => ("it fails", UNEXPECTED),
        _ if !faults.is_empty() => ("no clause is broken, but the set-up has a fault", INCOMPLETE),
        _ if broken => ("what is broken here fails no run", AS_EXPECTED),
        Some(_) => ("it does not fail any more", AS_EXPECTED),
        None => ("it holds", AS_EXPECTED),
    }
}
