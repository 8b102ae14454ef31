//! Suggests the probable meaning of a misspelt name.

/// The one of `known` that `text` was probably meant to be, if any is near enough.
pub(crate) fn find_nearest<'k>(text: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let plain = text.to_lowercase().replace(['_', ' '], "-");
    let near = known.into_iter().map(|name| (strsim::damerau_levenshtein(&plain, &name.to_lowercase()), name));
    near.filter(|(edits, name)| is_near(*edits, name.chars().count())).min_by_key(|(edits, _)| *edits).map(|(_, n)| n)
}

/// A few edits, and fewer than would make one name of any other.
fn is_near(edits: usize, length: usize) -> bool {
    edits <= 1 + length / 4 && edits < length
}

/// The same as a label.
pub(crate) fn did_you_mean<'k>(text: &str, known: impl IntoIterator<Item = &'k str>) -> Option<String> {
    find_nearest(text, known).map(|name| format!("did you mean `{name}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("tcp_server", Some("tcp-server"))]
    #[case("tcp server", Some("tcp-server"))]
    #[case("tcpserver", Some("tcp-server"))]
    #[case("prot", Some("port"))]
    #[case("Port", Some("port"))]
    #[case("x", None)]
    #[case("hostname", None)]
    fn only_what_is_near_is_suggested(#[case] text: &str, #[case] expected: Option<&str>) {
        assert_eq!(find_nearest(text, ["port", "tcp-server", "reply-port", "a"]), expected);
    }

    #[test]
    fn a_suggestion_is_a_question() {
        assert_eq!(did_you_mean("prot", ["port"]).unwrap(), "did you mean `port`?");
    }
}
