//! The model of a protocol: its roles and its clauses as data, read from the two files of its folder. Knows no protocol
//! in particular, except the name of the default one. Never does I/O.

mod base;
pub mod clause;
pub mod embedded;
mod read;
pub mod role;
pub mod sources;
pub mod spec;

pub use base::{Base, DialectVariant};
pub use read::{Texts, read_definition};
pub use sources::{Definition, Derivation, Derive, Draw, FamilySpec, ModelSpec};
pub use spec::{AtTheEnd, Home, Prefix, ReplyTo, RoleSpec, Spec, Unit, built_in, default, define_built_in};

use std::cell::Cell;

/// The name of the protocol that is tested by default.
pub const DEFAULT: &str = "set-statistics";

/// The file that describes a protocol.
pub const FILE: &str = "protocol.toml";

/// The file that states its clauses.
pub const TEXT: &str = "PROTOCOL.md";

thread_local! {
    static CURRENT: Cell<Option<&'static Spec>> = const { Cell::new(None) };
}

/// The protocol that this thread works with: names of roles, clauses and cases are read as its own. It is the default
/// one, unless [`run_with_spec`] sets another.
pub fn current_spec() -> &'static Spec {
    CURRENT.get().unwrap_or_else(default)
}

/// Does `work`, on this thread, with the protocol `spec`; afterwards the thread has its earlier protocol again.
pub fn run_with_spec<T>(spec: &'static Spec, work: impl FnOnce() -> T) -> T {
    while_set(|spec| CURRENT.replace(spec), spec, work)
}

/// Does `work` while a place holds `value`; afterwards, also after a panic, it holds what it held before. `replace` puts
/// something into the place and gives back what was there.
pub(crate) fn while_set<V, T>(replace: impl Fn(Option<V>) -> Option<V>, value: V, work: impl FnOnce() -> T) -> T {
    struct Restore<V, R: Fn(Option<V>) -> Option<V>>(R, Option<V>);
    impl<V, R: Fn(Option<V>) -> Option<V>> Drop for Restore<V, R> {
        fn drop(&mut self) {
            (self.0)(self.1.take());
        }
    }
    let before = replace(Some(value));
    let _restore = Restore(replace, before);
    work()
}
