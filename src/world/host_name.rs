//! The host's name, as programs under test see it: one of their own, in a name-service file of their own.
//!
//! On most machines the host's name is not that of 127.0.0.1 (hosts(5); Debian gives it 127.0.1.1), and a server that
//! binds it can't be reached at localhost. Each worker shows its programs such a machine, whatever the real one is. The
//! harness is found at that address too, so that a client that connects to the host's name is served.

use super::WorldError;
use nix::mount::{MsFlags, mount};
use nix::sched::{CloneFlags, unshare};
use std::fs;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};

/// The name, unless a manifest gives another.
const NAME: &str = "sockspec-host";
/// The address of the name, unless a manifest gives one: not the address that the protocol asks for.
const ADDRESS: Ipv4Addr = Ipv4Addr::new(127, 0, 1, 1);

/// The host name of one worker's programs.
#[derive(Debug)]
pub struct HostName {
    hosts: Option<PathBuf>,
}

impl HostName {
    /// Gives the calling thread, and all that it starts, a host name of its own (uts_namespaces(7)). It also gives them
    /// an /etc/hosts of their own (mount_namespaces(7)) in `scratch`. If the system refuses that, the name is
    /// `localhost`.
    ///
    /// # Errors
    /// The system refuses the name.
    pub fn for_this_thread(scratch: &Path) -> Result<HostName, WorldError> {
        unshare(CloneFlags::CLONE_NEWUTS).map_err(WorldError::for_action("make a UTS namespace"))?;
        let hosts = scratch.join("hosts");
        let name = HostName { hosts: cover_hosts_file(&hosts).is_ok().then_some(hosts) };
        name.set_name(None)?;
        Ok(name)
    }

    /// The harness's own file in the scratch folder, which stays there.
    pub fn hosts_file(&self) -> Option<&Path> {
        self.hosts.as_deref()
    }

    /// Names the host: with a name of the manifest's it resolves to 127.0.0.1, as its programs need it. Says to what the
    /// name resolves.
    ///
    /// # Errors
    /// The system refuses the name, or the file.
    pub fn set_name(&self, wanted: Option<&str>) -> Result<Ipv4Addr, WorldError> {
        let name = match (&self.hosts, wanted) {
            (None, None) => "localhost",
            (_, wanted) => wanted.unwrap_or(NAME),
        };
        let address = if self.hosts.is_some() && wanted.is_none() { ADDRESS } else { Ipv4Addr::LOCALHOST };
        if let Some(hosts) = &self.hosts {
            let text = format!("127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n{address} {name}\n");
            fs::write(hosts, text).map_err(WorldError::for_action("write the hosts file"))?;
        }
        rustix::system::sethostname(name.as_bytes()).map_err(WorldError::for_action("name the host"))?;
        Ok(address)
    }

    /// To what the name of the machine itself resolves by its /etc/hosts, which programs on the host's network read too.
    pub fn address_of_this_machine() -> Option<Ipv4Addr> {
        let name = rustix::system::uname().nodename().to_string_lossy().into_owned();
        address_in(&fs::read_to_string("/etc/hosts").ok()?, &name)
    }
}

/// The IPv4 address of `name` in the text of a hosts file (hosts(5)).
fn address_in(text: &str, name: &str) -> Option<Ipv4Addr> {
    let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default().split_whitespace());
    lines.into_iter().find_map(|mut words| {
        let address = words.next()?.parse().ok()?;
        words.any(|word| word.eq_ignore_ascii_case(name)).then_some(address)
    })
}

/// Puts the file at `hosts` over /etc/hosts, for the calling thread and what it starts alone.
fn cover_hosts_file(hosts: &Path) -> std::io::Result<()> {
    const NOTHING: Option<&str> = None;
    fs::write(hosts, "127.0.0.1 localhost\n")?;
    unshare(CloneFlags::CLONE_NEWNS)?;
    // Or the mount would show in the namespace that this one was copied from.
    mount(NOTHING, "/", NOTHING, MsFlags::MS_REC | MsFlags::MS_PRIVATE, NOTHING)?;
    mount(Some(hosts), "/etc/hosts", NOTHING, MsFlags::MS_BIND, NOTHING)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_in_a_hosts_file() {
        let text = "127.0.0.1 localhost\n::1 box\n# 10.0.0.1 box\n127.0.1.1\tbox.lan Box # here\n127.0.0.9 box\n";
        assert_eq!(address_in(text, "box"), Some(Ipv4Addr::new(127, 0, 1, 1)));
        assert_eq!(address_in(text, "here"), None);
    }
}
