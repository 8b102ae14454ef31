//! The implementations under test: manifests, built-ins, and the errors that people see.

mod built_in;
mod invalid_manifests;
mod wrong_words;

use std::path::Path;

/// Settings with which a test pins what people see, in a folder below the project's `snapshots/`.
fn pinned_in(folder: &str) -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}
