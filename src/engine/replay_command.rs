//! How a trial is shown again: the command, and the artifact that a failing one leaves.

use super::event::ArtifactPlace;
use super::plan::{Plan, Trial};
use super::settings::Settings;
use crate::case::{Case, CaseId, REGRESSIONS, Source, to_toml};
use crate::differential::Strictness;
use crate::generate::fingerprint;
use crate::implementation::{Implementation, ManifestOrigin, Program};
use crate::protocol::clause::ClauseId;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The command that plays this trial again, as typed into a shell: from its artifact, if it left one.
pub(super) fn command_to_replay(trial: &Trial, settings: &Settings, artifact: Option<&ArtifactPlace>) -> String {
    match artifact {
        Some(place) => {
            join_for_shell(&["sockspec".to_owned(), "replay".to_owned(), place.path().display().to_string()])
        }
        None => run_command(trial, settings),
    }
}

/// The command that runs this trial alone, as often as in this run.
pub(super) fn run_command(trial: &Trial, settings: &Settings) -> String {
    let mut words = vec!["sockspec".to_owned()];
    match &trial.client {
        None => {
            words.push("run".to_owned());
            words.extend(of_protocol(settings));
            words.extend(implementation_words(&trial.implementation));
        }
        Some(client) => {
            words.push("matrix".to_owned());
            words.extend(of_protocol(settings));
            words.extend(implementation_words(client));
            if !Arc::ptr_eq(client, &trial.implementation) {
                words.extend(implementation_words(&trial.implementation));
            }
            let cell = ["--client", &client.name, "--server", &trial.implementation.name];
            words.extend(cell.map(str::to_owned));
        }
    }
    words.extend(settings.cases.iter().flat_map(|folder| ["--cases".to_owned(), folder.display().to_string()]));
    words.extend(["--run".to_owned(), trial.case.id.to_string(), "--trace".to_owned()]);
    if let Source::Generator { seed, .. } = &trial.case.source {
        words.extend(["--seed".to_owned(), seed.to_string()]);
    }
    if settings.repeat.get() > 1 {
        words.extend(["--repeat".to_owned(), settings.repeat.to_string()]);
    }
    join_for_shell(&words)
}

/// The command that plays this case to both implementations again.
pub(super) fn diff_command(pair: &[Trial; 2], settings: &Settings, strictness: Strictness) -> String {
    let mut words = vec!["sockspec".to_owned(), "diff".to_owned()];
    words.extend(of_protocol(settings));
    words.extend(pair.iter().flat_map(|trial| implementation_words(&trial.implementation)));
    words.extend(settings.cases.iter().flat_map(|folder| ["--cases".to_owned(), folder.display().to_string()]));
    words.extend(["--run".to_owned(), pair[0].case.id.to_string()]);
    if let Source::Generator { seed, .. } = &pair[0].case.source {
        words.extend(["--seed".to_owned(), seed.to_string()]);
    }
    words.extend((strictness == Strictness::Exact).then(|| "--exact".to_owned()));
    join_for_shell(&words)
}

/// The option that names the protocol, if it is not the default one.
fn of_protocol(settings: &Settings) -> impl Iterator<Item = String> {
    settings.protocol.spec.typed_name().into_iter().flat_map(|word| ["--protocol".to_owned(), word])
}

/// How an implementation was named on the command line.
fn implementation_words(implementation: &Implementation) -> Vec<String> {
    match &implementation.origin {
        ManifestOrigin::BuiltIn(name) => vec![name.clone()],
        ManifestOrigin::Manifest(path) => vec![path.display().to_string()],
        ManifestOrigin::Shared { manifest, folder } => {
            vec!["--manifest".to_owned(), manifest.display().to_string(), folder.display().to_string()]
        }
        ManifestOrigin::AdHoc(flags) => flags.clone(),
    }
}

/// The path of the trial's artifact below `folder`: `original/tcp-server.robust.leaves.toml`. In a cell of a matrix it
/// is `client's/server's/case`.
pub(super) fn place_artifact(plan: &Plan, trial: &Trial, folder: &Path) -> ArtifactPlace {
    let subject = trial.case.id.subject();
    let cast = trial.cast();
    let programs = subject.roles().into_iter().filter_map(|role| cast.implementation_for(role).programs.get(&role));
    let players = trial.client.iter().chain([&trial.implementation]);
    let folders: PathBuf = players.map(|player| folder_name(plan, player)).collect();
    ArtifactPlace {
        folder: folder.to_owned(),
        file: folders.join(file_name(&trial.case.id)),
        origin: trial.implementation.origin.clone(),
        client: trial.client.as_ref().map(|client| client.origin.clone()),
        commands: programs.map(|program: &Program| (program.role, join_manifest_words(&program.command))).collect(),
    }
}

/// The id of the simplest case for a clause: below that of the generated one.
///
/// # Panics
/// Never: an id goes on with a slash and a name.
pub(super) fn shrunk_id(id: &CaseId, clause: ClauseId) -> CaseId {
    format!("{id}/{}", clause.to_string().to_lowercase()).parse().expect("an id goes on with a slash and a name")
}

/// The path at which a failed case is kept, to be played first from now on: beside the manifest, if there is one. An
/// implementation that comes with sockspec, or that was typed as a command, has no such path.
pub(super) fn regression_path(trial: &Trial, clause: ClauseId) -> Option<PathBuf> {
    let folder = trial.implementation.origin.folder()?.join(REGRESSIONS);
    let steps = Case { source: Source::File(String::new()), ..trial.case.as_ref().clone() };
    let name = format!("{}-{:08x}.toml", clause.to_string().to_lowercase(), fingerprint(&to_toml(&steps)) as u32);
    Some(folder.join(trial.case.id.subject().to_string()).join(name))
}

fn file_name(id: &CaseId) -> String {
    format!("{}.toml", id.as_str().replace('/', "."))
}

/// The implementation's name as a folder; a second one of the same name gets a number.
fn folder_name(plan: &Plan, implementation: &Arc<Implementation>) -> String {
    let own = implementation.as_folder();
    let before = plan.implementations.iter().take_while(|other| !Arc::ptr_eq(other, implementation));
    match before.filter(|other| other.as_folder() == own).count() {
        0 => own,
        others => format!("{own}-{}", others + 1),
    }
}

/// A command as a manifest has it: placeholders need no quotation marks.
fn join_manifest_words(words: &[String]) -> String {
    let quoted = words.iter().map(|word| match word.replace(['{', '}'], "") {
        plain if shlex::try_quote(&plain).is_ok_and(|quoted| *quoted == *plain) => word.clone(),
        _ => join_for_shell(std::slice::from_ref(word)),
    });
    quoted.collect::<Vec<_>>().join(" ")
}

fn join_for_shell(words: &[String]) -> String {
    shlex::try_join(words.iter().map(String::as_str)).unwrap_or_else(|_| words.join(" "))
}
