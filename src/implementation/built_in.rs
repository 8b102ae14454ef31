//! The implementations inside sockspec itself: they work wherever the binary is installed.

use super::manifest::{self, MANIFEST_NAME};
use super::{Implementation, Origin};
use include_dir::{Dir, include_dir};
use std::path::PathBuf;
use std::sync::Arc;
use tempfile::TempDir;

/// The names that [`built_in`] knows, in the order in which they run.
pub const BUILT_IN_NAMES: [&str; 2] = ["reference", "original"];

static REFERENCE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/protocols/set-statistics/implementations/reference");
static ORIGINAL: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/protocols/set-statistics/implementations/original");

/// The built-in implementation of this name, if there is one, in a temporary folder that goes when its last copy does.
///
/// # Panics
///
/// When the system's temporary folder can't be written; [`named`](super::named()) gives that as an error.
pub fn built_in(name: &str) -> Option<Implementation> {
    extracted(name).map(|result| result.unwrap_or_else(|error| panic!("can't write to the temporary folder: {error}")))
}

/// The same, with the failure to write its folder.
pub(super) fn extracted(name: &str) -> Option<std::io::Result<Implementation>> {
    let known = BUILT_IN_NAMES.into_iter().find(|known| *known == name)?;
    let files = if known == "reference" { &REFERENCE } else { &ORIGINAL };
    Some(extract(known, files))
}

fn extract(name: &'static str, files: &Dir<'_>) -> std::io::Result<Implementation> {
    let folder = tempfile::Builder::new().prefix("sockspec-").tempdir()?;
    // Only programs and the manifest: what else stands beside them is for readers of the source.
    let needed =
        |path: &std::path::Path| path.extension().is_some_and(|extension| extension == "py" || extension == "toml");
    for file in files.files().filter(|file| needed(file.path())) {
        std::fs::write(folder.path().join(file.path()), file.contents())?;
    }
    Ok(described(name, files, folder))
}

/// The implementation that the embedded manifest describes; a test reads each, so it holds no mistake.
fn described(name: &'static str, files: &Dir<'_>, folder: TempDir) -> Implementation {
    let file = PathBuf::from(format!("protocols/set-statistics/implementations/{name}/{MANIFEST_NAME}"));
    let text = files.get_file(MANIFEST_NAME).and_then(|file| file.contents_utf8()).unwrap_or_default();
    match manifest::parse(text, &file, folder.path().to_path_buf(), Origin::BuiltIn(name.to_owned())) {
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
        assert_eq!(implementation.origin, Origin::BuiltIn(name.to_owned()));
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
        let (tcp, udp, reply) = (Port::Fixed(16000), Port::Fixed(15000), Port::Fixed(8000));
        assert_eq!(ports, [(tcp, tcp), (tcp, tcp), (udp, reply), (udp, reply)]);
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
