//! A protocol as data: its roles, its clauses, and how its messages end. Read from a folder's protocol.toml and PROTOCOL.md.

use super::base::Base;
use super::clause::{ClauseId, ClauseSpec, UnknownClause};
use super::embedded;
use super::read::Texts;
use super::role::{Pair, Role, Side, Transport, UnknownRole};
use super::sources::Definition;
use crate::document::FileError;
use std::path::PathBuf;
use std::sync::LazyLock;
use std::time::Duration;

/// The data of a protocol that is known without running anything. It lives as long as the process: roles and clauses
/// are handles into it.
#[derive(Debug)]
pub struct Spec {
    /// Its name: `set-statistics`.
    pub name: String,
    /// One line: what the protocol does.
    pub title: String,
    /// The place of its folder.
    pub home: Home,
    /// The judge that is built in for it; `None`: the general one.
    pub judge: Option<String>,
    /// The protocol that it differs from in a few things, if it says so little of itself.
    pub base: Option<Base>,
    pub(super) roles: &'static [RoleSpec],
    /// The clauses on which only captured packets give a verdict.
    pub(super) on_packets: Vec<String>,
    /// The clauses that demand the same for the next client as for this one: a program that breaks one breaks it again.
    pub(super) next_client: Vec<String>,
    pub(super) clauses: Vec<ClauseSpec>,
    /// The places of the clauses of its base that do not hold in it.
    pub(super) off: Vec<usize>,
}

/// A role's entry in protocol.toml.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleSpec {
    /// Its name: `tcp-server`.
    pub name: String,
    /// Its side in a conversation.
    pub side: Side,
    /// How its bytes travel.
    pub transport: Transport,
    /// The port of the server: its own, or the one that it asks.
    pub port: u16,
    /// The destination of a server's datagrams (UDP).
    pub replies_to: ReplyTo,
    /// The lines that a person types to a client, in this order.
    pub inputs: Vec<String>,
    /// The operations of a person with it besides its plain command: a manifest has a command for each of these.
    pub operations: Vec<String>,
    /// The unit that is one message.
    pub unit: Unit,
    /// A datagram that is sent again, after so long a silence or longer, is no new message (UDP); `None`: it is one.
    pub repeats_after: Option<Duration>,
    /// What it may send once the other side has ended its sending (TCP).
    pub at_the_end: AtTheEnd,
}

/// The judgement of what comes behind the other side's end, and is not expected (TCP).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AtTheEnd {
    /// It is too much, as at any other time.
    #[default]
    Judged,
    /// It is left open: a farewell, or a complaint about the end.
    Open,
}

/// The destination of a server's replies (UDP).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReplyTo {
    /// To the sender of the request.
    Sender,
    /// To this port of the host that asked.
    Port(u16),
}

/// The unit that is one message: how a receiver knows that it is complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Up to a line feed.
    Line,
    /// A datagram.
    Datagram,
    /// This number of bytes.
    Bytes(usize),
    /// A number of bytes, then so many.
    LengthPrefix(Prefix),
    /// All up to the end of the stream.
    UntilClose,
    /// A message has no end mark.
    Stream,
}

impl Unit {
    /// The units that are one word, as protocol.toml writes them.
    pub(crate) const WORDS: [(&str, Unit); 4] = [
        ("line", Unit::Line),
        ("datagram", Unit::Datagram),
        ("until-close", Unit::UntilClose),
        ("stream", Unit::Stream),
    ];
}

/// An unsigned number before a message, which counts the bytes behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prefix {
    /// How many bytes it has: 1, 2 or 4.
    pub width: usize,
    /// Whether the most significant byte comes first.
    pub big_endian: bool,
}

impl Prefix {
    /// The numbers that may stand before a message, by the names that protocol.toml gives them.
    pub(crate) const NAMES: [(&str, Prefix); 5] = [
        ("u8", Prefix { width: 1, big_endian: true }),
        ("u16be", Prefix { width: 2, big_endian: true }),
        ("u16le", Prefix { width: 2, big_endian: false }),
        ("u32be", Prefix { width: 4, big_endian: true }),
        ("u32le", Prefix { width: 4, big_endian: false }),
    ];

    /// How many bytes a message at the beginning of `stream` has, the prefix with it, if all of them are there.
    pub fn message_length(self, stream: &[u8]) -> Option<usize> {
        let digits = stream.get(..self.width)?;
        let value = |value: usize, byte: &u8| value << 8 | usize::from(*byte);
        let length = if self.big_endian { digits.iter().fold(0, value) } else { digits.iter().rev().fold(0, value) };
        let whole = self.width.checked_add(length)?;
        (stream.len() >= whole).then_some(whole)
    }
}

/// The place of a protocol's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Home {
    /// In the program itself.
    BuiltIn,
    /// On disk.
    Folder(PathBuf),
}

/// The protocol that is tested by default.
pub fn default() -> &'static Spec {
    static DEFAULT: LazyLock<&'static Spec> = LazyLock::new(|| {
        let spec = built_in(super::DEFAULT).unwrap_or_else(|| panic!("the default protocol is not built in"));
        spec.unwrap_or_else(|error| panic!("{}", error.render(false)))
    });
    &DEFAULT
}

/// The built-in protocol of this name, read anew; `None` if none is called so.
pub fn built_in(name: &str) -> Option<Result<&'static Spec, FileError>> {
    Some(define_built_in(name)?.map(|definition| definition.spec))
}

/// The same, with the sources of its cases.
pub fn define_built_in(name: &str) -> Option<Result<Definition, FileError>> {
    let texts = Texts {
        toml_name: &format!("protocols/{name}/{}", super::FILE),
        toml: embedded::text(name, super::FILE)?,
        markdown_name: &format!("protocols/{name}/{}", super::TEXT),
        markdown: embedded::text(name, super::TEXT)?,
    };
    Some(super::read_definition(texts, Home::BuiltIn))
}

impl Spec {
    /// The name to type to have it tested: a built-in's name, or a folder; nothing for the default.
    pub fn typed_name(&self) -> Option<String> {
        match &self.home {
            Home::BuiltIn if self.name == super::DEFAULT => None,
            Home::BuiltIn => Some(self.name.clone()),
            Home::Folder(folder) => Some(folder.display().to_string()),
        }
    }

    /// Its roles, in the order in which reports list them.
    pub fn roles(&'static self) -> impl DoubleEndedIterator<Item = Role> + Clone {
        Role::all(self.roles)
    }

    /// The role of this name.
    ///
    /// # Errors
    /// If the protocol has none.
    pub fn find_role(&'static self, name: &str) -> Result<Role, UnknownRole> {
        let found = self.roles().find(|role| role.as_str() == name);
        found.ok_or_else(|| UnknownRole { text: name.to_owned(), known: self.roles().map(Role::as_str).collect() })
    }

    /// The lines that a person types to its clients, each once: a manifest may write their names between braces.
    pub fn inputs(&'static self) -> Vec<&'static str> {
        let mut names: Vec<&str> = Vec::new();
        for name in self.roles.iter().flat_map(|role| &role.inputs) {
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
        names
    }

    /// Its pairs: every client with every server of its transport.
    pub fn pairs(&'static self) -> impl Iterator<Item = Pair> {
        Pair::all(self.roles)
    }

    /// Its clauses, in the order of PROTOCOL.md, but those that are off.
    pub fn clauses(&'static self) -> impl DoubleEndedIterator<Item = ClauseId> + Clone {
        (0..self.clauses.len()).map(move |at| ClauseId::new(self, at)).filter(|clause| !clause.is_off())
    }

    /// The clause of this id; one that is off, too.
    ///
    /// # Errors
    /// If the protocol states none.
    pub fn find_clause(&'static self, id: &str) -> Result<ClauseId, UnknownClause> {
        let place = self.clauses.iter().position(|clause| clause.id == id);
        place.map(|at| ClauseId::new(self, at)).ok_or_else(|| UnknownClause::new(self, id))
    }
}

impl PartialEq for Spec {
    fn eq(&self, other: &Spec) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for Spec {}
