//! The files of the built-in protocols: they are there wherever the binary is installed.

use include_dir::{Dir, include_dir};

static PROTOCOLS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/protocols");

/// The names of the built-in protocols, the default one first, the others by name.
pub fn names() -> Vec<&'static str> {
    let mut names: Vec<&str> = PROTOCOLS.dirs().filter_map(|dir| dir.path().to_str()).collect();
    names.sort_by_key(|name| (*name != super::DEFAULT, *name));
    names
}

/// The folder of a built-in protocol.
pub fn folder(name: &str) -> Option<&'static Dir<'static>> {
    PROTOCOLS.get_dir(name)
}

/// The folder below that of a built-in protocol.
pub fn folder_below(name: &str, part: &str) -> Option<&'static Dir<'static>> {
    PROTOCOLS.get_dir(format!("{name}/{part}"))
}

/// The text of a file of a built-in protocol.
pub fn text(name: &str, file: &str) -> Option<&'static str> {
    PROTOCOLS.get_file(format!("{name}/{file}"))?.contents_utf8()
}
