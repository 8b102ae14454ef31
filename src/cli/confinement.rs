//! The flags that limit the resources of programs, and the files that they may write.

use super::arguments::time_limit;
use crate::world::{Confinement, Limits, Sandbox};
use clap::{Args, ValueEnum};
use std::time::Duration;

/// What programs may use up, and where they may write.
#[derive(Debug, Args, Clone)]
pub(super) struct ConfinementArguments {
    /// Where programs may write: auto means in their scratch folder, in the folders that they run in and in /tmp; on, in
    /// the scratch folder alone; off, wherever you may. With auto and on they get no new privileges
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    sandbox: SandboxChoice,
    /// How much memory each process of a program may write to, as in 512M or 4G
    #[arg(long, value_name = "SIZE", default_value = "4G", value_parser = parse_size)]
    limit_memory: u64,
    /// How large a file it may write
    #[arg(long, value_name = "SIZE", default_value = "64M", value_parser = parse_size)]
    limit_file: u64,
    /// How many descriptors it may have open
    #[arg(long, value_name = "N", default_value = "1024")]
    limit_descriptors: u64,
    /// How many processes and threads the programs of a trial may have
    #[arg(long, value_name = "N", default_value = "1024")]
    limit_processes: u64,
    /// How long a program that works all the while may take to start, where --time-limit is shorter, as in 500ms or 5s
    #[arg(long, value_name = "TIME", default_value = "60s", value_parser = time_limit)]
    limit_start: Duration,
}

/// Where programs may write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SandboxChoice {
    /// Where that breaks nothing
    Auto,
    /// In their scratch folder alone
    On,
    /// Wherever you may
    Off,
}

impl ConfinementArguments {
    /// What they mean.
    pub(super) fn to_confinement(&self) -> Confinement {
        let sandbox = match self.sandbox {
            SandboxChoice::Auto => Sandbox::Auto,
            SandboxChoice::On => Sandbox::On,
            SandboxChoice::Off => Sandbox::Off,
        };
        let limits = Limits {
            memory: self.limit_memory,
            file_size: self.limit_file,
            descriptors: self.limit_descriptors,
            processes: self.limit_processes,
            start: self.limit_start,
        };
        Confinement { limits, sandbox }
    }
}

/// A size in bytes, as in 512M: K, M and G are powers of 1024.
fn parse_size(text: &str) -> Result<u64, String> {
    let unit = text.chars().last().and_then(|unit| "KMG".find(unit.to_ascii_uppercase()));
    let (number, shift) = unit.map_or((text, 0), |place| (&text[..text.len() - 1], 10 * (place + 1)));
    let bytes = number.parse::<u64>().ok().and_then(|number| number.checked_mul(1 << shift)).filter(|bytes| *bytes > 0);
    bytes.ok_or_else(|| "write a size as in 512M or 4G".to_owned())
}

#[cfg(test)]
mod tests {
    use super::parse_size;
    use rstest::rstest;

    #[rstest]
    #[case("1", Some(1))]
    #[case("512M", Some(512 << 20))]
    #[case("4g", Some(4 << 30))]
    #[case("2K", Some(2048))]
    #[case("0", None)]
    #[case("", None)]
    #[case("G", None)]
    #[case("4T", None)]
    #[case("99999999999999999999", None)]
    #[case("99999999999G", None)]
    #[case("-1", None)]
    fn sizes_are_parsed(#[case] text: &str, #[case] bytes: Option<u64>) {
        assert_eq!(parse_size(text).ok(), bytes);
    }
}
