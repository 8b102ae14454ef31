//! The demands on a message: plain data, and whether bytes fit it.

use super::Payload;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// The demand on a message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Matcher {
    /// Exactly these bytes.
    Text(Payload),
    /// The whole of it matches.
    Regex(Pattern),
    /// This JSON value; of an object these members, and others may be there.
    Json(serde_json::Value),
    /// It comes, and is not this.
    Not(Box<Matcher>),
    /// It fits each of these.
    All(Vec<Matcher>),
    /// It is one of several messages that come in any order, each once. For replies alone.
    InAnyOrder(Vec<Matcher>),
    /// It is what came last on the same channel, once more.
    Again,
    /// It comes, whatever it is.
    Anything,
}

/// A name of an INFO clause, and the message that it stands for; `None`: nothing comes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NamedPattern {
    /// The behaviour's name.
    pub name: String,
    /// The message that comes then.
    pub what: Option<Matcher>,
}

impl Matcher {
    /// Whether a whole message fits.
    pub fn fits(&self, message: &[u8]) -> bool {
        match self {
            Matcher::Text(payload) => payload.to_vec() == message,
            Matcher::Regex(pattern) => pattern.is_full_match(message),
            Matcher::Json(wanted) => serde_json::from_slice(message).is_ok_and(|got| contains_json(&got, wanted)),
            Matcher::Not(other) => !other.fits(message),
            Matcher::All(all) => all.iter().all(|one| one.fits(message)),
            Matcher::InAnyOrder(each) => each.iter().any(|one| one.fits(message)),
            // The caller compares it with the earlier messages.
            Matcher::Again | Matcher::Anything => true,
        }
    }

    /// The end of the first match in `text`, from 0; for a program's output.
    pub fn found_in(&self, text: &[u8]) -> Option<usize> {
        match self {
            Matcher::Text(payload) => {
                let wanted = payload.to_vec();
                let at = text.windows(wanted.len().max(1)).position(|window| window.starts_with(&wanted));
                if wanted.is_empty() { Some(0) } else { at.map(|at| at + wanted.len()) }
            }
            Matcher::Regex(pattern) => pattern.regex.find(text).map(|found| found.end()),
            Matcher::Json(_) => {
                let lines = text.split_inclusive(|byte| *byte == b'\n').scan(0, |end, line| {
                    *end += line.len();
                    Some((*end, line))
                });
                lines.into_iter().find(|(_, line)| self.fits(line)).map(|(end, _)| end)
            }
            Matcher::Not(other) => other.found_in(text).is_none().then_some(text.len()),
            Matcher::All(all) => {
                let ends = all.iter().map(|one| one.found_in(text)).collect::<Option<Vec<_>>>();
                ends.map(|ends| ends.into_iter().max().unwrap_or_default())
            }
            Matcher::InAnyOrder(each) => each.iter().filter_map(|one| one.found_in(text)).min(),
            Matcher::Again | Matcher::Anything => (!text.is_empty()).then_some(text.len()),
        }
    }

    /// Whether these whole messages fit together: of those that come in any order, none may come twice.
    pub fn fits_each(&self, messages: &[&[u8]]) -> bool {
        let Matcher::InAnyOrder(each) = self else { return messages.iter().all(|message| self.fits(message)) };
        let mut taken_by = vec![None; each.len()];
        (0..messages.len())
            .all(|message| find_place(message, messages, each, &mut taken_by, &mut vec![false; each.len()]))
    }
}

/// Finds one of `each` for a message; another message that has it already moves on to another one, if it can.
fn find_place(
    message: usize,
    messages: &[&[u8]],
    each: &[Matcher],
    taken_by: &mut [Option<usize>],
    tried: &mut [bool],
) -> bool {
    for place in 0..each.len() {
        if tried[place] || !each[place].fits(messages[message]) {
            continue;
        }
        tried[place] = true;
        let is_free = match taken_by[place] {
            Some(other) => find_place(other, messages, each, taken_by, tried),
            None => true,
        };
        if is_free {
            taken_by[place] = Some(message);
            return true;
        }
    }
    false
}

/// Whether `got` is `wanted`: of an object, the members that `wanted` has; numbers by their value.
fn contains_json(got: &serde_json::Value, wanted: &serde_json::Value) -> bool {
    use serde_json::Value;
    match (got, wanted) {
        (Value::Object(got), Value::Object(wanted)) => {
            wanted.iter().all(|(key, value)| got.get(key).is_some_and(|got| contains_json(got, value)))
        }
        (Value::Array(got), Value::Array(wanted)) => {
            got.len() == wanted.len() && got.iter().zip(wanted).all(|(got, wanted)| contains_json(got, wanted))
        }
        (Value::Number(got), Value::Number(wanted)) => got == wanted || got.as_f64() == wanted.as_f64(),
        (got, wanted) => got == wanted,
    }
}

/// In words, as the end of "expect".
impl fmt::Display for Matcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Matcher::Text(payload) => payload.fmt(f),
            Matcher::Regex(pattern) => write!(f, "what matches /{pattern}/"),
            Matcher::Json(value) => write!(f, "the JSON {value}"),
            Matcher::Not(other) => write!(f, "anything but {other}"),
            Matcher::All(all) => {
                let all: Vec<String> = all.iter().map(ToString::to_string).collect();
                f.write_str(&all.join(", and "))
            }
            Matcher::InAnyOrder(each) => {
                let each: Vec<String> = each.iter().map(ToString::to_string).collect();
                write!(f, "in any order: {}", each.join("; "))
            }
            Matcher::Again => f.write_str("the same once more"),
            Matcher::Anything => f.write_str("anything"),
        }
    }
}

/// A regular expression over bytes, compiled once.
#[derive(Clone)]
pub struct Pattern {
    /// As it was written; it may match anywhere.
    regex: regex::bytes::Regex,
    /// The same, from the beginning on.
    begin: regex::bytes::Regex,
    /// The same, from the beginning to the end.
    whole: regex::bytes::Regex,
}

impl Pattern {
    /// Whether all of the bytes match.
    pub fn is_full_match(&self, bytes: &[u8]) -> bool {
        self.whole.is_match(bytes)
    }

    /// How many bytes match at the beginning.
    pub fn matched_prefix_length(&self, bytes: &[u8]) -> Option<usize> {
        self.begin.find(bytes).map(|found| found.end())
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        self.regex.as_str()
    }
}

impl FromStr for Pattern {
    type Err = regex::Error;

    fn from_str(text: &str) -> Result<Pattern, regex::Error> {
        let regex = regex::bytes::Regex::new(text)?;
        let begin = regex::bytes::Regex::new(&format!(r"\A(?:{text})"))?;
        Ok(Pattern { whole: regex::bytes::Regex::new(&format!(r"\A(?:{text})\z"))?, begin, regex })
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Pattern) -> bool {
        self.as_str() == other.as_str()
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Pattern {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Pattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn regex_matcher(text: &str) -> Matcher {
        Matcher::Regex(text.parse().unwrap())
    }

    fn json_matcher(text: &str) -> Matcher {
        Matcher::Json(serde_json::from_str(text).unwrap())
    }

    #[rstest]
    #[case::text(Matcher::Text("AB".into()), b"AB", true)]
    #[case::longer(Matcher::Text("AB".into()), b"ABC", false)]
    #[case::regex(regex_matcher("[0-9]+"), b"123", true)]
    #[case::only_a_part(regex_matcher("[0-9]+"), b"123x", false)]
    #[case::alternatives(regex_matcher("a|ab"), b"ab", true)]
    #[case::bytes(regex_matcher(r"(?-u)\xff."), b"\xffx", true)]
    #[case::more_members(json_matcher(r#"{"prime":true}"#), br#" {"prime" : true, "method":"isPrime"}"#, true)]
    #[case::another_value(json_matcher(r#"{"prime":true}"#), br#"{"prime":false}"#, false)]
    #[case::numbers(json_matcher("[1, 2.0]"), b"[1.0,2]", true)]
    #[case::no_json(json_matcher("1"), b"one", false)]
    #[case::not(Matcher::Not(Box::new(json_matcher(r#"{"a":1}"#))), b"x", true)]
    #[case::anything(Matcher::Anything, b"", true)]
    fn what_fits(#[case] matcher: Matcher, #[case] message: &[u8], #[case] expected: bool) {
        assert_eq!(matcher.fits(message), expected);
        let read: Matcher = serde_json::from_str(&serde_json::to_string(&matcher).unwrap()).unwrap();
        assert_eq!(read, matcher);
    }

    #[rstest]
    #[case::in_this_order(&["a", "ab"], true)]
    #[case::in_another_order(&["ab", "a"], true)]
    #[case::not_all_yet(&["ab"], true)]
    #[case::both_fit_the_same(&["a", "a"], true)]
    #[case::one_of_them_twice(&["ab", "ab"], false)]
    #[case::something_else(&["ab", "b"], false)]
    fn what_comes_in_any_order(#[case] messages: &[&str], #[case] expected: bool) {
        let matcher = Matcher::InAnyOrder(vec![regex_matcher("ab?"), Matcher::Text("a".into())]);
        let messages: Vec<&[u8]> = messages.iter().map(|message| message.as_bytes()).collect();
        assert_eq!(matcher.fits_each(&messages), expected);
    }

    #[rstest]
    #[case::text(Matcher::Text("HI".into()), b"say: HI\n", Some(7))]
    #[case::missing(Matcher::Text("HI".into()), b"say: hi\n", None)]
    #[case::regex(regex_matcher("[0-9]+"), b"a 12 b", Some(4))]
    #[case::a_line_of_json(json_matcher("[1]"), b"x\n[1]\ny", Some(6))]
    #[case::not(Matcher::Not(Box::new(Matcher::Text("x".into()))), b"abc", Some(3))]
    fn what_is_found(#[case] matcher: Matcher, #[case] text: &[u8], #[case] expected: Option<usize>) {
        assert_eq!(matcher.found_in(text), expected);
    }
}
