//! `sockspec init`: it finds out by itself how programs are called and which ports they use, and never overwrites.

use super::{Bench, Outcome, has_namespaces, skipped};
use sockspec::implementation::{Implementation, Input, Port, StopSignal, Tool, load_manifest};
use sockspec::set_statistics::role;
use std::fs;
use std::path::Path;

/// Runs init with these flags; what it wrote.
pub(super) fn init(bench: &Bench, flags: &[&str]) -> (Outcome, Implementation) {
    let outcome = bench.run(&[&["init"], flags].concat());
    let written = load_manifest(&bench.path("sockspec.toml")).unwrap_or_else(|error| panic!("{error}\n{outcome:?}"));
    (outcome, written)
}

#[test]
fn ports_arguments_and_parameters_are_found() {
    if !has_namespaces() {
        return;
    }
    let bench = Bench::new();
    let tcp_server = bench.script("tcp-server.sh", "exec \"$sockspec\" reference tcp-server --port 5050");
    let asks = "[ $# -eq 2 ] || exit 64\n\
                printf '%s\\n%s\\n' \"$1\" \"$2\" | \"$sockspec\" reference tcp-client --port 5050";
    let tcp_client = bench.script("tcp-client.sh", asks);
    let udp_server =
        bench.script("udp-server.sh", "exec \"$sockspec\" reference udp-server --port \"${1:?}\" --reply-port 9000");
    let udp_client =
        bench.script("udp-client.sh", "exec \"$sockspec\" reference udp-client --port 7000 --reply-port 9000");
    let flags = ["--tcp-server", &tcp_server, "--tcp-client", &tcp_client, "--name", "four"];
    let more = ["--udp-server", &udp_server, "--udp-client", &udp_client];
    let (outcome, written) = init(&bench, &[&flags[..], &more].concat());
    let program = |role| &written.programs[&role];
    assert_eq!(written.name, "four");
    assert_eq!(program(role::tcp_server()).port, Port::Fixed(5050), "{outcome:?}");
    assert_eq!(program(role::tcp_client()).port, Port::Fixed(5050), "{outcome:?}");
    assert_eq!(program(role::tcp_client()).input, Input::Arguments, "{outcome:?}");
    assert_eq!(program(role::tcp_server()).command, [tcp_server]);
    assert_eq!(program(role::udp_server()).command, [udp_server, "{port}".to_owned()]);
    assert_eq!(program(role::udp_server()).reply_port, Port::Fixed(9000), "{outcome:?}");
    let client = program(role::udp_client());
    assert_eq!((client.port, client.reply_port, client.input), (Port::Fixed(7000), Port::Fixed(9000), Input::Prompts));
    // The first verdict: the client's prompts come unasked for, and all else is right.
    assert!(outcome.out.contains("Wrote sockspec.toml"), "{outcome:?}");
    assert!(outcome.out.contains("0 faults in"), "{outcome:?}");
    assert!(outcome.out.contains("four  udp-client     1 case   pass"), "{outcome:?}");
}

#[test]
fn output_that_is_held_back_is_told() {
    let bench = Bench::new();
    let body = "\"$sockspec\" reference tcp-server > held-back &\ntrap 'cat held-back; exit' INT\nwait; wait";
    let outcome = bench.run(&["init", "--tcp-server", &bench.script("server.sh", body)]);
    outcome.assert_code(0);
    assert!(outcome.out.contains("holds its output back"), "{outcome:?}");
    assert!(fs::read_to_string(bench.path("sockspec.toml")).unwrap().contains("# Holds its output back"));
}

#[test]
fn a_signal_that_is_not_heeded_is_found() {
    let bench = Bench::new();
    let deaf = bench.script("deaf.sh", "trap '' INT\nexec \"$sockspec\" reference tcp-server");
    let (outcome, written) = init(&bench, &["--tcp-server", &deaf]);
    outcome.assert_code(0);
    assert_eq!(written.programs[&role::tcp_server()].stop, StopSignal::Terminate, "{outcome:?}");
}

#[test]
fn a_manifest_is_never_overwritten_unasked() {
    let bench = Bench::new();
    let server = bench.reference("tcp-server");
    let file = bench.file("sockspec.toml", "mine");
    let refused = bench.run(&["init", "--tcp-server", &server]);
    refused.assert_code(2);
    assert!(refused.err.contains("--force"), "{refused:?}");
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
    bench.run(&["init", "--tcp-server", &server, "--force"]).assert_code(0);
    assert!(load_manifest(file.as_ref()).is_ok());
}

#[test]
fn what_can_not_be_tried_out_is_not_written_down() {
    let bench = Bench::new();
    let dies = bench.script("dies.sh", "echo 'no such luck' >&2; exit 3");
    for command in [dies.as_str(), "/no/such/program"] {
        let outcome = bench.run(&["init", "--tcp-server", command]);
        outcome.assert_code(2);
        assert!(outcome.err.contains("nothing was written"), "{outcome:?}");
        assert!(!bench.path("sockspec.toml").exists());
    }
    let outcome = bench.run(&["init", "--tcp-server", &dies]);
    assert!(outcome.out.contains("it said: no such luck"), "{outcome:?}");
}

#[test]
fn without_a_terminal_and_without_commands_it_says_what_to_write() {
    let outcome = Bench::new().run(&["init"]);
    outcome.assert_code(2);
    assert!(outcome.err.contains("sockspec init --tcp-server"), "{outcome:?}");
}

/// The harness's packets to a client are no sign of the client: neither of its ports, nor that it sends at all.
#[test]
fn a_client_that_sends_nothing_is_said_to_have_sent_nothing() {
    let bench = Bench::new();
    let dies = bench.script("dies.sh", "echo 'SyntaxError: invalid syntax' >&2; exit 3");
    for (command, status) in [("true", "exits with code 0"), (dies.as_str(), "exits with code 3")] {
        for role in ["--udp-client", "--tcp-client"] {
            let outcome = bench.run(&["init", role, command]);
            outcome.assert_code(2);
            assert!(outcome.out.contains(&format!("it sends nothing and {status}")), "{outcome:?}");
            assert!(!outcome.out.contains("from port") && !bench.path("sockspec.toml").exists(), "{outcome:?}");
        }
    }
    let outcome = bench.run(&["init", "--udp-client", &dies]);
    assert!(outcome.out.contains("it said: SyntaxError: invalid syntax"), "{outcome:?}");
}

/// Beside a program that works, one that showed no ports gets those of the protocol, and the manifest says that these
/// are not its own.
#[test]
fn no_port_is_made_up_for_a_client_that_sends_nothing() {
    let bench = Bench::new();
    let (server, dies) = (bench.reference("udp-server"), bench.script("dies.sh", "exit 1"));
    let (outcome, written) = init(&bench, &["--udp-server", &server, "--udp-client", &dies]);
    let client = &written.programs[&role::udp_client()];
    assert_eq!((client.port, client.reply_port), (Port::Fixed(15000), Port::Fixed(8000)), "{outcome:?}");
    let text = fs::read_to_string(bench.path("sockspec.toml")).unwrap();
    let (_, entry) = text.split_once("[udp-client]").unwrap();
    assert!(entry.contains("# the protocol's; the program showed none"), "{text}");
    assert!(!entry.contains("reply-port"), "{text}");
}

/// A port that the system gives is another one at each start: it is no fact about the program.
#[test]
fn a_port_that_the_system_gave_is_not_written_down() {
    if !has_namespaces() {
        return;
    }
    let bench = Bench::new();
    let body = "exec \"$sockspec\" reference udp-client --fault udp-client/sending/not-bound";
    let (outcome, written) = init(&bench, &["--udp-client", &bench.script("unbound.sh", body)]);
    assert_eq!(written.programs[&role::udp_client()].reply_port, Port::Fixed(8000), "{outcome:?}");
    let text = fs::read_to_string(bench.path("sockspec.toml")).unwrap();
    assert!(!text.contains("reply-port"), "{text}");
    for text in ["sends to port 15000, from any free port", "the protocol asks for 8000: replies", "not from 8000"] {
        assert!(outcome.out.contains(text), "{text}: {outcome:?}");
    }
}

/// A high port that is bound is the program's own all the same.
#[test]
fn a_high_port_that_a_client_binds_is_written_down() {
    if !has_namespaces() {
        return;
    }
    let bench = Bench::new();
    let body = "exec \"$sockspec\" reference udp-client --reply-port 41000";
    let (outcome, written) = init(&bench, &["--udp-client", &bench.script("high.sh", body)]);
    assert_eq!(written.programs[&role::udp_client()].reply_port, Port::Fixed(41000), "{outcome:?}");
}

/// Of several attempts the one is shown that says what the program lacks, not one in which it hangs.
#[test]
fn the_error_of_a_program_is_shown_with_its_place() {
    let bench = Bench::new();
    let traceback = "Traceback (most recent call last):\\n  File \"client.py\", line 4, in <module>\\n    \
                     port = sys.argv[1]\\nIndexError: list index out of range\\n";
    let body = format!("[ $# -gt 0 ] && exec sleep 600\nprintf '{traceback}' >&2\nexit 1");
    let outcome = bench.run(&["init", "--tcp-client", &bench.script("client.sh", &body)]);
    outcome.assert_code(2);
    for line in
        ["File \"client.py\", line 4, in <module>", "    port = sys.argv[1]", "IndexError: list index out of range"]
    {
        assert!(outcome.out.contains(line), "{line}: {outcome:?}");
    }
    assert!(outcome.out.contains("it sends nothing and exits with code 1"), "{outcome:?}");
}

#[test]
fn a_server_of_the_other_transport_is_said_to_be_one() {
    let bench = Bench::new();
    let (udp, tcp) = (bench.reference("udp-server"), bench.reference("tcp-server"));
    for (role, command, said) in [
        ("--tcp-server", &udp, "it took UDP port 15000 instead: name it with --udp-server"),
        ("--udp-server", &tcp, "it took TCP port 16000 instead: name it with --tcp-server"),
    ] {
        let outcome = bench.run(&["init", role, command]);
        outcome.assert_code(2);
        let flat = outcome.out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(said), "{outcome:?}");
    }
}

/// The most frequent slip: the program's file in place of the command.
#[test]
fn a_file_that_is_no_command_is_said_how_to_start() {
    let bench = Bench::new();
    bench.file("server.py", "print()");
    for arguments in
        [&["run", "--role", "tcp-server", "--tcp-server", "server.py"][..], &["init", "--tcp-server", "server.py"]]
    {
        let outcome = bench.run(arguments);
        let flat = outcome.out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains("write how you start it, as in \"python3 server.py\""), "{outcome:?}");
        assert!(!flat.contains("manifest"), "{outcome:?}");
    }
}

/// Nothing can be watched on the host's network: a server's port is found all the same, and what is taken on trust is
/// said.
#[test]
fn on_the_host_a_servers_port_is_found_and_a_clients_is_taken_on_trust() {
    let bench = Bench::new();
    let server = bench.script("server.sh", "exec \"$sockspec\" reference tcp-server --port 24817");
    let client = bench.reference("udp-client");
    let outcome = bench.run_on_host(&["init", "--tcp-server", &server, "--udp-client", &client]);
    outcome.assert_code(0);
    let written = load_manifest(&bench.path("sockspec.toml")).unwrap();
    assert_eq!(written.programs[&role::tcp_server()].port, Port::Fixed(24817), "{outcome:?}");
    assert!(outcome.out.contains("could not be watched"), "{outcome:?}");
}

/// A user who has a manifest means that, more often than the built-in programs.
#[test]
fn a_run_without_a_name_says_that_the_manifest_takes_no_part() {
    let bench = Bench::new();
    let server = bench.reference("tcp-server");
    bench.run(&["init", "--tcp-server", &server]).assert_code(0);
    let outcome = bench.run(&["run", "--run", "tcp-client/published", "--role", "tcp-client", "--generated", "0"]);
    assert!(outcome.err.contains("`sockspec run .` plays it"), "{outcome:?}");
    let outcome = bench.run(&["run", ".", "--run", "tcp-server/published"]);
    assert!(outcome.code == Some(0) && outcome.err.is_empty(), "{outcome:?}");
}

/// A program that is tried out is confined as in a run: the server waits until it sees the limit.
#[test]
fn programs_that_are_tried_out_have_their_limits() {
    let bench = Bench::new();
    let body = "until [ \"$(ulimit -n)\" = 99 ]; do :; done; exec \"$sockspec\" reference tcp-server";
    let server = bench.script("server.sh", body);
    let limits = ["--limit-descriptors", "99", "--limit-start", "30s"];
    let (outcome, _) = init(&bench, &[&["--tcp-server", &server][..], &limits].concat());
    outcome.assert_code(0);
}

/// A word of a traceback is not taken for a name that was looked up: `ModuleNotFoundError` holds `ENOTFOUND`.
#[test]
fn a_missing_module_is_no_missing_host() {
    let bench = Bench::new();
    let dies = bench.script("dies.sh", "echo \"ModuleNotFoundError: No module named 'nmpy'\" >&2; exit 1");
    let outcome = bench.run(&["init", "--tcp-client", &dies]);
    assert!(outcome.out.contains("No module named") && !outcome.out.contains("looks a host's name up"), "{outcome:?}");
}

/// Another protocol's programs are tried out on its own first cases, and its roles need no flags of their own.
#[test]
fn any_protocol_can_be_begun_with() {
    let Ok(python) = Tool::Python3.find() else { return skipped("init of another protocol: no Python 3 here") };
    if !has_namespaces() {
        return;
    }
    let bench = Bench::new();
    let copies = [("uppercase/correct/python3", "tcp_client.py"), ("uppercase/correct/python3", "udp_server.py")];
    for (folder, file) in copies {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(folder).join(file);
        fs::copy(from, bench.path(file)).unwrap();
    }
    let command = |file: &str| format!("{} {file}", python.display());
    let flags =
        ["--tcp-client", &command("tcp_client.py"), "--program", &format!("udp-server={}", command("udp_server.py"))];
    let outcome = bench.run(&[&["--protocol", "uppercase", "init"], &flags[..]].concat());
    outcome.assert_code(0);
    let written = fs::read_to_string(bench.path("sockspec.toml")).unwrap();
    for part in
        ["protocol = \"uppercase\"\n", "[tcp-client]", "[udp-server]", "port = 12000", "case = \"tcp-client/*\""]
    {
        assert!(written.contains(part), "{part}: {written}");
    }
    assert!(!written.contains("reply-port"), "{written}");
    assert!(outcome.out.contains("prompts for its line\n"), "{outcome:?}");
    assert!(outcome.out.contains("is bound to port 12000\n"), "{outcome:?}");
    assert!(outcome.out.contains("Its first verdict, on the first case of each role"), "{outcome:?}");
    // The manifest names the protocol: from here on no command has to.
    let run = bench.run(&["run", ".", "--run", "udp-server", "--generated", "0"]);
    run.assert_code(0);
}

#[test]
fn a_role_that_the_protocol_has_not_is_said() {
    let bench = Bench::new();
    let outcome = bench.run(&["init", "--protocol", "protohackers-0-smoke-test", "--tcp-server", "./server"]);
    outcome.assert_code(2);
    let said =
        "tcp-server: protohackers-0-smoke-test has no such role; it has server: write --program 'server=COMMAND'";
    assert!(outcome.err.contains(said), "{outcome:?}");
    let twice = bench.run(&["init", "--tcp-server", "./a", "--program", "tcp-server=./b"]);
    assert!(twice.err.contains("tcp-server has two commands"), "{twice:?}");
}
