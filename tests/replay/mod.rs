//! `sockspec run` leaves a file for each failing trial, and `sockspec replay` plays it again.

mod artifact;
mod cases_folder;
mod plain_case;

use assert_cmd::Command;
use std::path::Path;

const SOCKSPEC: &str = env!("CARGO_BIN_EXE_sockspec");
/// One case, quick to play.
const CASE: &str = "tcp-client/published/session";

/// Sockspec in this folder, without colours.
fn sockspec(home: &Path, arguments: &[&str]) -> assert_cmd::assert::Assert {
    Command::new(SOCKSPEC).current_dir(home).env("NO_COLOR", "1").args(arguments).assert()
}

/// A manifest in the folder `mine` with this command as its TCP client.
fn manifest(home: &Path, command: &[&str]) {
    let folder = home.join("mine");
    std::fs::create_dir_all(&folder).unwrap();
    let text = format!("name = \"mine\"\n\n[tcp-client]\ncommand = {command:?}\nport = 16000\n");
    std::fs::write(folder.join("sockspec.toml"), text).unwrap();
}

/// A right client, which also says something that it should not (CON-7, a SHOULD).
fn talkative(home: &Path) {
    manifest(home, &["sh", "client.sh"]);
    let script = format!("'{SOCKSPEC}' reference tcp-client --port 16000 && echo bye\n");
    std::fs::write(home.join("mine/client.sh"), script).unwrap();
}
