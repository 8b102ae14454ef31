//! An artifact as a file.

use super::{Artifact, Said};
use crate::case::to_toml;
use crate::engine::event::{ManifestOrigin, NetworkKind};
use crate::report::plain::plain;

impl Artifact {
    /// The file: the case as a case file has it, then the table `[replay]`. `path` is the file's future path.
    pub fn to_toml(&self, path: &str) -> String {
        let replay = &self.replay;
        let head = format!("# {}\n# play it again: sockspec replay {}\n", plain(&self.failure_headline()), plain(path));
        let mut table = TableText(String::from("[replay]\n"));
        table.add_entry("implementation", &quote_exact_text(&replay.implementation));
        if let Some(protocol) = &replay.protocol {
            table.add_entry("protocol", &quote_exact_text(protocol));
        }
        let (key, value) = origin_entry(&replay.origin);
        table.add_entry(key, &value);
        if let Some(client) = &replay.client {
            let (key, value) = origin_entry(&client.origin);
            let name = quote_exact_text(&client.implementation);
            table.add_entry("client", &format!("{{ implementation = {name}, {key} = {value} }}"));
        }
        if let Some(folder) = &replay.folder {
            table.add_entry("folder", &quote_exact_text(&folder.display().to_string()));
        }
        table.add_entry("case", &quote_plain_text(replay.case.as_str()));
        table.add_entry("seed", &replay.seed.to_string());
        table.add_entry("strict", &replay.strict.to_string());
        table.add_entry("network", &quote_plain_text(network_word(replay.network)));
        let commands = replay.commands.iter().map(|(role, command)| format!("{role} = {}", quote_plain_text(command)));
        table.add_entry("commands", &format!("{{ {} }}", commands.collect::<Vec<_>>().join(", ")));
        table.add_list("verdicts", replay.verdicts.iter().map(render_verdict));
        table.add_list("faults", replay.faults.iter().map(|fault| quote_plain_text(fault)));
        table.add_list("transcript", replay.transcript.iter().map(|line| quote_plain_text(line)));
        format!("{head}{}\n{}", to_toml(&self.case), table.0)
    }

    /// The failure, in a line.
    fn failure_headline(&self) -> String {
        let replay = &self.replay;
        let broken = replay.verdicts.iter().filter(|said| said.is_broken());
        let broken: Vec<String> = broken.map(|said| format!("{} ({})", said.clause, said.clause.level())).collect();
        if broken.is_empty() {
            format!("{}: {} could not be played", replay.players(), replay.case)
        } else if replay.players() != replay.implementation {
            format!("{}: {} broken in {}", replay.players(), broken.join(", "), replay.case)
        } else {
            format!("{} breaks {} in {}", replay.implementation, broken.join(", "), replay.case)
        }
    }
}

/// A table in the making.
struct TableText(String);

impl TableText {
    fn add_entry(&mut self, key: &str, value: &str) {
        self.0 += &format!("{key} = {value}\n");
    }

    /// A list with a line for each entry; no list if there are no entries.
    fn add_list(&mut self, key: &str, entries: impl Iterator<Item = String>) {
        let lines: String = entries.map(|entry| format!("  {entry},\n")).collect();
        if !lines.is_empty() {
            self.0 += &format!("{key} = [\n{lines}]\n");
        }
    }
}

/// The origin of an implementation, as a key and its value.
fn origin_entry(origin: &ManifestOrigin) -> (&'static str, String) {
    match origin {
        ManifestOrigin::BuiltIn(name) => ("built-in", quote_exact_text(name)),
        ManifestOrigin::Manifest(path) => ("manifest", quote_exact_text(&path.display().to_string())),
        ManifestOrigin::Shared { manifest, folder } => {
            let [manifest, folder] = [manifest, folder].map(|path| quote_exact_text(&path.display().to_string()));
            ("shared", format!("{{ manifest = {manifest}, folder = {folder} }}"))
        }
        ManifestOrigin::AdHoc(flags) => ("ad-hoc", render_inline_list(flags.iter().map(|flag| quote_exact_text(flag)))),
    }
}

fn render_verdict(said: &Said) -> String {
    let mut keys = vec![
        format!("clause = {}", quote_plain_text(said.clause.as_str())),
        format!("verdict = {}", quote_plain_text(&said.verdict)),
    ];
    keys.extend(said.side.map(|side| format!("side = {}", quote_plain_text(&side.to_string()))));
    let more = [("what", &said.what), ("expected", &said.expected), ("observed", &said.observed)];
    keys.extend(
        more.into_iter().filter_map(|(key, value)| Some(format!("{key} = {}", quote_plain_text(value.as_ref()?)))),
    );
    format!("{{ {} }}", keys.join(", "))
}

fn render_inline_list(entries: impl Iterator<Item = String>) -> String {
    format!("[{}]", entries.collect::<Vec<_>>().join(", "))
}

fn network_word(kind: NetworkKind) -> &'static str {
    match kind {
        NetworkKind::Namespaces => "namespaces",
        NetworkKind::Host => "host",
    }
}

/// Text for people, on one line; nothing in it acts on a terminal.
fn quote_plain_text(text: &str) -> String {
    quote_exact_text(&plain(text))
}

/// Text that reads back to the letter, in whichever quotation marks need the fewest escapes.
fn quote_exact_text(text: &str) -> String {
    toml::Value::from(text).to_string()
}
