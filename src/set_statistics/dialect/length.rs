//! The fate of a set's length.

/// Whether the length is asked for, and how it reaches the server.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Length {
    /// A person types it, and it is sent after the message: the post's.
    #[default]
    Sent,
    /// Nobody asks for it.
    NotAsked,
    /// A person types it, and the client keeps it.
    NotSent,
    /// It is sent behind the message, as one more piece of it.
    Joined,
}

impl Length {
    /// All of them, each with its name in protocol.toml.
    pub const ALL: [(&'static str, Length); 4] = [
        ("sent", Length::Sent),
        ("not-asked", Length::NotAsked),
        ("not-sent", Length::NotSent),
        ("joined", Length::Joined),
    ];

    /// Its name in protocol.toml.
    pub fn as_str(self) -> &'static str {
        Length::ALL.iter().find(|(_, length)| *length == self).map_or("sent", |(name, _)| name)
    }

    /// Whether a person types it.
    pub fn is_asked(self) -> bool {
        self != Length::NotAsked
    }

    /// Whether it is sent by itself.
    pub fn is_sent(self) -> bool {
        self == Length::Sent
    }

    /// Whether it is the last piece of the request.
    pub fn is_joined(self) -> bool {
        self == Length::Joined
    }
}
