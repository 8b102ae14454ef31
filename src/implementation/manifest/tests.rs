use super::*;
use crate::implementation::{ConsoleMode, FilePlace, Input, Port, StopSignal};
use crate::set_statistics::Clause;
use rstest::rstest;
use std::time::Duration;

fn read(text: &str) -> Result<Implementation, FileError> {
    let file = PathBuf::from("sockspec.toml");
    parse(text, &file, PathBuf::from("/"), ManifestOrigin::Manifest(file.clone()))
}

/// The one program of a manifest whose role table is `body`.
fn read_program(role: &str, body: &str) -> super::super::Program {
    let manifest = read(&format!("name = \"x\"\n[{role}]\n{body}\n"));
    let implementation = manifest.unwrap_or_else(|error| panic!("{}", error.render(false)));
    implementation.programs.into_values().next().unwrap()
}

#[test]
fn what_is_left_out_has_a_plain_default() {
    let program = read_program("tcp-server", "command = './a'\nport = 16000");
    assert_eq!((program.console, program.stop), (ConsoleMode::Mixed, StopSignal::Interrupt));
    assert_eq!((program.input, program.port), (Input::Prompts, Port::Fixed(16000)));
    assert_eq!((program.cwd, program.time_limit, program.host, program.build), (None, None, None, None));
}

#[rstest]
#[case("command = ['a', '{port}']", Port::Assigned)]
#[case("command = 'a --port={port}'", Port::Assigned)]
#[case("command = 'a'\nenv = { PORT = '{port}' }", Port::Assigned)]
#[case("command = 'a'\nport = 0x3E80", Port::Fixed(16000))]
#[case("command = 'a {port}'\nport = 16_000", Port::Fixed(16000))]
fn the_port_is_fixed_or_assigned(#[case] body: &str, #[case] expected: Port) {
    assert_eq!(read_program("tcp-client", body).port, expected);
}

#[rstest]
#[case("command = 'a {port} {reply-port}'", Port::Assigned)]
#[case("command = 'a {port}'", Port::Fixed(8000))]
#[case("command = 'a {port}'\nreply-port = 9000", Port::Fixed(9000))]
fn the_reply_port_is_the_protocols_unless_said(#[case] body: &str, #[case] expected: Port) {
    assert_eq!(read_program("udp-client", body).reply_port, expected);
}

#[test]
fn every_key_is_read() {
    let body = "command = '''./a \"{message}\" {length}'''\nport = 15000\nenv = { A = '1' }\ncwd = '.'\n\
                build = ['{cc}', 'a.c']\nconsole = 'pipes'\nstop = 'terminate'\ninput = 'arguments'\n\
                time-limit = '500ms'\nhost = 'my-host.local'";
    let program = read_program("udp-client", body);
    assert_eq!(program.command, ["./a", "{message}", "{length}"]);
    assert_eq!(program.env, BTreeMap::from([("A".to_owned(), "1".to_owned())]));
    assert_eq!(program.cwd, Some(PathBuf::from(".")));
    assert_eq!(program.build.unwrap(), ["{cc}", "a.c"]);
    assert_eq!((program.console, program.stop), (ConsoleMode::Pipes, StopSignal::Terminate));
    assert_eq!(program.input, Input::Arguments);
    assert_eq!(program.time_limit, Some(Duration::from_millis(500)));
    assert_eq!(program.host.as_deref(), Some("my-host.local"));
}

#[test]
fn a_known_failure_knows_its_line() {
    let text = "name = 'x'\n[tcp-server]\ncommand = 'a'\nport = 1\n\n[[known-failing]]\ncase = 'a/*'\n\
                clause = 'TCP-S-5'\nreason = ' old '\n\n[[known-failing]]\ncase = 'b'\nclause = 'CON-4'\nreason = 'd'\n";
    let known = read(text).unwrap().known_failing;
    assert_eq!(known[0].case, "a/*");
    assert_eq!(known[0].clause, Clause::TcpS5);
    assert_eq!(known[0].reason, "old");
    assert_eq!(known[0].place, FilePlace { file: "sockspec.toml".into(), line: 6 });
    assert_eq!(known[1].place.to_string(), "sockspec.toml:11");
}

#[test]
fn a_folder_stands_for_its_manifest() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(MANIFEST_NAME), "name = 'x'\n[tcp-server]\ncommand = 'a'\nport = 1\n").unwrap();
    let of = load_manifest(folder.path()).unwrap();
    let from_file = load_manifest(&folder.path().join(MANIFEST_NAME)).unwrap();
    assert_eq!(of.home, from_file.home);
    assert!(of.home.is_absolute());
    assert_eq!(of.origin, ManifestOrigin::Manifest(folder.path().join(MANIFEST_NAME)));
}

#[rstest]
#[case("no/such.toml", "there is no file `no/such.toml`")]
#[case("src", "the folder `src` holds no sockspec.toml")]
fn a_manifest_that_is_not_there_is_said(#[case] path: &str, #[case] expected: &str) {
    assert_eq!(load_manifest(Path::new(path)).unwrap_err().to_string(), expected);
}

#[test]
fn a_file_that_is_no_text_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.toml");
    std::fs::write(&file, b"name = '\xff'").unwrap();
    assert!(load_manifest(&file).unwrap_err().to_string().ends_with("is not UTF-8 text: byte 9 does not fit"));
}

#[rstest]
fn no_text_makes_the_reader_panic(
    #[values("", "\u{feff}", "é", "name", "[", "[[known-failing]]", "known-failing = 1", "tcp-server.port = 1")]
    text: &str,
) {
    assert!(!read(text).unwrap_err().render(false).is_empty());
}
