//! `sockspec init`: a first manifest, out of programs that are tried out on the spot.

mod ask;
mod dialect;
mod told;

use super::UsageError;
use super::arguments::{AdHocArguments, ColorChoice};
use super::chosen::only_for_the_default;
use super::confinement::ConfinementArguments;
use super::reporters::Reporters;
use super::settings::{self, use_color};
use crate::case::{Case, Subject};
use crate::engine::plan::Plan;
use crate::engine::run::run as run_plan;
use crate::engine::settings::Settings;
use crate::engine::survey::{self, Survey, SurveyState, survey_program};
use crate::implementation::{Draft, MANIFEST_NAME, load_manifest};
use crate::protocol::current_spec;
use crate::protocol::role::Role;
use crate::protocols;
use crate::report::Human;
use crate::report::human::{Style, Verbosity};
use crate::world::isolation::enter_isolation;
use clap::Args;
use std::fs::OpenOptions;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

const AFTER_HELP: &str = "\
Run it in the folder of your programs, with the commands that you type there. Each program is
started in a network of its own and put through the first case of its role: so sockspec finds by
itself the ports that it uses, whether a client prompts or takes arguments, which signal ends it.
What it found is written to sockspec.toml, with comments; then the first cases are played, and the
first verdict is shown. Without any command it asks for them.

A program that takes its port as an argument is given \"{port}\" in that place (\"{message}\" and
\"{length}\" for a client's two lines), where the usual order is not found by itself.

Exit codes: as those of `sockspec run`, for the first cases; 2 where nothing was written

Examples:
  sockspec init                                                      asks
  sockspec init --tcp-server 'python3 server.py'
  sockspec init --dialect --tcp-server 'python3 server.py' --tcp-client 'python3 client.py'
  sockspec init --tcp-server './server -p {port}' --tcp-client './client -p {port}' --name mine
  sockspec init --protocol protohackers-1-prime-time --program 'server=node server.js'";

#[derive(Debug, Args)]
#[command(after_long_help = AFTER_HELP)]
pub(super) struct InitArguments {
    /// Write the manifest to this file; its folder is the one that the commands start from
    #[arg(short, long, value_name = "FILE", default_value = MANIFEST_NAME)]
    output: PathBuf,
    /// Find out in which words the programs speak, if they are not the protocol's, and write them to a protocol.toml
    #[arg(long)]
    dialect: bool,
    /// Overwrite the file if it is there
    #[arg(long)]
    force: bool,
    /// Colours: auto means on a terminal, unless NO_COLOR is set
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    color: ColorChoice,
    #[command(flatten)]
    confinement: ConfinementArguments,
    #[command(flatten)]
    programs: AdHocArguments,
}

pub(super) fn run_init(arguments: &InitArguments) -> Result<u8, UsageError> {
    if arguments.dialect {
        only_for_the_default("init --dialect", "leave --dialect out")?;
    }
    let helper = std::env::current_exe().ok();
    // Before anything starts a thread: the kernel gives a user namespace to a process with one thread only.
    let isolation = enter_isolation(helper.as_ref());
    check_place(arguments)?;
    let subjects = collect_subjects(arguments)?;
    let protocol =
        if arguments.dialect { dialect::assumed_protocol(&subjects)? } else { protocols::current_protocol() };
    let settings =
        Settings { confinement: arguments.confinement.to_confinement(), ..Settings::new(protocol, isolation, helper) };
    protocols::run_with_protocol(protocol, || try_out(arguments, subjects, settings))
}

/// Tries the programs out in the current protocol, and writes what was found.
fn try_out(
    arguments: &InitArguments,
    subjects: Vec<survey::SurveySubject>,
    settings: Settings,
) -> Result<u8, UsageError> {
    let cases = load_cases(arguments)?;
    let mut surveys = Vec::new();
    for subject in subjects {
        let role = current_spec().find_role(subject.role.as_str()).unwrap_or(subject.role);
        let subject = survey::SurveySubject { role, ..subject };
        print_line(&format!("{}: trying `{}`", subject.role, subject.command));
        let mut found = survey_program(&subject, &cases, &settings)
            .map_err(|error| UsageError::from_rendered(error.render(is_colored(arguments))))?;
        // In which words it speaks is found out below.
        found.other_protocol = found.other_protocol.filter(|_| !arguments.dialect);
        print_line(&told::survey_lines(&found).iter().map(|line| format!("  {line}\n")).collect::<String>());
        surveys.push(found);
    }
    if surveys.iter().all(|found| found.state != SurveyState::Works) {
        return Err(UsageError::new(
            "no program could be tried out, so nothing was written; fix what is said above, then run init again",
        ));
    }
    write(arguments, &surveys)?;
    let file = arguments.output.display();
    if arguments.dialect {
        print_line(&format!("Wrote {file}."));
        let implementation = load_manifest(&arguments.output)
            .map_err(|error| UsageError::from_rendered(error.render(is_colored(arguments))))?;
        return dialect::write(arguments, &implementation, &settings);
    }
    let has_sessions = cases.iter().any(is_published);
    let session = if has_sessions { "the published sessions" } else { "the first case of each role" };
    print_line(&format!("Wrote {file}. Its first verdict, on {session}:\n"));
    first_verdict(arguments, &cases, settings)
}

/// The written cases of the current protocol.
fn load_cases(arguments: &InitArguments) -> Result<Vec<Case>, UsageError> {
    protocols::load_written_cases().map_err(|error| UsageError::from_rendered(error.render(is_colored(arguments))))
}

/// Refuses to begin what could not be ended.
fn check_place(arguments: &InitArguments) -> Result<(), UsageError> {
    let file = arguments.output.display();
    if arguments.output.exists() && !arguments.force {
        return Err(UsageError::new(format!(
            "{file} exists already: `sockspec run {file}` runs it, --force overwrites it, --output FILE writes another"
        )));
    }
    let dialect = dialect::protocol_file(arguments);
    if arguments.dialect && dialect.exists() && !arguments.force {
        return Err(UsageError::new(format!("{} exists already: --force writes it anew", dialect.display())));
    }
    // The commands are tried from the current folder; the manifest's commands start from the manifest's folder.
    let folder = arguments.output.parent().filter(|folder| !folder.as_os_str().is_empty());
    let here = |folder: &Path| folder.canonicalize().ok() == Path::new(".").canonicalize().ok();
    match folder {
        Some(folder) if !here(folder) => Err(UsageError::new(format!(
            "--output {file}: a manifest's commands start from its own folder; go there first: cd {}",
            folder.display()
        ))),
        _ => Ok(()),
    }
}

/// The programs that were named by flags, or in answer to questions.
fn collect_subjects(arguments: &InitArguments) -> Result<Vec<survey::SurveySubject>, UsageError> {
    let flags = &arguments.programs;
    if let Some(mistake) = flags.find_mistake() {
        return Err(UsageError::new(mistake));
    }
    let mut commands: Vec<(Role, String)> =
        flags.commands_by_role().map(|(role, command)| (role, command.clone())).collect();
    if commands.is_empty() {
        if !io::stdin().is_terminal() {
            return Err(UsageError::new(
                "name at least one program, as in: sockspec init --tcp-server 'python3 server.py'\n\
                 (--tcp-client, --udp-server and --udp-client name the others, and --program 'ROLE=COMMAND' any; on a \
                 terminal, init asks for them)",
            ));
        }
        commands = ask::ask_for_commands(io::stdin().lock(), io::stdout()).map_err(UsageError::new)?;
    }
    if commands.is_empty() {
        return Err(UsageError::new("no program was named, so there is nothing to write"));
    }
    let subject =
        |(role, command)| survey::SurveySubject { role, command, port: flags.port, reply_port: flags.reply_port };
    Ok(commands.into_iter().map(subject).collect())
}

fn write(arguments: &InitArguments, surveys: &[Survey]) -> Result<(), UsageError> {
    let name = arguments.programs.name.clone().unwrap_or_else(name_of_folder);
    // The protocol.toml that a dialect gets is not written yet.
    let protocol = if arguments.dialect { None } else { protocol_word() };
    let draft = Draft { name, protocol, programs: surveys.iter().map(told::draft_program).collect() };
    let mut options = OpenOptions::new();
    // Nothing is overwritten that came while the programs were tried.
    options.write(true).create(true).truncate(true).create_new(!arguments.force);
    let file = arguments.output.display();
    let cannot = |error: io::Error| UsageError::new(format!("{file} could not be written: {error}"));
    let mut open = options.open(&arguments.output).map_err(cannot)?;
    open.write_all(draft.to_toml().as_bytes()).map_err(cannot)?;
    Ok(())
}

/// How the manifest names the protocol, if it is not the default one; a folder below this one by a path from here.
fn protocol_word() -> Option<String> {
    let word = current_spec().typed_name()?;
    let here = std::env::current_dir().ok()?;
    let below = Path::new(&word).strip_prefix(here).ok().map(|path| format!("./{}", path.display()));
    Some(below.unwrap_or(word))
}

fn name_of_folder() -> String {
    let folder = std::env::current_dir().ok();
    let name = folder.as_deref().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
    name.unwrap_or_else(|| "mine".to_owned())
}

fn is_published(case: &Case) -> bool {
    case.id.as_str().split('/').nth(1) == Some("published")
}

/// Plays the published sessions, as `sockspec run` with the new manifest would. If the protocol has none, it plays the
/// first case of each role.
fn first_verdict(arguments: &InitArguments, cases: &[Case], settings: Settings) -> Result<u8, UsageError> {
    let color = is_colored(arguments);
    let implementation =
        load_manifest(&arguments.output).map_err(|error| UsageError::from_rendered(error.render(color)))?;
    let offers = |case: &Case| match case.id.subject() {
        Subject::Role(role) => implementation.programs.contains_key(&role),
        Subject::Pair(_) => true,
    };
    let cases: Vec<Case> = if cases.iter().any(is_published) {
        cases.iter().filter(|case| is_published(case) && offers(case)).cloned().collect()
    } else {
        implementation.programs.keys().map(|role| survey::first_case(*role, cases)).collect()
    };
    let cases: Vec<Arc<Case>> = cases.into_iter().map(Arc::new).collect();
    let style =
        if use_color(arguments.color, &io::stdout()) { Style::with_colours() } else { Style::without_colours() };
    let mut reporters = Reporters::with_no_reporter(true);
    reporters.add_reporter("standard output".to_owned(), Human::new(io::stdout(), style, Verbosity::Normal));
    let plan = Plan::new(vec![implementation], &cases, &[]);
    let summary = run_plan(&plan, &settings, |event| reporters.handle(&event));
    let code = reporters.finish().unwrap_or(summary.exit);
    let file = if arguments.output == Path::new(MANIFEST_NAME) {
        ".".to_owned()
    } else {
        arguments.output.display().to_string()
    };
    print_line(&format!("\nNext: `sockspec run {file}` runs the whole suite."));
    Ok(code)
}

fn is_colored(arguments: &InitArguments) -> bool {
    settings::use_color(arguments.color, &io::stderr())
}

/// Prints a line. A reader that closed the pipe wants no more.
fn print_line(text: &str) {
    let _ = writeln!(io::stdout(), "{}", text.trim_end_matches('\n'));
}
