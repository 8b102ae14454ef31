//! The built-ins as the rest of the suite meets them.

use sockspec::implementation::{Launch, PlaceholderValues, Tool, built_in, built_in_names};
use sockspec::set_statistics::role::{tcp_server, udp_server};
use std::path::Path;

fn values() -> PlaceholderValues {
    PlaceholderValues {
        port: 40001,
        reply_port: 40002,
        typed: vec![b"5 4".to_vec(), b"2".to_vec()],
        folder: "/f".into(),
    }
}

#[test]
fn the_reference_is_this_very_binary() {
    let reference = built_in("reference").unwrap().with_sockspec(Path::new(env!("CARGO_BIN_EXE_sockspec")));
    let Launch { argv, cwd, .. } = reference.programs[&udp_server()].launch(&reference.home, &values()).unwrap();
    let expected = ["reference", "udp-server", "--port", "40001", "--reply-port", "40002"];
    assert_eq!(argv[0], env!("CARGO_BIN_EXE_sockspec"));
    assert_eq!(argv[1..], expected);
    assert!(cwd.is_absolute() && cwd.is_dir());
}

#[test]
fn the_original_launches_with_a_python_that_answers_or_says_how_to_get_one() {
    let original = built_in("original").unwrap();
    match original.programs[&tcp_server()].launch(&original.home, &values()) {
        Ok(launch) => {
            assert!(Path::new(&launch.argv[0]).is_absolute());
            assert_eq!(Ok(Path::new(&launch.argv[0]).to_path_buf()), Tool::Python27.find());
            assert!(launch.cwd.join(&launch.argv[1]).is_file());
        }
        Err(unavailable) => assert!(unavailable.advice.contains("SOCKSPEC_PYTHON27")),
    }
}

#[test]
fn a_manifest_on_disk_and_its_embedded_copy_are_one() {
    for name in built_in_names() {
        let folder = Path::new("protocols/set-statistics/implementations").join(&name);
        let on_disk = sockspec::implementation::load_manifest(&folder).unwrap();
        assert_eq!(on_disk.programs, built_in(&name).unwrap().programs, "{name}");
    }
}
