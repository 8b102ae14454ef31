//! A protocol that is another one, except for a few things: a dialect of it.
//!
//! Only the room of the base knows the content of the differences; here they are a value that is passed on.

use super::clause;
use super::spec::{Home, RoleSpec, Spec};
use crate::diagnosis::Mistake;
use crate::document::FileError;
use std::any::Any;
use std::fmt;

/// The base of a protocol, and the differences from it.
pub struct Base {
    /// The base.
    pub spec: &'static Spec,
    differences: &'static (dyn Any + Send + Sync),
}

/// A dialect's own data, and its changes of the base.
pub struct DialectVariant<'a> {
    /// Its name.
    pub name: String,
    /// One line: what it is.
    pub title: String,
    /// The place of its folder.
    pub home: Home,
    /// Its roles: those of the base, with other ports, perhaps.
    pub roles: Vec<RoleSpec>,
    /// The errors' name for its clauses' text.
    pub markdown_name: &'a str,
    /// The text of its clauses: the same as its base's, in the same order, in words of its own.
    pub markdown: &'a str,
    /// The ids of the clauses that do not hold in it.
    pub off: Vec<&'a str>,
    /// The other differences: a value of the room that knows the base.
    pub differences: &'static (dyn Any + Send + Sync),
}

impl Spec {
    /// Its roles, as data.
    pub fn role_specs(&self) -> &'static [RoleSpec] {
        self.roles
    }

    /// In what it differs from its base; `None`: it has none, or its base's room keeps something else.
    pub fn differences<T: 'static>(&self) -> Option<&'static T> {
        self.base.as_ref()?.differences.downcast_ref()
    }

    /// A protocol like this one, but for what `variant` says. It lives as long as the process.
    ///
    /// # Errors
    /// The first clause of its text that can't be read.
    pub fn with_variant(&'static self, variant: DialectVariant<'_>) -> Result<&'static Spec, FileError> {
        let roles: &'static [RoleSpec] = Box::leak(variant.roles.into_boxed_slice());
        let clauses = clause::read(roles, variant.markdown)
            .map_err(|problem| Mistake::from_problem(variant.markdown_name, variant.markdown, problem))?;
        let places = clauses.iter().enumerate();
        let off = places.filter(|(_, clause)| variant.off.contains(&clause.id.as_str())).map(|(at, _)| at).collect();
        Ok(Box::leak(Box::new(Spec {
            name: variant.name,
            title: variant.title,
            home: variant.home,
            judge: self.judge.clone(),
            base: Some(Base { spec: self, differences: variant.differences }),
            roles,
            on_packets: self.on_packets.clone(),
            next_client: self.next_client.clone(),
            clauses,
            off,
        })))
    }
}

impl fmt::Debug for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Base").field("name", &self.spec.name).finish_non_exhaustive()
    }
}
