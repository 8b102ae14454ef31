//! The rules of a protocol, by id: what they demand, how strongly, and of which roles.

mod example;
mod text;

pub use example::Examples;
pub use text::ClauseSpec;
pub(super) use text::read;

use super::role::Role;
use super::spec::Spec;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

/// How binding a clause is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Level {
    /// The post states or shows it: breaking it is a failure.
    Must,
    /// Anyone would expect it of a dependable program, and the post does not show it: breaking it is a warning.
    Should,
    /// There is no right answer: the behaviour is observed and named, never judged.
    Info,
}

impl Level {
    /// The level as reports write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Level::Must => "MUST",
            Level::Should => "SHOULD",
            Level::Info => "INFO",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// One rule of a protocol: a handle into it.
#[derive(Clone, Copy)]
pub struct ClauseId {
    spec: &'static Spec,
    at: usize,
}

impl ClauseId {
    pub(crate) const fn new(spec: &'static Spec, at: usize) -> ClauseId {
        ClauseId { spec, at }
    }

    /// The protocol that states it.
    pub const fn spec(self) -> &'static Spec {
        self.spec
    }

    /// Its place among the clauses of its protocol, from 0.
    pub const fn place(self) -> usize {
        self.at
    }

    /// Its entry in PROTOCOL.md.
    fn clause_spec(self) -> &'static ClauseSpec {
        &self.spec.clauses[self.at]
    }

    /// The id as it is written everywhere: `TCP-S-1`.
    pub fn as_str(self) -> &'static str {
        &self.clause_spec().id
    }

    /// How binding the clause is.
    pub fn level(self) -> Level {
        self.clause_spec().level
    }

    /// The clause in full, as Markdown.
    pub fn text(self) -> &'static str {
        &self.clause_spec().text
    }

    /// The examples in its text, right and wrong.
    pub fn examples(self) -> &'static Examples {
        &self.clause_spec().examples
    }

    /// The clause's first paragraph, on one line.
    pub fn lead(self) -> &'static str {
        &self.clause_spec().lead
    }

    /// The clause in one short sentence, to stand at the head of a failure.
    pub fn sentence(self) -> &'static str {
        &self.clause_spec().sentence
    }

    /// The roles that the clause binds, in the order of [`Spec::roles`].
    pub fn roles(self) -> &'static [Role] {
        &self.clause_spec().roles
    }

    /// Whether it is a clause of the base that does not hold in this protocol: it is never judged.
    pub fn is_off(self) -> bool {
        self.spec.off.contains(&self.at)
    }

    /// Whether only captured packets give a verdict on it.
    pub fn is_about_packets(self) -> bool {
        self.spec.on_packets.iter().any(|id| id == self.as_str())
    }

    /// Whether it says of the next client what it says of this one.
    pub fn is_about_the_next_client(self) -> bool {
        self.spec.next_client.iter().any(|id| id == self.as_str())
    }

    /// The names of what may be observed under an INFO clause; empty if the protocol names nothing.
    pub fn behaviours(self) -> &'static [String] {
        &self.clause_spec().behaviours
    }
}

impl PartialEq for ClauseId {
    fn eq(&self, other: &ClauseId) -> bool {
        self.at == other.at && self.spec == other.spec
    }
}

impl Eq for ClauseId {}

impl PartialOrd for ClauseId {
    fn partial_cmp(&self, other: &ClauseId) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// In the order of PROTOCOL.md.
impl Ord for ClauseId {
    fn cmp(&self, other: &ClauseId) -> Ordering {
        self.at.cmp(&other.at)
    }
}

impl Hash for ClauseId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.at.hash(state);
    }
}

impl fmt::Debug for ClauseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for ClauseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The text is no clause's id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a clause{}", nearest.map(|nearest| format!("; did you mean {nearest}?")).unwrap_or_default())]
pub struct UnknownClause {
    /// The written text.
    pub text: String,
    /// The clause with the most similar id; none if the protocol states no clause.
    pub nearest: Option<ClauseId>,
}

impl UnknownClause {
    pub(super) fn new(spec: &'static Spec, text: &str) -> UnknownClause {
        let typed = text.to_uppercase();
        let edits = |id: &ClauseId| strsim::damerau_levenshtein(id.as_str(), &typed);
        UnknownClause { text: text.to_owned(), nearest: spec.clauses().min_by_key(edits) }
    }
}

/// A clause of the current protocol.
impl FromStr for ClauseId {
    type Err = UnknownClause;

    fn from_str(text: &str) -> Result<Self, UnknownClause> {
        super::current_spec().find_clause(text)
    }
}

impl Serialize for ClauseId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for ClauseId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::default;
    use rstest::rstest;

    #[test]
    fn every_clause_reads_back_from_its_id() {
        for id in default().clauses() {
            assert_eq!(id.to_string().parse(), Ok(id));
            assert_eq!(serde_json::from_str::<ClauseId>(&serde_json::to_string(&id).unwrap()).unwrap(), id);
        }
    }

    #[test]
    fn every_clause_of_the_built_in_protocol_is_stated_whole() {
        let texts: std::collections::BTreeSet<&str> = default().clauses().map(ClauseId::text).collect();
        assert_eq!(texts.len(), default().clauses().count());
        for id in default().clauses() {
            assert!(!id.text().is_empty() && id.sentence().ends_with('.') && !id.roles().is_empty(), "{id}");
            assert!(id.level() == Level::Info || id.behaviours().is_empty(), "{id}");
            assert!(id.roles().is_sorted(), "{id}");
            let Examples { right, wrong } = id.examples();
            let is_judged = id.level() != Level::Info;
            assert_eq!((!right.is_empty(), !wrong.is_empty()), (is_judged, is_judged), "{id}");
        }
    }

    #[rstest]
    #[case("TCP-S1", "TCP-S-1")]
    #[case("tcp-s-9", "TCP-S-9")]
    #[case("NUN-4", "NUM-4")]
    #[case("UDPC-7", "UDP-C-7")]
    fn a_mistyped_id_is_told_the_nearest(#[case] text: &str, #[case] nearest: &str) {
        let error = text.parse::<ClauseId>().unwrap_err();
        assert_eq!(error.nearest.map(ClauseId::as_str), Some(nearest));
        assert!(error.to_string().contains(nearest));
    }

    #[test]
    fn levels_have_names_of_one_width() {
        let levels = [Level::Must, Level::Should, Level::Info].map(|level| format!("{level:<6}|"));
        assert_eq!(levels, ["MUST  |", "SHOULD|", "INFO  |"]);
    }
}
