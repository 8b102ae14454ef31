//! The clauses by name, so that the judge, the generators and the faults can say which one they mean.
//!
//! Only PROTOCOL.md says what a clause demands, how strongly, and of which role.

use crate::protocol::clause::ClauseId;

/// Makes the enum, its list and its names.
macro_rules! clauses {
    ($($id:ident $name:literal)+) => {
        /// One clause of the protocol, by the id that PROTOCOL.md gives it, in its order.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Clause {
            $(#[doc = concat!("`", $name, "`")] $id,)+
        }

        impl Clause {
            /// Every clause, in the order of PROTOCOL.md.
            pub const ALL: &'static [Clause] = &[$(Clause::$id),+];

            /// The id as it is written everywhere: `TCP-S-1`.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Clause::$id => $name,)+
                }
            }
        }
    };
}

clauses! {
    End1 "END-1"
    End2 "END-2"
    End3 "END-3"

    Num1 "NUM-1"
    Num2 "NUM-2"
    Num3 "NUM-3"
    Num4 "NUM-4"
    Num5 "NUM-5"
    Num6 "NUM-6"

    Req1 "REQ-1"
    Req2 "REQ-2"
    Req3 "REQ-3"

    Rsp1 "RSP-1"
    Rsp2 "RSP-2"
    Rsp3 "RSP-3"

    TcpS1 "TCP-S-1"
    TcpS2 "TCP-S-2"
    TcpS3 "TCP-S-3"
    TcpS4 "TCP-S-4"
    TcpS5 "TCP-S-5"
    TcpS6 "TCP-S-6"
    TcpS7 "TCP-S-7"
    TcpS8 "TCP-S-8"
    TcpS9 "TCP-S-9"
    TcpS10 "TCP-S-10"
    TcpS11 "TCP-S-11"
    TcpS12 "TCP-S-12"

    TcpC1 "TCP-C-1"
    TcpC2 "TCP-C-2"
    TcpC3 "TCP-C-3"
    TcpC4 "TCP-C-4"
    TcpC5 "TCP-C-5"
    TcpC6 "TCP-C-6"
    TcpC7 "TCP-C-7"
    TcpC8 "TCP-C-8"

    UdpS1 "UDP-S-1"
    UdpS2 "UDP-S-2"
    UdpS3 "UDP-S-3"
    UdpS4 "UDP-S-4"
    UdpS5 "UDP-S-5"
    UdpS6 "UDP-S-6"
    UdpS7 "UDP-S-7"

    UdpC1 "UDP-C-1"
    UdpC2 "UDP-C-2"
    UdpC3 "UDP-C-3"
    UdpC4 "UDP-C-4"
    UdpC5 "UDP-C-5"
    UdpC6 "UDP-C-6"
    UdpC7 "UDP-C-7"

    Con1 "CON-1"
    Con2 "CON-2"
    Con3 "CON-3"
    Con4 "CON-4"
    Con5 "CON-5"
    Con6 "CON-6"
    Con7 "CON-7"
}

impl Clause {
    /// The clause as every room knows it: of the dialect that this thread's work is about, or of the post's protocol.
    ///
    /// # Panics
    /// Never: PROTOCOL.md states every one of these, in this order, as a test holds, and a dialect has the same.
    pub fn id(self) -> ClauseId {
        ClauseId::new(super::dialect::current_spec(), self as usize)
    }

    /// The clause of the post's own protocol.
    pub(super) fn id_of_default(self) -> ClauseId {
        ClauseId::new(crate::protocol::default(), self as usize)
    }

    /// The clause of this id; `None`: there is none.
    pub fn find_by_id(id: &str) -> Option<Clause> {
        Clause::ALL.iter().copied().find(|clause| clause.as_str() == id)
    }

    /// The clause by which this one is known here.
    pub fn from_id(id: ClauseId) -> Clause {
        Clause::ALL[id.place()]
    }

    /// Whether `id` is one of these.
    pub fn is_among(id: ClauseId, these: &[Clause]) -> bool {
        these.contains(&Clause::from_id(id))
    }
}

impl std::fmt::Display for Clause {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

impl From<Clause> for ClauseId {
    fn from(clause: Clause) -> ClauseId {
        clause.id()
    }
}

impl PartialEq<ClauseId> for Clause {
    fn eq(&self, other: &ClauseId) -> bool {
        self.id() == *other
    }
}

impl PartialEq<Clause> for ClauseId {
    fn eq(&self, other: &Clause) -> bool {
        *self == other.id()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::clause::Level;

    #[test]
    fn the_text_states_every_clause_in_order() {
        let stated: Vec<ClauseId> = crate::protocol::default().clauses().collect();
        assert_eq!(stated, Clause::ALL.iter().map(|clause| clause.id()).collect::<Vec<_>>());
        for (stated, clause) in stated.iter().zip(Clause::ALL) {
            assert_eq!((stated.as_str(), Clause::from_id(*stated)), (clause.as_str(), *clause));
        }
        assert_eq!(stated.len(), 56);
    }

    #[test]
    fn levels_and_behaviours_are_the_protocols() {
        assert_eq!(Clause::TcpS1.id().level(), Level::Must);
        assert_eq!(Clause::End1.id().level(), Level::Should);
        assert_eq!(Clause::TcpS9.id().behaviours(), ["first-piece", "joined", "separate", "refused"]);
    }
}
