import Testing

/// The program as users run it, against real servers; one test after the other.
@Suite(.serialized, .timeLimit(.minutes(3)))
enum EndToEnd {}
