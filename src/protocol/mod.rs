//! What a protocol is: its roles and its clauses as data, read from the two files of its folder. Knows no protocol in
//! particular, save for the name of the one that is tested where nobody names another. Never does I/O.

mod base;
pub mod clause;
pub mod embedded;
mod read;
pub mod role;
pub mod sources;
pub mod spec;

pub use base::{Base, Variant};
pub use read::{Texts, define};
pub use sources::{Definition, Derivation, Derive, Draw, FamilySpec, ModelSpec};
pub use spec::{Home, Prefix, ReplyTo, RoleSpec, Spec, Unit, built_in, default, define_built_in};

use std::cell::Cell;

/// The name of the protocol that is tested where nobody names another one.
pub const DEFAULT: &str = "set-statistics";

/// The file that describes a protocol.
pub const FILE: &str = "protocol.toml";

/// The file that states its clauses.
pub const TEXT: &str = "PROTOCOL.md";

thread_local! {
    static CURRENT: Cell<Option<&'static Spec>> = const { Cell::new(None) };
}

/// The protocol that this thread's work is about: names of roles, clauses and cases are read as its own. The default one,
/// where [`within`] says no other.
pub fn current() -> &'static Spec {
    CURRENT.get().unwrap_or_else(default)
}

/// Does `work`, on this thread, about `spec`; afterwards the thread is where it was before.
pub fn within<T>(spec: &'static Spec, work: impl FnOnce() -> T) -> T {
    struct Back(Option<&'static Spec>);
    impl Drop for Back {
        fn drop(&mut self) {
            CURRENT.set(self.0);
        }
    }
    let _back = Back(CURRENT.replace(Some(spec)));
    work()
}
