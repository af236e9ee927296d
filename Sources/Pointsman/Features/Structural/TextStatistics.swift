/// Everything the structural features are computed from: counts over one prompt, gathered in three linear passes.
///
/// It is not copyable, since it is large and every feature looks into it.
struct TextStatistics: ~Copyable {
  let characters: CharacterTally
  var words = WordTally()
  var numbers = NumberTally()
  var marks = MarkTally()
  var options = OptionTally()
  var lines = LineTally()
  /// Occurrences by ``Cue``.
  var cues = InlineArray<64, Int>(repeating: 0)
  /// Bytes of the last turn, turns of the conversation, and bytes of all but the last.
  let lastTurnBytes, turns: Int
  let earlierBytes: Int

  /// Reads the last turn of a conversation; linear time, no allocation, any bytes.
  init(lastTurn: Span<UInt8>, turns: Int, conversationBytes: Int) {
    lastTurnBytes = lastTurn.count
    self.turns = max(0, turns)
    earlierBytes = max(0, max(0, conversationBytes) - lastTurn.count)
    characters = CharacterTally(ByteHistogram(lastTurn))
    lines.read(lastTurn)
    read(lastTurn)
  }

  /// Bytes before the first list of options, or in all.
  var stem: Int { options.start ?? lastTurnBytes }

  /// The number of words that carry `cue`.
  subscript(_ cue: Cue) -> Int { cues[cue.rawValue] }

  /// Adds one to each cue of `mask`.
  mutating func count(_ mask: CueMask) {
    var rest = mask
    while rest != 0 {
      cues[rest.trailingZeroBitCount] += 1
      rest &= rest - 1
    }
  }
}
