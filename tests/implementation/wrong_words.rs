//! The error messages for a wrong name or a wrong command.

use rstest::rstest;
use sockspec::implementation::{AdHoc, ad_hoc, load_named_implementation};
use sockspec::protocol::role::Role;
use sockspec::set_statistics::role::{tcp_server, udp_client, udp_server};
use std::collections::BTreeMap;

const PINNED: &str = "snapshots/implementation";

#[rstest]
#[case("name-near-a-built-in", "orginal")]
#[case("name-near-a-folder", "protocols/set-statistics/implementations/orginal")]
#[case("name-near-nothing", "my-port")]
#[case("name-of-a-program", "protocols/set-statistics/implementations/original/serverTCP.py")]
#[case("name-of-a-folder-without-manifest", "fixtures/implementations")]
#[case("name-of-a-wrong-manifest", "fixtures/invalid/manifests/port-zero.toml")]
fn a_wrong_name_is_answered_as_pinned(#[case] pinned: &str, #[case] text: &str) {
    let error = load_named_implementation(text).unwrap_err();
    super::pinned_in(PINNED).bind(|| insta::assert_snapshot!(pinned, error.render(false)));
}

#[rstest]
#[case("command-placeholder", tcp_server(), "python3 server.py --port={prot}")]
#[case("command-shell", tcp_server(), "make && ./server")]
#[case("command-message-alone", udp_client(), "./client {message}")]
#[case("command-message-for-a-server", udp_server(), "./server {message}")]
fn a_wrong_command_is_answered_as_pinned(#[case] pinned: &str, #[case] role: Role, #[case] command: &str) {
    let flags = AdHoc { commands: BTreeMap::from([(role, command.to_owned())]), ..AdHoc::default() };
    let error = ad_hoc(flags).unwrap_err();
    super::pinned_in(PINNED).bind(|| insta::assert_snapshot!(pinned, error.render(false)));
}
