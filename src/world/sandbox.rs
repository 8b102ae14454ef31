//! The files that programs under test may write: a Landlock domain (landlock(7)). Each worker's thread enters it before
//! it starts a program, and it holds for everything that the thread starts. In it, programs get no new privileges from
//! set-user-ID programs. They can send no signals to processes outside and look into none. Programs that run as root
//! keep only the capabilities for files, users and low ports.

use super::{WorldError, privileges};
use landlock::{
    ABI, AccessFs, CompatLevel, Compatible, PathBeneath, PathFd, Ruleset, RulesetAttr, RulesetCreated,
    RulesetCreatedAttr, Scope,
};
use std::io;
use std::path::{Path, PathBuf};

/// The files that programs may write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sandbox {
    /// All files that this user may write.
    Off,
    /// Those in their scratch folder, the folders that they run in, and the folders for temporary files, if the system
    /// can enforce it.
    #[default]
    Auto,
    /// Those in their scratch folder alone; if the system can't enforce it, nothing is played.
    On,
}

/// The rights that programs lack outside the folders that they may write to.
const WRITING: ABI = ABI::V3;
/// The devices that every program may write to, as far as the user may: they are no files, or memory, or in the trial's
/// own network.
const DEVICES: [&str; 10] = [
    "/dev/null",
    "/dev/zero",
    "/dev/full",
    "/dev/random",
    "/dev/urandom",
    "/dev/tty",
    "/dev/ptmx",
    "/dev/pts",
    "/dev/shm",
    "/proc/sys/net",
];
/// The folders for temporary files, whatever TMPDIR says: a JVM keeps some in /tmp.
const TEMPORARY: [&str; 2] = ["/tmp", "/var/tmp"];

impl Sandbox {
    /// Why this system can't confine programs; `None` if it can.
    pub fn why_unavailable() -> Option<String> {
        create_ruleset().err().map(|error| error.to_string())
    }

    /// Confines the calling thread, and all that it starts from here on, to `scratch`. In `Auto` it also allows
    /// `grounds`, which are the folders that programs run in. It can't be undone.
    ///
    /// # Errors
    /// The system can't, and it must.
    pub fn confine_thread(self, scratch: &Path, grounds: &[PathBuf]) -> Result<(), WorldError> {
        let own = || DEVICES.iter().map(PathBuf::from).chain([scratch.to_owned()]);
        let writable: Vec<PathBuf> = match self {
            Sandbox::Off => return Ok(()),
            Sandbox::On => own().collect(),
            Sandbox::Auto => {
                let temporary = TEMPORARY.iter().map(PathBuf::from).chain([std::env::temp_dir()]);
                own().chain(temporary).chain(grounds.iter().cloned()).collect()
            }
        };
        privileges::limit_child_capabilities();
        match (restrict_writing_to(&writable), self) {
            (Err(_), Sandbox::Auto) => Ok(()),
            (result, _) => result.map_err(WorldError::for_action("confine programs to their folder")),
        }
    }
}

fn create_ruleset() -> io::Result<RulesetCreated> {
    let ruleset = Ruleset::default().set_compatibility(CompatLevel::HardRequirement);
    let ruleset = ruleset.handle_access(AccessFs::from_write(WRITING)).map_err(io::Error::other)?;
    // Signals are younger (Linux 6.12) than files.
    let ruleset = ruleset.set_compatibility(CompatLevel::BestEffort).scope(Scope::Signal).map_err(io::Error::other)?;
    ruleset.create().map_err(io::Error::other)
}

fn restrict_writing_to(writable: &[PathBuf]) -> io::Result<()> {
    let mut ruleset = create_ruleset()?;
    for path in writable {
        // A file that is not there can't be written to.
        let Ok(place) = PathFd::new(path) else { continue };
        let rights = if path.is_dir() { AccessFs::from_write(WRITING) } else { AccessFs::from_file(WRITING) };
        let rights = rights & AccessFs::from_write(WRITING);
        ruleset = ruleset.add_rule(PathBeneath::new(place, rights)).map_err(io::Error::other)?;
    }
    ruleset.restrict_self().map_err(io::Error::other)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use std::process::Command;

    /// Whether a shell that is started in the sandbox can write there.
    fn can_write(sandbox: Sandbox, scratch: &Path, grounds: &Path, file: &Path) -> bool {
        let (scratch, grounds, target) = (scratch.to_owned(), grounds.to_owned(), file.to_owned());
        let thread = std::thread::spawn(move || {
            sandbox.confine_thread(&scratch, &[grounds]).unwrap();
            let mut command = Command::new("/bin/sh");
            command.args(["-c", "2>/dev/null >\"$0\"; 2>/dev/null >/dev/null"]).arg(&target).status().unwrap()
        });
        thread.join().unwrap();
        file.exists()
    }

    /// A writable folder that is not for temporary files: the folder of this crate, or the user's home.
    fn find_lasting_folder() -> Option<PathBuf> {
        let home = std::env::var_os("HOME").map(PathBuf::from);
        let places = [Some(PathBuf::from(env!("CARGO_MANIFEST_DIR"))), home];
        let is_temporary = |place: &PathBuf| {
            TEMPORARY.iter().any(|folder| place.starts_with(folder)) || place.starts_with(std::env::temp_dir())
        };
        let can_be_written_to = |place: &PathBuf| tempfile::tempdir_in(place).is_ok();
        places.into_iter().flatten().find(|place| !is_temporary(place) && can_be_written_to(place))
    }

    #[rstest]
    #[case(Sandbox::Off, [true, true, true])]
    #[case(Sandbox::Auto, [true, true, false])]
    #[case(Sandbox::On, [true, false, false])]
    fn programs_write_where_they_may(#[case] sandbox: Sandbox, #[case] expected: [bool; 3]) {
        if let Some(why) = Sandbox::why_unavailable() {
            eprintln!("skipped: no Landlock here ({why})");
            return;
        }
        let Some(place) = find_lasting_folder() else {
            eprintln!("skipped: every folder that can be written to is one for temporary files");
            return;
        };
        let folder = || tempfile::tempdir_in(&place).unwrap();
        let (scratch, grounds, other) = (folder(), folder(), folder());
        let written = [&scratch, &grounds, &other]
            .map(|folder| can_write(sandbox, scratch.path(), grounds.path(), &folder.path().join("file")));
        assert_eq!(written, expected);
    }
}
