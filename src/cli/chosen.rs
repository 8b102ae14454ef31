//! Chooses the protocol of a command: the typed one, or the one that the manifests name.

use super::UsageError;
use super::arguments::Command;
use super::settings::use_color;
use crate::cli::arguments::ColorChoice;
use crate::engine::protocol::Protocol;
use crate::implementation::{MANIFEST_NAME, protocol_of};
use crate::protocol::{DEFAULT, FILE};
use crate::protocols;
use std::path::Path;

/// The protocol of a command.
pub(super) fn choose_protocol(typed: Option<&str>, command: &Command) -> Result<Protocol, UsageError> {
    let wanted = match typed {
        Some(typed) => typed.to_owned(),
        None => match of_report(command).map_or_else(|| of_manifests(command), |named| Ok(Some(named)))? {
            Some(named) => named,
            None => return Ok(protocols::default()),
        },
    };
    let color = use_color(ColorChoice::Auto, &std::io::stderr());
    protocols::load_named_protocol(&wanted).map_err(|error| UsageError::from_rendered(error.render(color)))
}

/// The protocol that the manifests of a command's implementations name, if they name one. One run tests one protocol.
fn of_manifests(command: &Command) -> Result<Option<String>, UsageError> {
    let mut first: Option<(&String, String)> = None;
    for implementation in typed_implementations(command) {
        let path = Path::new(implementation);
        let named = protocol_of(path).map(|named| resolve_protocol(path, &named));
        let Some(own) = named.or_else(|| enclosing_protocol(path)) else { continue };
        match &first {
            Some((other, theirs)) if !is_same(theirs, &own) => {
                return Err(UsageError::new(format!(
                    "one run tests one protocol: {other} is for {theirs}, and {implementation} for {own}; run them one \
                     after the other"
                )));
            }
            Some(_) => {}
            None => first = Some((implementation, own)),
        }
    }
    Ok(first.map(|(_, own)| own))
}

/// The protocol that the file of a trial, or a report, names.
fn of_report(command: &Command) -> Option<String> {
    match command {
        Command::Replay(replay) => {
            let table: toml::Table = std::fs::read_to_string(replay.file()).ok()?.parse().ok()?;
            Some(table.get("replay")?.get("protocol")?.as_str()?.to_owned())
        }
        Command::Merge(merge) => {
            #[derive(serde::Deserialize)]
            struct ManifestHead {
                protocol: Option<String>,
            }
            let file = std::fs::File::open(merge.first_file()?).ok()?;
            serde_json::from_reader::<_, ManifestHead>(std::io::BufReader::new(file)).ok()?.protocol
        }
        _ => None,
    }
}

/// Whether two texts name one protocol: two paths may lead to one folder.
fn is_same(one: &str, other: &str) -> bool {
    let folder = |text: &str| Path::new(text).canonicalize().ok();
    one == other || folder(one).is_some_and(|own| folder(other) == Some(own))
}

/// The folder of the protocol in whose `implementations` this one lies: `FOLDER/implementations/NAME`. The default
/// protocol needs no naming.
fn enclosing_protocol(implementation: &Path) -> Option<String> {
    let path = implementation.canonicalize().ok()?;
    let all = path.ancestors().find(|folder| folder.ends_with("implementations"))?;
    let is_protocol = |folder: &&Path| folder.join(FILE).is_file() && !folder.ends_with(DEFAULT);
    let folder = all.parent().filter(is_protocol)?;
    Some(folder.display().to_string())
}

/// A path in a manifest starts at the manifest's folder; a name is a built-in's.
fn resolve_protocol(implementation: &Path, named: &str) -> String {
    let is_path = named.starts_with('.') || named.contains('/');
    let file = if implementation.is_dir() { implementation.join(MANIFEST_NAME) } else { implementation.to_owned() };
    match file.parent() {
        Some(folder) if is_path => {
            let path = folder.join(named);
            path.canonicalize().unwrap_or(path).display().to_string()
        }
        _ => named.to_owned(),
    }
}

/// The implementations that were typed.
fn typed_implementations(command: &Command) -> &[String] {
    match command {
        Command::Run(run) => &run.implementations,
        Command::Matrix(matrix) => matrix.implementations(),
        Command::Diff(diff) => diff.implementations(),
        Command::Snapshot(snapshot) => snapshot.implementations(),
        Command::Qualify(qualify) => qualify.implementations(),
        _ => &[],
    }
}

/// Refuses a command that works with the default protocol alone.
pub(super) fn only_for_the_default(command: &str, instead: &str) -> Result<(), UsageError> {
    let current = crate::protocol::current_spec();
    if current == crate::protocol::default() {
        return Ok(());
    }
    let (name, default) = (&current.name, crate::protocol::DEFAULT);
    Err(UsageError::new(format!("{command} knows {default} alone, and not {name}: {instead}")))
}
