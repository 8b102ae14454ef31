//! The implementations inside sockspec itself: they work wherever the binary is installed.

use super::manifest::{self, MANIFEST_NAME};
use super::{Implementation, ManifestOrigin};
use crate::protocol::{Home, current_spec, embedded};
use include_dir::Dir;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;

/// The names of a protocol's own implementations that run by default, in the order in which they run.
const FIRST: [&str; 2] = ["reference", "original"];

/// The names of the current protocol's own implementations: first those that run by default.
pub fn built_in_names() -> Vec<String> {
    let mut names = match &current_spec().home {
        Home::BuiltIn => of_current().map_or_else(Vec::new, |dir| dir.dirs().filter_map(name_of).collect()),
        Home::Folder(home) => of_dialect().into_iter().map(str::to_owned).chain(on_disk(home)).collect(),
    };
    names.dedup();
    names.sort_by_key(|name| (FIRST.iter().position(|first| first == name).unwrap_or(FIRST.len()), name.clone()));
    names
}

/// Those of them that run by default.
pub fn default_names() -> Vec<String> {
    built_in_names().into_iter().filter(|name| FIRST.contains(&name.as_str())).collect()
}

/// The implementations in a protocol's folder.
fn on_disk(home: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(home.join("implementations")).into_iter().flatten().filter_map(Result::ok);
    let with_manifest = entries.filter(|entry| entry.path().join(MANIFEST_NAME).is_file());
    with_manifest.filter_map(|entry| entry.file_name().into_string().ok()).collect()
}

/// The implementation of its base that speaks a dialect too, unless the dialect's folder has one of this name.
fn of_dialect() -> Option<&'static str> {
    let Home::Folder(home) = &current_spec().home else { return None };
    let has_own = home.join("implementations").join(FIRST[0]).is_dir();
    (current_spec().base.is_some() && !has_own).then_some(FIRST[0])
}

fn of_current() -> Option<&'static Dir<'static>> {
    match &current_spec().home {
        Home::BuiltIn => embedded::folder_below(&current_spec().name, "implementations"),
        Home::Folder(_) => None,
    }
}

fn name_of(dir: &Dir<'_>) -> Option<String> {
    dir.path().file_name()?.to_str().map(str::to_owned)
}

/// The built-in implementation of this name, if there is one, in a temporary folder that goes when its last copy does.
///
/// # Panics
///
/// When the system's temporary folder can't be written; [`load_named_implementation`](super::load_named_implementation()) gives that as an error.
pub fn built_in(name: &str) -> Option<Implementation> {
    extract_built_in(name)
        .map(|result| result.unwrap_or_else(|error| panic!("can't write to the temporary folder: {error}")))
}

/// The same, with the failure to write its folder.
pub(super) fn extract_built_in(name: &str) -> Option<std::io::Result<Implementation>> {
    if of_dialect() == Some(name) {
        let base = current_spec().base.as_ref()?;
        let files = embedded::folder_below(&base.spec.name, "implementations")?;
        let files = files.dirs().find(|dir| name_of(dir).as_deref() == Some(name))?;
        return Some(extract_files(name, files).map(speaking_the_dialect));
    }
    let files = of_current()?.dirs().find(|dir| name_of(dir).as_deref() == Some(name))?;
    Some(extract_files(name, files))
}

/// The base's reference, with an argument that names the dialect to speak.
fn speaking_the_dialect(mut reference: Implementation) -> Implementation {
    let Some(word) = current_spec().typed_name() else { return reference };
    let word = word.replace('{', "{{").replace('}', "}}");
    for program in reference.programs.values_mut() {
        program.command.extend(["--protocol".to_owned(), word.clone()]);
    }
    reference
}

fn extract_files(name: &str, files: &Dir<'_>) -> std::io::Result<Implementation> {
    let folder = tempfile::Builder::new().prefix("sockspec-").tempdir()?;
    // Files for readers of the source are not needed.
    let needed = |path: &std::path::Path| {
        path.extension().is_some_and(|extension| ["py", "toml", "conf"].iter().any(|known| extension == *known))
    };
    for file in files.files().filter(|file| needed(file.path())) {
        let Some(name) = file.path().file_name() else { continue };
        std::fs::write(folder.path().join(name), file.contents())?;
    }
    Ok(read_embedded_manifest(name, files, folder))
}

/// The implementation that the embedded manifest describes; a test reads each, so it holds no mistake.
fn read_embedded_manifest(name: &str, files: &Dir<'_>, folder: TempDir) -> Implementation {
    let file = PathBuf::from(format!("protocols/{}/implementations/{name}/{MANIFEST_NAME}", current_spec().name));
    let text =
        files.get_file(files.path().join(MANIFEST_NAME)).and_then(|file| file.contents_utf8()).unwrap_or_default();
    match manifest::parse(text, &file, folder.path().to_path_buf(), ManifestOrigin::BuiltIn(name.to_owned())) {
        Ok(implementation) => Implementation { folder: Some(Arc::new(folder)), ..implementation },
        Err(error) => panic!("{}", error.render(false)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::implementation::Port;
    use crate::set_statistics::role::udp_client;

    use rstest::rstest;
    use std::path::Path;

    #[rstest]
    fn every_built_in_offers_all_roles(#[values("reference", "original")] name: &'static str) {
        let implementation = built_in(name).unwrap();
        assert_eq!(implementation.name, name);
        assert_eq!(implementation.origin, ManifestOrigin::BuiltIn(name.to_owned()));
        assert!(implementation.programs.keys().copied().eq(crate::protocol::default().roles()));
    }

    #[test]
    fn the_original_is_extracted_to_the_letter_and_removed_with_its_last_copy() {
        let original = built_in("original").unwrap();
        let home = original.home.clone();
        let mut names: Vec<_> = std::fs::read_dir(&home).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, ["clientTCP.py", "clientUDP.py", "serverTCP.py", "serverUDP.py", "sockspec.toml"]);
        let source = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("protocols/set-statistics/implementations/original/serverUDP.py");
        assert_eq!(std::fs::read(home.join("serverUDP.py")).unwrap(), std::fs::read(source).unwrap());
        let copy = original.clone();
        drop(original);
        assert!(home.exists());
        drop(copy);
        assert!(!home.exists());
    }

    #[test]
    fn the_ports_of_the_original_are_the_posts() {
        let programs = built_in("original").unwrap().programs;
        let ports = crate::protocol::default()
            .roles()
            .map(|role| (programs[&role].port, programs[&role].reply_port))
            .collect::<Vec<_>>();
        let [tcp, udp, reply, none] = [16000, 15000, 8000, 0].map(Port::Fixed);
        assert_eq!(ports, [(tcp, none), (tcp, none), (udp, reply), (udp, reply)]);
    }

    #[test]
    fn the_reference_takes_its_ports_and_another_binary() {
        let reference = built_in("reference").unwrap().with_sockspec(Path::new("/bin/{sock}spec"));
        let client = &reference.programs[&udp_client()];
        assert_eq!((client.port, client.reply_port), (Port::Assigned, Port::Assigned));
        assert_eq!(client.command[0], "/bin/{{sock}}spec");
    }

    #[test]
    fn another_name_is_no_built_in() {
        assert!(built_in("orginal").is_none());
    }
}
