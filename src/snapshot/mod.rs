//! Pinned behaviour: a folder of readable texts, one a case, and how what was seen now differs from them.

mod changes;
mod folder;
mod taken;

pub use changes::{Change, Changes, compare_with_pinned, render_change};
pub use folder::SnapshotFolder;
pub use taken::{NotTaken, Taken};
