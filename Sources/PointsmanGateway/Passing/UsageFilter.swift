internal import PointsmanSupport

/// Takes out of a stream of Chat Completions the event that counts tokens, where the gateway asked for it and the client did
/// not: it has no choice, and some clients take the first choice of every event.
///
/// Until the answer has given the reason for its end, bytes go on as they come. After it an event is held until it is
/// whole.
package struct UsageFilter: Sendable {
  private var held: [UInt8] = []
  private var isHolding = false
  /// Bytes of `held` that were looked through, and whether the line at their end is empty so far.
  private var searched = 0
  private var isEmptyLine = false

  package init() {}

  /// The bytes that go on to the client.
  ///
  /// - Parameter mayEnd: true once the reason for the end was in the stream, these bytes included.
  package mutating func pass(_ bytes: [UInt8], mayEnd: Bool) -> [UInt8] {
    isHolding = isHolding || mayEnd
    guard isHolding else { return bytes }
    held += bytes
    var (passed, start) = ([UInt8](), 0)
    while searched < held.count {
      let byte = held[searched]
      searched += 1
      // An empty line ends an event.
      if byte == 0x0a, isEmptyLine {
        let event = held[start..<searched]
        if !Self.isUsage(event) { passed += event }
        (start, isEmptyLine) = (searched, false)
      } else if byte == 0x0a {
        isEmptyLine = true
      } else if byte != 0x0d {
        isEmptyLine = false
      }
    }
    held.removeFirst(start)
    searched -= start
    // No count of tokens is as long.
    if held.count > Self.mostBytes {
      passed += held
      held.removeAll()
      searched = 0
    }
    return passed
  }

  private static let mostBytes = 1 << 20

  /// The bytes that are left at the end of the stream.
  package mutating func finish() -> [UInt8] {
    defer { (held, searched) = ([], 0) }
    return Self.isUsage(held[...]) ? [] : held
  }

  private static func isUsage(_ event: ArraySlice<UInt8>) -> Bool {
    guard event.starts(with: "data:".utf8) else { return false }
    let text = Array(event.dropFirst(5).drop { $0 == 0x20 })
    guard let json = try? JSONValue(parsing: text, maximumValues: 10_000), let usage = json["usage"], usage != .null
    else { return false }
    return json["choices"]?.array?.isEmpty ?? false
  }
}
