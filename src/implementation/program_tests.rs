use super::*;
use crate::set_statistics::role::REPLY_PORT;
use crate::set_statistics::role::udp_client;
use rstest::rstest;

fn make_program(command: &[&str]) -> Program {
    Program {
        role: udp_client(),
        command: command.iter().map(|word| (*word).to_owned()).collect(),
        cwd: None,
        env: BTreeMap::new(),
        port: Port::Assigned,
        reply_port: Port::Fixed(REPLY_PORT),
        input: Input::Arguments,
        console: ConsoleMode::Mixed,
        stop: StopSignal::Interrupt,
        operations: BTreeMap::new(),
        time_limit: None,
        budget: None,
        host: None,
        address: None,
        build: None,
        shim: None,
    }
}

fn sample_values() -> PlaceholderValues {
    PlaceholderValues {
        port: 15000,
        reply_port: 8000,
        typed: vec![b"5 {port} 6".to_vec(), b"2".to_vec()],
        folder: "/f".into(),
    }
}

#[rstest]
#[case("--to={port}:{reply-port}", "--to=15000:8000")]
#[case("{message}", "5 {port} 6")]
#[case("{length}", "2")]
#[case("{home}/x", "/home/of it/x")]
#[case("{{{port}}}", "{15000}")]
fn every_placeholder_is_filled_once(#[case] word: &str, #[case] expected: &str) {
    let launch = make_program(&["run", word]).launch(Path::new("/home/of it"), &sample_values()).unwrap();
    assert_eq!(launch.argv, ["run", expected]);
    assert_eq!(launch.cwd, Path::new("/home/of it"));
}

#[rstest]
#[case("server", "server")]
#[case("/usr/bin/env", "/usr/bin/env")]
#[case("./server", "/home/bin/server")]
#[case("target/server", "/home/bin/target/server")]
fn only_a_path_is_anchored_in_the_folder(#[case] command: &str, #[case] expected: &str) {
    let mut program = make_program(&[command]);
    program.cwd = Some("bin".into());
    let launch = program.launch(Path::new("/home"), &sample_values()).unwrap();
    assert_eq!((launch.argv[0].as_os_str(), launch.cwd.as_path()), (expected.as_ref(), Path::new("/home/bin")));
}

#[test]
fn the_environment_is_filled_too() {
    let mut program = make_program(&["run"]);
    program.env.insert("PORT".to_owned(), "{port}".to_owned());
    let launch = program.launch(Path::new("/"), &sample_values()).unwrap();
    assert_eq!(launch.env, BTreeMap::from([("PORT".to_owned(), "15000".to_owned())]));
}

#[test]
fn the_running_binary_is_sockspec() {
    let launch = make_program(&["{sockspec}"]).launch(Path::new("/"), &sample_values()).unwrap();
    assert_eq!(Path::new(&launch.argv[0]), std::env::current_exe().unwrap());
}

#[rstest]
#[case(None, "there is nothing to put for {message}")]
#[case(Some(b"5\0".to_vec()), "an argument can't hold a NUL byte")]
#[case(Some(b"5\xff".to_vec()), "an argument that is not UTF-8 does not reach every program")]
fn an_input_that_no_argument_can_carry_is_said(#[case] message: Option<Vec<u8>>, #[case] expected: &str) {
    let values = PlaceholderValues { typed: message.into_iter().collect(), ..sample_values() };
    assert_eq!(make_program(&["run", "{message}"]).launch(Path::new("/"), &values).unwrap_err().what, expected);
}

#[test]
fn a_build_knows_no_ports() {
    let mut program = make_program(&["./a"]);
    program.env.insert("PORT".to_owned(), "{port}".to_owned());
    assert_eq!(program.build_launch(Path::new("/home")), Ok(None));
    program.build = Some(vec!["make".to_owned(), "{{a}}".to_owned()]);
    let launch = program.build_launch(Path::new("/home")).unwrap().unwrap();
    assert_eq!(launch.argv, ["make", "{a}"]);
    assert_eq!(launch.env, BTreeMap::new());
}
