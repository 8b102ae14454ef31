//! The findings' names for a client of the harness.

/// `client a` for a client that a case calls `a`; a name that says so by itself (`client-1`, `visit-3`) stays as it is.
pub(crate) fn client_called(name: &str) -> String {
    if name.starts_with("client") || name.starts_with("visit") { name.to_owned() } else { format!("client {name}") }
}
