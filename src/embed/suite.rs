//! The suite: the programs to test, and the settings.

use super::helper::Helper;
use super::verdicts::{Collector, Verdicts};
use crate::case::select::{SelectError, Selection};
use crate::case::{Case, CaseId, built_in};
use crate::engine::plan::{Batch, Indices, Plan};
use crate::engine::run::run;
use crate::engine::settings::{BUDGET, Settings};
use crate::generate::{self, Origin};
use crate::implementation::{AdHoc, AdHocError, Implementation, NamedError, ad_hoc, load_named_implementation};
use crate::protocol::role::Role;
use crate::set_statistics::role::{tcp_client, tcp_server, udp_client, udp_server};
use crate::world::isolation::enter_isolation;
use crate::world::{Confinement, Isolation, Limits, Sandbox};
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

/// The suite, to be run against programs: as `sockspec run`, from a test.
///
/// ```
/// // Nothing to test is a mistake, never a success.
/// assert!(sockspec::Suite::new().run().is_err());
/// ```
#[derive(Debug, Clone)]
pub struct Suite {
    programs: AdHoc,
    manifests: Vec<String>,
    only: Vec<String>,
    skip: Vec<String>,
    generated: Option<u64>,
    seed: u64,
    strict: bool,
    time_limit: Duration,
    budget: Duration,
    jobs: Option<NonZeroUsize>,
    confinement: Confinement,
    helper: Option<Helper>,
}

/// A program and its arguments, with placeholders: words, or one text that is split as a shell does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandLine(String);

impl From<&str> for CommandLine {
    fn from(text: &str) -> CommandLine {
        CommandLine(text.to_owned())
    }
}

impl From<String> for CommandLine {
    fn from(text: String) -> CommandLine {
        CommandLine(text)
    }
}

impl<S: AsRef<str>, const N: usize> From<[S; N]> for CommandLine {
    fn from(words: [S; N]) -> CommandLine {
        // A word with a NUL byte can't be joined, and no program can be given it.
        CommandLine(shlex::try_join(words.iter().map(AsRef::as_ref)).unwrap_or_default())
    }
}

/// The suite can't be run as it was asked for.
#[derive(Debug, thiserror::Error)]
pub enum SuiteError {
    /// No program was named.
    #[error("there is nothing to test: name a program, as in Suite::new().tcp_server([\"./server\", \"{{port}}\"])")]
    NoProgram,
    /// A command holds a mistake.
    #[error("{}", .0.render(false))]
    Command(AdHocError),
    /// A manifest can't be read, or is none.
    #[error("{}", .0.render(false))]
    Manifest(NamedError),
    /// A pattern of [`Suite::only`] or [`Suite::skip`] chooses nothing sensible.
    #[error(transparent)]
    Selection(#[from] SelectError),
}

impl Default for Suite {
    fn default() -> Suite {
        Suite::new()
    }
}

impl Suite {
    /// The whole suite, with seed 0, against nothing yet.
    pub fn new() -> Suite {
        Suite {
            programs: AdHoc::default(),
            manifests: Vec::new(),
            only: Vec::new(),
            skip: Vec::new(),
            generated: None,
            seed: 0,
            strict: false,
            time_limit: Duration::from_secs(10),
            budget: BUDGET,
            jobs: None,
            confinement: Confinement::default(),
            helper: None,
        }
    }

    /// The TCP server's command.
    pub fn tcp_server(self, command: impl Into<CommandLine>) -> Suite {
        self.program(tcp_server(), command)
    }

    /// The TCP client's command.
    pub fn tcp_client(self, command: impl Into<CommandLine>) -> Suite {
        self.program(tcp_client(), command)
    }

    /// The UDP server's command.
    pub fn udp_server(self, command: impl Into<CommandLine>) -> Suite {
        self.program(udp_server(), command)
    }

    /// The UDP client's command.
    pub fn udp_client(self, command: impl Into<CommandLine>) -> Suite {
        self.program(udp_client(), command)
    }

    /// The command of the program that plays `role`.
    pub fn program(mut self, role: Role, command: impl Into<CommandLine>) -> Suite {
        self.programs.commands.insert(role, command.into().0);
        self
    }

    /// The port that is compiled into the programs; without it that of the protocol, or the one that `{port}` passes.
    pub fn port(mut self, port: u16) -> Suite {
        self.programs.port = Some(port);
        self
    }

    /// The same for the port to which UDP servers reply and which UDP clients bind.
    pub fn reply_port(mut self, port: u16) -> Suite {
        self.programs.reply_port = Some(port);
        self
    }

    /// The report's name for the programs.
    pub fn name(mut self, name: impl Into<String>) -> Suite {
        self.programs.name = Some(name.into());
        self
    }

    /// The programs of a manifest too: its path, or that of its folder.
    pub fn manifest(mut self, path: impl Into<String>) -> Suite {
        self.manifests.push(path.into());
        self
    }

    /// Only cases that one of these patterns matches: globs over ids, or folders such as `tcp-server/published`. Generated
    /// cases stand in `tcp-server/generated`.
    pub fn only(mut self, pattern: impl Into<String>) -> Suite {
        self.only.push(pattern.into());
        self
    }

    /// No case that this pattern matches.
    pub fn skip(mut self, pattern: impl Into<String>) -> Suite {
        self.skip.push(pattern.into());
        self
    }

    /// How many generated exchanges of each family are played, instead of the usual few; 0 for none.
    pub fn generated(mut self, exchanges: u64) -> Suite {
        self.generated = Some(exchanges);
        self
    }

    /// The seed of everything generated: two runs with one seed are the same run.
    pub fn seed(mut self, seed: u64) -> Suite {
        self.seed = seed;
        self
    }

    /// Whether a broken SHOULD counts as a broken MUST.
    pub fn strict(mut self, strict: bool) -> Suite {
        self.strict = strict;
        self
    }

    /// How long one wait may take; 10 s without it.
    pub fn time_limit(mut self, limit: Duration) -> Suite {
        self.time_limit = limit;
        self
    }

    /// How long each program may be waited for in each role, in all its trials together; 60 s without it. What remains then
    /// is not run, and stands among the faults.
    pub fn budget(mut self, budget: Duration) -> Suite {
        self.budget = budget;
        self
    }

    /// How many trials run at once, if each has a network of its own; without it, three per core.
    pub fn jobs(mut self, jobs: NonZeroUsize) -> Suite {
        self.jobs = Some(jobs);
        self
    }

    /// The resources that programs may use; without it the same as with `sockspec run`.
    pub fn limits(mut self, limits: Limits) -> Suite {
        self.confinement.limits = limits;
        self
    }

    /// The files that programs may write; [`Sandbox::Auto`] without it.
    pub fn sandbox(mut self, sandbox: Sandbox) -> Suite {
        self.confinement.sandbox = sandbox;
        self
    }

    /// The program that serves as the harness's other processes: see [the room's text](super).
    pub fn helper(mut self, helper: Helper) -> Suite {
        self.helper = Some(helper);
        self
    }

    /// Runs it.
    ///
    /// # Errors
    /// Something was asked for that can't be. What a program does wrong, or what keeps it from being started, is no error
    /// but stands in the verdicts.
    pub fn run(self) -> Result<Verdicts, SuiteError> {
        let implementations = self.implementations()?;
        let selection = Selection::new(&self.only, &self.skip)?;
        let all = built_in();
        let suite: Vec<CaseId> = all.iter().map(|case| case.id.clone()).collect();
        let families: Vec<CaseId> =
            generate::all_families(crate::protocols::current_protocol().drawer).map(Origin::id).collect();
        selection.check_patterns(suite.iter().chain(&families))?;
        let cases: Vec<Arc<Case>> =
            all.into_iter().filter(|case| selection.includes_case(&case.id)).map(Arc::new).collect();
        let plan = Plan::new(implementations, &cases, &[]).of_suite(suite);
        let plan = plan.with_generated_cases(self.seed, &self.batches(&selection));
        let settings = self.settings();
        let mut collector = Collector::new();
        run(&plan, &settings, |event| collector.handle(&event));
        Ok(collector.verdicts())
    }

    fn implementations(&self) -> Result<Vec<Implementation>, SuiteError> {
        let mut all = Vec::new();
        if !self.programs.commands.is_empty() {
            all.push(ad_hoc(self.programs.clone().as_typed()).map_err(SuiteError::Command)?);
        }
        for manifest in &self.manifests {
            all.push(load_named_implementation(manifest).map_err(SuiteError::Manifest)?);
        }
        // `{sockspec}` in a manifest is the installed program, and never the test's own.
        if let Some(helper) = &self.helper {
            all = all.into_iter().map(|one| one.with_sockspec(helper.path())).collect();
        }
        if all.is_empty() { Err(SuiteError::NoProgram) } else { Ok(all) }
    }

    fn batches(&self, selection: &Selection) -> Vec<Batch> {
        let batch = |first: Origin| {
            let Origin { role, family, .. } = first;
            let count = family.case_count(role, self.generated.unwrap_or(generate::by_default(role)));
            let keeps = |index: &u64| selection.includes_case(&Origin { index: *index, ..first }.id());
            Batch { role, family, indices: Indices::These((0..count).filter(keeps).collect()) }
        };
        generate::all_families(crate::protocols::current_protocol().drawer)
            .map(batch)
            .filter(|batch| batch.indices.count() > 0)
            .collect()
    }

    fn settings(&self) -> Settings {
        let path = self.helper.as_ref().map(|helper| helper.path().to_owned());
        let isolation = enter_isolation(path.as_ref());
        // On the host's network a keeper takes this process's other children for the programs' own: they may be other
        // tests'.
        let is_shared = !self.helper.as_ref().is_some_and(Helper::is_this_program);
        let helper = path.filter(|_| isolation == Isolation::Namespaces || !is_shared);
        Settings {
            jobs: self.jobs,
            time_limit: self.time_limit,
            budget: self.budget,
            strict: self.strict,
            confinement: self.confinement,
            ..Settings::new(crate::protocols::current_protocol(), isolation, helper)
        }
    }
}
