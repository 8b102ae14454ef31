//! The protocols that can be tested: the composition root, which alone names the room of each.

use crate::engine::protocol::Protocol;
use crate::protocol;
use crate::set_statistics::generate::SetStatisticsDrawer;
use crate::set_statistics::judge::SetStatisticsJudge;

/// The protocol that is tested where nobody names another one.
pub fn default() -> Protocol {
    Protocol { spec: protocol::default(), judge: &SetStatisticsJudge, drawer: &SetStatisticsDrawer }
}
