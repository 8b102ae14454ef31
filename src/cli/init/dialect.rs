//! `sockspec init --dialect`: programs that speak set-statistics in other words are tried out, and what they do otherwise is
//! written to a protocol.toml.

mod found;
mod probe;

use super::{InitArguments, print_line};
use crate::cli::UsageError;
use crate::engine::protocol::Protocol;
use crate::engine::settings::Settings;
use crate::engine::survey::SurveySubject;
use crate::implementation::{Implementation, MANIFEST_NAME};
use crate::protocol::FILE;
use crate::protocol::role::Transport;
use crate::protocols::{self, dialects};
use crate::set_statistics::dialect::{Dialect, to_toml};
use found::FoundDialect;
use probe::Probe;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The file that is written, beside the manifest.
pub(super) fn protocol_file(arguments: &InitArguments) -> PathBuf {
    let folder = arguments.output.parent().unwrap_or(Path::new(""));
    folder.join(FILE)
}

/// The protocol in which the programs are tried out: the current one. If their clients take the message alone as an
/// argument, it is one that has no length.
pub(super) fn assumed_protocol(subjects: &[SurveySubject]) -> Result<Protocol, UsageError> {
    let has = |placeholder| subjects.iter().any(|subject| subject.command.contains(placeholder));
    if has("{message}") && !has("{length}") {
        return dialects::without_length().map_err(|error| UsageError::from_rendered(error.render(false)));
    }
    Ok(protocols::current_protocol())
}

/// Tries the programs out, writes what they do otherwise, and has the manifest name it.
pub(super) fn write(
    arguments: &InitArguments,
    implementation: &Implementation,
    settings: &Settings,
) -> Result<u8, UsageError> {
    let probe = Probe { implementation, settings };
    let mut found = FoundDialect::new(implementation);
    for transport in [Transport::Tcp, Transport::Udp] {
        found.take_in_clients_words(&probe, transport);
        found.take_in_server(&probe, transport);
        found.take_in_clients_results(&probe, transport);
    }
    let name = arguments.programs.name.clone().unwrap_or_else(super::name_of_folder);
    let file = protocol_file(arguments);
    if found.dialect == Dialect::default() && found.remarks.iter().all(|remark| remark.is_certain) {
        print_line(
            "These programs speak the set-statistics protocol itself, and no dialect: no protocol.toml is needed.",
        );
        return Ok(0);
    }
    let text = to_toml(&plain_name(&name), &found.dialect, found.ports, &found.remarks);
    write_protocol_file(&file, &text, arguments.force)?;
    fit_the_manifest(&arguments.output, &found.dialect)?;
    print_line(&format!("Wrote {}:\n\n{text}", file.display()));
    let what = if arguments.output == Path::new(MANIFEST_NAME) {
        ".".to_owned()
    } else {
        arguments.output.display().to_string()
    };
    print_line(&format!("Next: `sockspec run {what}` plays the suite in these words."));
    Ok(0)
}

fn write_protocol_file(file: &Path, text: &str, force: bool) -> Result<(), UsageError> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true).create_new(!force);
    let cannot = |error: std::io::Error| UsageError::new(format!("{} could not be written: {error}", file.display()));
    options.open(file).and_then(|mut open| open.write_all(text.as_bytes())).map_err(cannot)
}

/// The manifest says which protocol its programs speak, and gives clients no length if that has none.
fn fit_the_manifest(manifest: &Path, dialect: &Dialect) -> Result<(), UsageError> {
    let cannot = |error: std::io::Error| UsageError::new(format!("{}: {error}", manifest.display()));
    let mut text = std::fs::read_to_string(manifest).map_err(cannot)?;
    if let Some(at) = text.find("\nname = ").and_then(|at| Some(at + 1 + text[at + 1..].find('\n')?)) {
        text.insert_str(at, "\nprotocol = \".\"");
    }
    if !dialect.length.is_asked() {
        text = text.replace(", \"{length}\"", "");
    }
    std::fs::write(manifest, text).map_err(cannot)
}

/// A name as a protocol has one: small letters, digits and hyphens.
fn plain_name(name: &str) -> String {
    let letter = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let name: String = name.chars().map(letter).collect();
    if name.starts_with(|first: char| first.is_ascii_lowercase()) {
        name
    } else {
        format!("lab-{name}").trim_end_matches('-').to_owned()
    }
}
