//! Jython in a third of its time to start: the same program without its launcher, with a Java class archive.
//!
//! Java loads and verifies some 5,000 classes for a script that opens a socket. An archive of them (class data sharing)
//! is made once in a run. Whatever Java refuses here, Jython starts as its launcher starts it.

use super::interpreter::PROBE_LIMIT;
use super::probe;
use super::python::{AboutPython, PythonKind};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// For programs that run a second: compile quickly, collect garbage in one thread, share no counters in /tmp.
const FOR_SHORT_PROGRAMS: [&str; 3] = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData"];

/// The work of a socket program in Python, as one process: the archive holds the classes that this needs.
const TRAINING: &str = "\
import socket, sys, traceback
listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
listener.bind(('localhost', 0))
listener.listen(1)
client = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
client.connect(('localhost', listener.getsockname()[1]))
connection, address = listener.accept()
client.send('5 4.2')
numbers = [float(word) for word in connection.recv(1024).split(' ')]
print 'numbers:', numbers
connection.send(str(sum(numbers)) + ' ' + str(min(numbers)) + ' ' + str(max(numbers)))
client.recv(1024)
sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
receiver.bind(('localhost', 0))
sender.sendto('5', ('localhost', receiver.getsockname()[1]))
receiver.recvfrom(2048)
for one in (client, connection, listener, sender, receiver):
    one.close()
try:
    raw_input('line: ')
except EOFError:
    traceback.print_exc()
";

/// A check of the quick start: it must print exactly this text before it is used.
const CHECK: &str = "import socket, sys; socket.socket(); sys.stdout.write('ready')";

/// The words with which an interpreter starts, in the place of its path alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuickStart {
    /// The interpreter's path, as [`Tool::find`](super::Tool::find) gives it.
    pub interpreter: PathBuf,
    words: Vec<OsString>,
}

impl QuickStart {
    /// Prepares it for the Jython that is found as `interpreter`, with its archive in `folder`. `None` for another
    /// interpreter, which needs none, and if Java refuses it. This starts Java a few times.
    pub fn prepare(interpreter: &Path, folder: &Path) -> Option<QuickStart> {
        let about = AboutPython::for_path(interpreter).filter(|about| about.kind == PythonKind::Jython)?;
        let java = JavaCommand::read(&about)?;
        let archive = folder.join("jython.jsa");
        let archived = java.make_archive(&folder.join("jython.classes"), &archive);
        let sharing = archived.then(|| java.command_words(&[path_option("-XX:SharedArchiveFile=", &archive)]));
        let java = sharing.into_iter().chain([java.command_words(&[])]).find(|words| prints_the_check_alone(words))?;
        // A launcher is a script of the shell, which sets PWD for what it starts.
        let words = ["/bin/sh", "-c", "exec \"$0\" \"$@\""].map(OsString::from).into_iter().chain(java).collect();
        Some(QuickStart { interpreter: interpreter.to_owned(), words })
    }

    /// The same command, started quickly if it is this interpreter's.
    pub fn apply_to(&self, command: Vec<OsString>) -> Vec<OsString> {
        match command.split_first() {
            Some((program, arguments)) if program == self.interpreter.as_os_str() => {
                self.words.iter().chain(arguments).cloned().collect()
            }
            Some(_) | None => command,
        }
    }
}

/// The command that a launcher of Jython runs in the end.
#[derive(Debug, PartialEq, Eq)]
struct JavaCommand {
    java: OsString,
    /// The options that the launcher gives to Java itself.
    options: Vec<OsString>,
    /// Every jar, those that a jar's manifest names too: of a jar that is not named, Java may archive no class.
    class_path: OsString,
    /// The arguments that the launcher gives to Jython.
    arguments: Vec<OsString>,
}

/// Jython's main class.
const MAIN: &str = "org.python.util.jython";

impl JavaCommand {
    /// Reads it off the command line of a Jython that runs.
    fn read(about: &AboutPython) -> Option<JavaCommand> {
        let words = about.command.get(1..)?;
        let path =
            words.iter().position(|word| ["-jar", "-cp", "-classpath", "--class-path"].iter().any(|at| word == at))?;
        let (options, rest) = (&words[..path], words.get(path + 2..)?);
        // A jar names its main class itself; otherwise more options may stand before the class.
        let (more, arguments) = if words[path] == "-jar" {
            (&rest[..0], rest)
        } else {
            let main = rest.iter().position(|word| word == MAIN)?;
            (&rest[..main], &rest[main + 1..])
        };
        Some(JavaCommand {
            java: about.java.clone(),
            options: [options, more].concat(),
            class_path: about.class_path.clone(),
            arguments: arguments.to_vec(),
        })
    }

    /// Makes the archive; whether Java has written one.
    fn make_archive(&self, classes: &Path, archive: &Path) -> bool {
        let list = self.command_words(&[path_option("-XX:DumpLoadedClassList=", classes)]);
        let trained = run(&list, &["-c", TRAINING]).is_some();
        let sources =
            [path_option("-XX:SharedClassListFile=", classes), path_option("-XX:SharedArchiveFile=", archive)];
        let dump = [self.of_java(&["-Xshare:dump".into()]), sources.to_vec(), self.class_path_words()].concat();
        trained && run(&dump, &[]).is_some() && archive.is_file()
    }

    /// The whole command, with `more` for Java.
    fn command_words(&self, more: &[OsString]) -> Vec<OsString> {
        [self.of_java(more), self.class_path_words(), vec![MAIN.into()], self.arguments.clone()].concat()
    }

    fn of_java(&self, more: &[OsString]) -> Vec<OsString> {
        let quick = FOR_SHORT_PROGRAMS.map(OsString::from);
        // The launcher's options count more: the last of two options wins.
        [std::slice::from_ref(&self.java), &quick, &self.options, more].concat()
    }

    fn class_path_words(&self) -> Vec<OsString> {
        vec!["-cp".into(), self.class_path.clone()]
    }
}

fn path_option(name: &str, path: &Path) -> OsString {
    let mut option = OsString::from(name);
    option.push(path);
    option
}

/// The output of the command, with its complaints, if it exits 0.
fn run(words: &[OsString], arguments: &[&str]) -> Option<String> {
    let shell = ["-c", "exec \"$@\" 2>&1", "sh"].map(OsStr::new);
    let words = words.iter().map(OsString::as_os_str).chain(arguments.iter().map(OsStr::new));
    let all: Vec<&OsStr> = shell.into_iter().chain(words).collect();
    probe::run_for_output(Path::new("/bin/sh"), &all, PROBE_LIMIT)
}

/// Whether the command works, and Java says nothing of its own: a warning would stand in what is judged.
fn prints_the_check_alone(words: &[OsString]) -> bool {
    run(words, &["-c", CHECK]).is_some_and(|printed| printed == "ready")
}

#[cfg(test)]
#[path = "quick_start_tests.rs"]
mod tests;
