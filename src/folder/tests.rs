use super::*;
use std::fs;
use tempfile::TempDir;

const TOML: &str =
    "name = \"x\"\ntitle = \"X\"\n[roles.tcp-server]\nside = \"server\"\ntransport = \"tcp\"\nport = 7\n";
const MARKDOWN: &str = "**`A-1` MUST.** It is there.\n";

/// A folder with these files.
fn make_folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

#[test]
fn a_folder_is_read_from_disk() {
    let folder = make_folder(&[(protocol::FILE, TOML), (protocol::TEXT, MARKDOWN)]);
    let read = ProtocolFolder::load(folder.path()).unwrap();
    assert_eq!((read.spec.name.as_str(), read.spec.clauses().count(), read.families.len()), ("x", 1, 0));
    assert!(matches!(&read.spec.home, Home::Folder(home) if home == folder.path()));
}

#[test]
fn what_is_missing_is_named() {
    let error = |folder: &Path| ProtocolFolder::load(folder).unwrap_err().render(false);
    assert!(error(Path::new("no/such/folder")).contains("there is no protocol folder `no/such/folder`"));
    let empty = make_folder(&[(protocol::FILE, TOML)]);
    assert!(error(empty.path()).contains("PROTOCOL.md` is missing"), "{}", error(empty.path()));
    let empty = make_folder(&[(protocol::TEXT, MARKDOWN)]);
    assert!(error(empty.path()).contains("protocol.toml` is missing"), "{}", error(empty.path()));
}

#[test]
fn a_file_that_is_no_text_is_refused() {
    let folder = make_folder(&[(protocol::FILE, TOML)]);
    fs::write(folder.path().join(protocol::TEXT), b"# \xff").unwrap();
    let error = ProtocolFolder::load(folder.path()).unwrap_err().render(false);
    assert!(error.contains("is not UTF-8 text: byte 3"), "{error}");
}

#[test]
fn a_folder_without_cases_says_where_they_go() {
    let folder = make_folder(&[(protocol::FILE, TOML), (protocol::TEXT, MARKDOWN)]);
    let read = ProtocolFolder::load(folder.path()).unwrap();
    assert!(read.load_cases().unwrap_err().render(false).contains("cases"));
}
