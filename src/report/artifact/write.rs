//! An artifact as a file.

use super::{Artifact, Said};
use crate::case::to_toml;
use crate::engine::event::{ManifestOrigin, NetworkKind};
use crate::report::plain::plain;

impl Artifact {
    /// The file: the case as a case file has it, then the table `[replay]`. `path` is where it will stand.
    pub fn to_toml(&self, path: &str) -> String {
        let replay = &self.replay;
        let head = format!("# {}\n# play it again: sockspec replay {}\n", plain(&self.headline()), plain(path));
        let mut table = TableText(String::from("[replay]\n"));
        table.entry("implementation", &exact(&replay.implementation));
        if let Some(protocol) = &replay.protocol {
            table.entry("protocol", &exact(protocol));
        }
        let (key, value) = origin(&replay.origin);
        table.entry(key, &value);
        if let Some(client) = &replay.client {
            let (key, value) = origin(&client.origin);
            let name = exact(&client.implementation);
            table.entry("client", &format!("{{ implementation = {name}, {key} = {value} }}"));
        }
        if let Some(folder) = &replay.folder {
            table.entry("folder", &exact(&folder.display().to_string()));
        }
        table.entry("case", &text(replay.case.as_str()));
        table.entry("seed", &replay.seed.to_string());
        table.entry("strict", &replay.strict.to_string());
        table.entry("network", &text(network(replay.network)));
        let commands = replay.commands.iter().map(|(role, command)| format!("{role} = {}", text(command)));
        table.entry("commands", &format!("{{ {} }}", commands.collect::<Vec<_>>().join(", ")));
        table.list("verdicts", replay.verdicts.iter().map(said));
        table.list("faults", replay.faults.iter().map(|fault| text(fault)));
        table.list("transcript", replay.transcript.iter().map(|line| text(line)));
        format!("{head}{}\n{}", to_toml(&self.case), table.0)
    }

    /// What went wrong, in a line.
    fn headline(&self) -> String {
        let replay = &self.replay;
        let broken = replay.verdicts.iter().filter(|said| said.is_broken());
        let broken: Vec<String> = broken.map(|said| format!("{} ({})", said.clause, said.clause.level())).collect();
        match broken.is_empty() {
            true => format!("{}: {} could not be played", replay.players(), replay.case),
            false if replay.players() != replay.implementation => {
                format!("{}: {} broken in {}", replay.players(), broken.join(", "), replay.case)
            }
            false => format!("{} breaks {} in {}", replay.implementation, broken.join(", "), replay.case),
        }
    }
}

/// A table in the making.
struct TableText(String);

impl TableText {
    fn entry(&mut self, key: &str, value: &str) {
        self.0 += &format!("{key} = {value}\n");
    }

    /// A list with a line for each entry; none at all where there is nothing.
    fn list(&mut self, key: &str, entries: impl Iterator<Item = String>) {
        let lines: String = entries.map(|entry| format!("  {entry},\n")).collect();
        if !lines.is_empty() {
            self.0 += &format!("{key} = [\n{lines}]\n");
        }
    }
}

/// Where an implementation came from, as a key and its value.
fn origin(origin: &ManifestOrigin) -> (&'static str, String) {
    match origin {
        ManifestOrigin::BuiltIn(name) => ("built-in", exact(name)),
        ManifestOrigin::Manifest(path) => ("manifest", exact(&path.display().to_string())),
        ManifestOrigin::Shared { manifest, folder } => {
            let [manifest, folder] = [manifest, folder].map(|path| exact(&path.display().to_string()));
            ("shared", format!("{{ manifest = {manifest}, folder = {folder} }}"))
        }
        ManifestOrigin::AdHoc(flags) => ("ad-hoc", inline(flags.iter().map(|flag| exact(flag)))),
    }
}

fn said(said: &Said) -> String {
    let mut keys =
        vec![format!("clause = {}", text(said.clause.as_str())), format!("verdict = {}", text(&said.verdict))];
    keys.extend(said.side.map(|side| format!("side = {}", text(&side.to_string()))));
    let more = [("what", &said.what), ("expected", &said.expected), ("observed", &said.observed)];
    keys.extend(more.into_iter().filter_map(|(key, value)| Some(format!("{key} = {}", text(value.as_ref()?)))));
    format!("{{ {} }}", keys.join(", "))
}

fn inline(entries: impl Iterator<Item = String>) -> String {
    format!("[{}]", entries.collect::<Vec<_>>().join(", "))
}

fn network(kind: NetworkKind) -> &'static str {
    match kind {
        NetworkKind::Namespaces => "namespaces",
        NetworkKind::Host => "host",
    }
}

/// Text for people, on one line; nothing in it acts on a terminal.
fn text(text: &str) -> String {
    exact(&plain(text))
}

/// Text that reads back to the letter, in whichever quotation marks need the fewest escapes.
fn exact(text: &str) -> String {
    toml::Value::from(text).to_string()
}
