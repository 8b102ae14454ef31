//! The implementations of a run that has several. One that can't be read never keeps the others from being tried, and
//! each has a name of its own.

use super::arguments::AdHocArguments;
use super::settings;
use super::{UsageError, generated};
use crate::case::Case;
use crate::engine::event::SkippedImplementation;
use crate::implementation::{Implementation, ManifestOrigin, NamedError, load_named_implementation, named_with};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path};

/// The implementations that take part.
#[derive(Debug, Default)]
pub(super) struct Class {
    /// The implementations that can be tried, and the cases that are kept beside their manifests.
    pub(super) members: Vec<(Implementation, Vec<Case>)>,
    /// The implementations with a mistake in their manifest. They can't be tried, but the run still needs them.
    pub(super) unreadable: Vec<SkippedImplementation>,
}

impl Class {
    /// Reads all that was named, or the built-in ones. One that stands alone must be right; of several each that is not
    /// becomes a row of its own. A name that is neither a file nor a folder is a slip, and is said before anything is run.
    /// `manifest` describes the programs in all folders that are named, if one is given.
    pub(super) fn read(names: &[String], flags: &AdHocArguments, manifest: Option<&Path>) -> Result<Class, UsageError> {
        if let Some(mistake) = flags.find_mistake() {
            return Err(UsageError::new(mistake));
        }
        let programs = flags.commands_by_role().count().min(1);
        if names.len() + programs < 2 && manifest.is_none() {
            let members = settings::load_implementations(names, flags)?.into_iter();
            let with_cases = members.map(|one| generated::load_regressions(&one).map(|cases| (one, cases)));
            return Ok(Class { members: with_cases.collect::<Result<_, _>>()?, unreadable: Vec::new() });
        }
        let mut class = Class::default();
        if programs > 0 {
            class.members.extend(settings::load_implementations(&[], flags)?.into_iter().map(|one| (one, Vec::new())));
        }
        for name in names {
            match manifest {
                None => class.add_implementation(name, load_named_implementation(name))?,
                Some(manifest) => class.add_folder(name, manifest)?,
            }
        }
        class.tell_apart();
        Ok(class)
    }

    /// The names of all, those that can't be tried too.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        let unreadable = self.unreadable.iter().map(|one| one.implementation.as_str());
        self.members.iter().map(|(one, _)| one.name.as_str()).chain(unreadable)
    }

    /// A folder that a manifest for many describes: a mistake in that is not the folder's.
    fn add_folder(&mut self, name: &str, manifest: &Path) -> Result<(), UsageError> {
        match named_with(manifest, name) {
            Err(error @ NamedError::Manifest(_)) => Err(to_usage_error(&error)),
            other => self.add_implementation(name, other),
        }
    }

    fn add_implementation(&mut self, name: &str, found: Result<Implementation, NamedError>) -> Result<(), UsageError> {
        match found {
            Ok(one) => match generated::load_regressions(&one) {
                Ok(cases) => self.members.push((one, cases)),
                Err(UsageError { text, .. }) => {
                    let reason = format!("a case that is kept beside it can't be read: {}", first_line(&text));
                    let advice = format!("fix it, or delete it: sockspec run {name} shows where");
                    self.give_up(name, reason, advice);
                }
            },
            Err(error @ (NamedError::Unknown { .. } | NamedError::Extract(_))) => {
                return Err(to_usage_error(&error));
            }
            Err(error) => {
                let (reason, advice) = error.line_and_advice();
                self.give_up(name, reason, advice);
            }
        }
        Ok(())
    }

    fn give_up(&mut self, name: &str, reason: String, advice: String) {
        let implementation = name_unreadable(name);
        self.unreadable.push(SkippedImplementation { implementation, role: None, reason, advice, required: true });
    }

    /// Gives those of one name their folder's name too, and those that still have one name a number.
    fn tell_apart(&mut self) {
        let names: Vec<String> = self.names().map(str::to_owned).collect();
        let folders: Vec<Vec<String>> = self.members.iter().map(|(one, _)| folder_names_above(one)).collect();
        let mut new = names.clone();
        for name in names.iter().collect::<BTreeSet<_>>() {
            let same: Vec<usize> = (0..folders.len()).filter(|at| names[*at] == *name).collect();
            if same.len() > 1 {
                for (at, folder) in same.iter().zip(distinguishing_folders(&same, &folders)) {
                    new[*at] = folder.map_or_else(|| name.clone(), |folder| format!("{name} ({folder})"));
                }
            }
        }
        number_duplicates(&mut new);
        let mut new = new.into_iter();
        self.members.iter_mut().map(|(one, _)| &mut one.name).zip(&mut new).for_each(|(name, new)| *name = new);
        self.unreadable.iter_mut().map(|one| &mut one.implementation).zip(&mut new).for_each(|(name, new)| *name = new);
    }
}

/// The error that ends the run before it begins.
fn to_usage_error(error: &NamedError) -> UsageError {
    let color = settings::use_color(super::arguments::ColorChoice::Auto, &std::io::stderr());
    UsageError::from_rendered(error.render(color))
}

/// The names of the folders above a manifest, the nearest last.
fn folder_names_above(one: &Implementation) -> Vec<String> {
    match &one.origin {
        // Those of one name are called after the folder already.
        ManifestOrigin::Shared { .. } => {
            path_parts(&one.home).split_last().map(|(_, above)| above.to_vec()).unwrap_or_default()
        }
        ManifestOrigin::Manifest(_) => path_parts(&one.home),
        ManifestOrigin::BuiltIn(_) | ManifestOrigin::AdHoc(_) => Vec::new(),
    }
}

fn path_parts(path: &Path) -> Vec<String> {
    let normal = path.components().filter_map(|part| match part {
        Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
        _ => None,
    });
    normal.collect()
}

/// For each of these the first folder, from the manifest upwards, that distinguishes it from the others.
fn distinguishing_folders(same: &[usize], folders: &[Vec<String>]) -> Vec<Option<String>> {
    let above = |at: usize, up: usize| folders[at].len().checked_sub(up + 1).map(|place| &folders[at][place]);
    let longest = same.iter().map(|at| folders[*at].len()).max().unwrap_or(0);
    let differs = |up: &usize| same.iter().map(|at| above(*at, *up)).collect::<BTreeSet<_>>().len() > 1;
    let up = (0..longest).find(differs);
    same.iter().map(|at| above(*at, up?).cloned()).collect()
}

/// Numbers what has one name, from the second on.
fn number_duplicates(names: &mut [String]) {
    let mut taken: BTreeSet<String> = names.iter().cloned().collect();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for name in names {
        let count = seen.entry(name.clone()).or_default();
        *count += 1;
        while *count > 1 {
            let numbered = format!("{name} #{count}");
            if taken.insert(numbered.clone()) {
                *name = numbered;
                break;
            }
            *count += 1;
        }
    }
}

/// The name of an implementation whose manifest can't be read: its folder, or the file.
fn name_unreadable(name: &str) -> String {
    let path = std::path::absolute(name).unwrap_or_else(|_| name.into());
    let folder =
        if path.is_file() && path.extension().is_some_and(|e| e == "toml") { path.parent() } else { Some(&*path) };
    folder.and_then(|path| path_parts(path).pop()).unwrap_or_else(|| name.to_owned())
}

fn first_line(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    line.trim_start_matches(['×', ' ']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder_lists(paths: &[&str]) -> Vec<Vec<String>> {
        paths.iter().map(|path| path_parts(Path::new(path))).collect()
    }

    #[test]
    fn the_first_folder_that_differs_tells_apart() {
        let found = |paths: &[&str]| {
            let folders = folder_lists(paths);
            let same: Vec<usize> = (0..paths.len()).collect();
            distinguishing_folders(&same, &folders).into_iter().map(Option::unwrap_or_default).collect::<Vec<_>>()
        };
        assert_eq!(found(&["/s/alice", "/s/bob"]), ["alice", "bob"]);
        assert_eq!(found(&["/s/alice/code", "/s/bob/code"]), ["alice", "bob"]);
        assert_eq!(found(&["/s/a", "/s/a"]), ["", ""]);
    }

    #[test]
    fn what_is_left_with_one_name_is_numbered() {
        let mut names = ["a", "b", "a", "a #2", "a"].map(str::to_owned);
        number_duplicates(&mut names);
        assert_eq!(names, ["a", "b", "a #3", "a #2", "a #4"]);
    }
}
