//! A model's process: lines go in and come out, and what it writes on standard error is kept.
//!
//! It is a helper of the harness, so it runs outside of every test network. It is killed with all that it started.

use crate::implementation::helper_launch;
use crate::protocol::{Home, ModelSpec, Spec, embedded};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tempfile::TempDir;

/// The longest answer, in bytes.
const LONGEST_LINE: u64 = 64 << 20;
/// How much of standard error is kept, in bytes.
const KEPT: usize = 8 << 10;
/// How long a process that has closed its output may take to end by itself.
const GRACE: Duration = Duration::from_secs(1);

/// A model that runs.
#[derive(Debug)]
pub(super) struct Process {
    child: Child,
    requests: Option<Sender<Vec<u8>>>,
    /// Lines of its standard output; closed at its end.
    lines: Receiver<Vec<u8>>,
    errors: Arc<Mutex<Vec<u8>>>,
    /// Closed when standard error ends.
    errors_end: Receiver<()>,
    /// Closed when the process has ended.
    ended: Receiver<()>,
    /// The files of an embedded protocol, for as long as the model runs.
    _files: Option<TempDir>,
}

/// Why no answer came.
pub(super) struct Silence {
    pub(super) what: String,
    pub(super) standard_error: String,
}

impl Process {
    /// Starts the model in the protocol's folder, or says why it can't be started.
    pub(super) fn start(model: &ModelSpec, protocol: &Spec) -> Result<Process, String> {
        let (home, files) = match &protocol.home {
            Home::Folder(path) => (path.clone(), None),
            Home::BuiltIn => {
                let (home, files) = extract_protocol(&protocol.name)?;
                (home, Some(files))
            }
        };
        let mut child = spawn_model(model, &home)?;
        let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (Some(stdin), Some(stdout), Some(stderr)) = (stdin, stdout, stderr) else {
            return Err("its pipes are missing".to_owned());
        };
        let errors = Arc::new(Mutex::new(Vec::new()));
        Ok(Process {
            requests: Some(write_requests(stdin)),
            lines: read_lines(stdout),
            errors_end: keep_end(stderr, Arc::clone(&errors)),
            ended: watch_exit(&child),
            child,
            errors,
            _files: files,
        })
    }

    /// Sends a request and waits for its answer. After an error the process is dead.
    pub(super) fn ask_within(&mut self, request: &str, limit: Duration) -> Result<String, Silence> {
        if self.lines.try_recv().is_ok() {
            return Err(self.kill_and_explain("printed a line that nobody had asked for"));
        }
        let line = format!("{request}\n").into_bytes();
        // If no thread reads any more, the end of its output says so below.
        let _ = self.requests.as_ref().map(|requests| requests.send(line));
        match self.lines.recv_timeout(limit) {
            Ok(line) if !line.ends_with(b"\n") && line.len() as u64 >= LONGEST_LINE => {
                Err(self.kill_and_explain(&format!("answered a line of more than {} MiB", LONGEST_LINE >> 20)))
            }
            Ok(line) => String::from_utf8(line).map_err(|_| self.kill_and_explain("answered what is not UTF-8")),
            Err(RecvTimeoutError::Timeout) => {
                Err(self.kill_and_explain(&format!("did not answer within {} s", limit.as_secs_f64())))
            }
            Err(RecvTimeoutError::Disconnected) => {
                let _ = self.ended.recv_timeout(GRACE);
                let status = self.child.try_wait().ok().flatten();
                let how = status.map_or_else(|| "has closed its output".to_owned(), |s| format!("has ended ({s})"));
                Err(self.kill_and_explain(&how))
            }
        }
    }

    /// Kills the process; what it did, with the end of its standard error.
    fn kill_and_explain(&mut self, what: &str) -> Silence {
        self.kill_and_reap();
        let _ = self.errors_end.recv_timeout(GRACE);
        let errors = self.errors.lock().unwrap_or_else(PoisonError::into_inner);
        Silence { what: what.to_owned(), standard_error: String::from_utf8_lossy(&errors).into_owned() }
    }

    /// Kills the process with its group, and reaps it.
    fn kill_and_reap(&mut self) {
        self.requests = None;
        if !matches!(self.child.try_wait(), Ok(Some(_))) {
            kill_group(&mut self.child);
            let _ = self.child.wait();
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill_and_reap();
    }
}

/// Writes the files of a built-in protocol. Returns its folder, and the guard that keeps the folder.
fn extract_protocol(name: &str) -> Result<(PathBuf, TempDir), String> {
    let folder = embedded::folder(name).ok_or("its protocol is not built in")?;
    let files = tempfile::tempdir().map_err(|error| error.to_string())?;
    std::fs::create_dir(files.path().join(name)).map_err(|error| error.to_string())?;
    folder.extract(files.path()).map_err(|error| error.to_string())?;
    Ok((files.path().join(name), files))
}

fn spawn_model(spec: &ModelSpec, home: &Path) -> Result<Child, String> {
    let launch = helper_launch(&spec.command, home).map_err(|unavailable| unavailable.to_string())?;
    let (program, arguments) = launch.argv.split_first().ok_or("its command is empty")?;
    let mut command = Command::new(program);
    command.args(arguments).current_dir(&launch.cwd);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    command.spawn().map_err(|error| format!("{}: {error}", program.display()))
}

/// Writes the requests, so that a model that does not read holds up no thread. Its end closes the model's input.
fn write_requests(mut stdin: ChildStdin) -> Sender<Vec<u8>> {
    let (sender, requests) = channel::<Vec<u8>>();
    std::thread::spawn(move || {
        for request in requests {
            if stdin.write_all(&request).and_then(|()| stdin.flush()).is_err() {
                break;
            }
        }
    });
    sender
}

fn read_lines(stdout: impl Read + Send + 'static) -> Receiver<Vec<u8>> {
    let (sender, lines) = channel();
    std::thread::spawn(move || {
        let mut stdout = BufReader::new(stdout);
        loop {
            let mut line = Vec::new();
            match stdout.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line) {
                Ok(length) if length > 0 && sender.send(line).is_ok() => {}
                _ => break,
            }
        }
    });
    lines
}

/// Keeps the last bytes of a stream.
fn keep_end(mut stderr: impl Read + Send + 'static, kept: Arc<Mutex<Vec<u8>>>) -> Receiver<()> {
    let (end, ended) = channel::<()>();
    std::thread::spawn(move || {
        let mut buffer = [0; 1024];
        while let Ok(length @ 1..) = stderr.read(&mut buffer) {
            let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.extend_from_slice(&buffer[..length]);
            let surplus = kept.len().saturating_sub(KEPT);
            kept.drain(..surplus);
        }
        drop(end);
    });
    ended
}

/// Closed when the child has ended; it is left to be reaped, so that its number can't pass to another process.
#[cfg(unix)]
fn watch_exit(child: &Child) -> Receiver<()> {
    use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};
    let (end, ended) = channel::<()>();
    let pid = Pid::from_child(child);
    std::thread::spawn(move || {
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
        while matches!(waitid(WaitId::Pid(pid), options), Err(rustix::io::Errno::INTR)) {}
        drop(end);
    });
    ended
}

#[cfg(unix)]
fn kill_group(child: &mut Child) {
    use rustix::process::{Pid, Signal, kill_process_group};
    let _ = kill_process_group(Pid::from_child(child), Signal::KILL);
}

#[cfg(not(unix))]
fn watch(_child: &Child) -> Receiver<()> {
    channel().1
}

#[cfg(not(unix))]
fn kill_group(child: &mut Child) {
    let _ = child.kill();
}
