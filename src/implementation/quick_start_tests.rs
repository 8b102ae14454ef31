//! The command line of Jython's launchers, taken apart. `tests/original/jython.rs` starts the real one.

use super::*;
use rstest::rstest;

fn split_words(text: &str) -> Vec<OsString> {
    text.split(' ').map(OsString::from).collect()
}

fn about_with_command(command: &str) -> AboutPython {
    let (java, class_path) = ("/jvm/bin/java".into(), "/a.jar:/b.jar".into());
    AboutPython { kind: PythonKind::Jython, java, class_path, command: split_words(command) }
}

#[rstest]
#[case::debian("java -jar /a.jar -Dpython.home=/h", "", "-Dpython.home=/h")]
#[case::the_projects_own(
    "java -Xss2m -classpath /a.jar -Dpython.home=/h org.python.util.jython -s",
    "-Xss2m -Dpython.home=/h ",
    "-s"
)]
fn a_launchers_command_is_kept(#[case] command: &str, #[case] options: &str, #[case] arguments: &str) {
    let java = JavaCommand::read(&about_with_command(command)).unwrap();
    let expected = format!(
        "/jvm/bin/java {} {options}-XX:SharedArchiveFile=/x -cp /a.jar:/b.jar org.python.util.jython {arguments}",
        FOR_SHORT_PROGRAMS.join(" ")
    );
    assert_eq!(java.command_words(&["-XX:SharedArchiveFile=/x".into()]), split_words(&expected));
}

#[rstest]
#[case::no_class_path("java org.python.util.jython")]
#[case::no_class("java -cp /a.jar")]
#[case::another_class("java -cp /a.jar other.Main")]
#[case::nothing("java")]
fn a_command_of_another_shape_is_left_alone(#[case] command: &str) {
    assert_eq!(JavaCommand::read(&about_with_command(command)), None);
}

#[rstest]
#[case("/usr/bin/jython server.py", "/jvm/bin/java -jar /a.jar server.py")]
#[case("/bin/sh -c /usr/bin/jython", "/bin/sh -c /usr/bin/jython")]
fn only_the_interpreters_own_command_is_changed(#[case] command: &str, #[case] expected: &str) {
    let quick = QuickStart { interpreter: "/usr/bin/jython".into(), words: split_words("/jvm/bin/java -jar /a.jar") };
    assert_eq!(quick.apply_to(split_words(command)), split_words(expected));
}

#[test]
fn another_interpreter_needs_none() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(QuickStart::prepare(Path::new("/bin/true"), folder.path()), None);
}
