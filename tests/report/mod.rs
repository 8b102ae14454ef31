//! Reports, from recorded lists of events: no process is started here.

mod build;
mod console;
mod everywhere;
mod everywhere_lists;
mod github;
mod html;
mod json;
mod junit;
mod markdown;
mod matrix;
mod pinned;
mod programs_bytes;
mod qualification;
mod runs;
mod summary;
mod tap;

/// The settings of every snapshot: one folder for all, named by hand.
fn pinning() -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.add_filter(r#"("tool":\{"name":"sockspec","version":)"[^"]+""#, r#"$1"[version]""#);
    settings
}

/// Pins `text` under `name` in the folder of snapshots.
fn pin(name: &str, text: &str) {
    pinning().bind(|| insta::assert_snapshot!(name, text));
}
