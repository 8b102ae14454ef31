use super::*;
use rstest::rstest;
use std::io::Write;

const ALL: [&str; 5] = [
    "tcp-server/published/session",
    "tcp-server/robust/leaves",
    "tcp-server/robustness",
    "udp-server/robust/empty",
    "tcp-client/published/session",
];

fn all_ids() -> Vec<CaseId> {
    ALL.iter().map(|id| id.parse().unwrap()).collect()
}

fn new_selection(run: &[&str], skip: &[&str]) -> Result<Selection, SelectError> {
    let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    Selection::new(&owned(run), &owned(skip))
}

#[rstest]
#[case::all(&[], &[], &[0, 1, 2, 3, 4])]
#[case::a_role(&["tcp-server"], &[], &[0, 1, 2])]
#[case::a_folder_and_not_its_namesake(&["tcp-server/robust"], &[], &[1])]
#[case::a_slash_at_the_end(&["tcp-server/robust/"], &[], &[1])]
#[case::one_case(&["tcp-server/robustness"], &[], &[2])]
#[case::a_star_crosses_slashes(&["*session"], &[], &[0, 4])]
#[case::a_star_in_the_middle(&["tcp-*/robust*"], &[], &[1, 2])]
#[case::a_folder_in_every_role(&["*/robust"], &[], &[1, 3])]
#[case::several(&["udp-server", "tcp-client"], &[], &[3, 4])]
#[case::alternatives(&["{udp-server,tcp-client}/*"], &[], &[3, 4])]
#[case::skip_wins(&["tcp-server"], &["*/robust"], &[0, 2])]
#[case::skip_alone(&[], &["tcp-*"], &[3])]
fn patterns_choose(#[case] run: &[&str], #[case] skip: &[&str], #[case] expected: &[usize]) {
    let selection = new_selection(run, skip).unwrap();
    selection.check_patterns(&all_ids()).unwrap();
    let kept: Vec<usize> = (0..ALL.len()).filter(|at| selection.includes_case(&all_ids()[*at])).collect();
    assert_eq!(kept, expected);
}

#[rstest]
#[case(&["tcp-sever"], &[], "--run: no case matches `tcp-sever`; did you mean `tcp-server`?")]
#[case(&[], &["tcp-server/robust/leave"], "--skip: no case matches `tcp-server/robust/leave`; did you mean `tcp-server/robust/leaves`?")]
#[case(&["udp-server", "x"], &[], "--run: no case matches `x`; `sockspec list` shows all cases")]
fn a_pattern_that_matches_nothing_is_an_error(#[case] run: &[&str], #[case] skip: &[&str], #[case] expected: &str) {
    assert_eq!(new_selection(run, skip).unwrap().check_patterns(&all_ids()).unwrap_err().to_string(), expected);
}

#[rstest]
#[case("", "--run: the pattern is empty;")]
#[case("/", "--run: the pattern is empty;")]
#[case("[a", "--run: `[a` is not a pattern: ")]
#[case("@no/such/file", "--run: can't read the patterns in `no/such/file`: ")]
fn a_word_that_is_no_pattern_is_an_error(#[case] word: &str, #[case] expected: &str) {
    let message = new_selection(&[word], &[]).unwrap_err().to_string();
    assert!(message.starts_with(expected), "{message}");
}

/// A file of patterns with this text, and the word that names it.
fn write_pattern_file(text: &str) -> (tempfile::NamedTempFile, String) {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    let word = format!("@{}", file.path().display());
    (file, word)
}

#[test]
fn a_file_holds_a_pattern_a_line() {
    let (_file, word) = write_pattern_file("# what we know\n\ntcp-client  # later\r\n  udp-server/robust\n");
    let selection = new_selection(&[], &[&word]).unwrap();
    selection.check_patterns(&all_ids()).unwrap();
    assert_eq!(all_ids().iter().filter(|id| selection.includes_case(id)).count(), 3);
}

#[rstest]
#[case("\n# all gone\n", "holds no pattern")]
#[case("tcp-server\n@other\n", ":2: a file of patterns can't name another one")]
#[case("\nx[\n", ":2: `x[` is not a pattern")]
fn a_mistake_in_a_file_is_said(#[case] text: &str, #[case] expected: &str) {
    let (_file, word) = write_pattern_file(text);
    let message = new_selection(&[&word], &[]).unwrap_err().to_string();
    assert!(message.contains(expected), "{message}");
}

#[test]
fn a_list_of_skips_may_have_become_empty() {
    let (_file, word) = write_pattern_file("# nothing any more\n");
    assert!(new_selection(&[], &[&word]).unwrap().includes_case(&all_ids()[0]));
}

#[test]
fn a_line_that_matches_nothing_is_named() {
    let (_file, word) = write_pattern_file("tcp-server\nudp-serv\n");
    let message = new_selection(&[&word], &[]).unwrap().check_patterns(&all_ids()).unwrap_err().to_string();
    assert!(message.ends_with(":2: no case matches `udp-serv`; did you mean `udp-server`?"), "{message}");
}
