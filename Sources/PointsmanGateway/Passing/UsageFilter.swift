internal import PointsmanSupport

/// Takes out of a stream of Chat Completions the event that counts tokens, where the gateway asked for it and the client did
/// not: it has no choice, and some clients take the first choice of every event.
///
/// Until the answer has given the reason for its end, bytes go on as they come. After it an event is held until it is
/// whole.
package struct UsageFilter: Sendable {
  private var held: [UInt8] = []
  private var isHolding = false

  package init() {}

  /// The bytes that go on to the client.
  ///
  /// - Parameter mayEnd: true once the reason for the end was in the stream, these bytes included.
  package mutating func pass(_ bytes: [UInt8], mayEnd: Bool) -> [UInt8] {
    isHolding = isHolding || mayEnd
    guard isHolding else { return bytes }
    held += bytes
    var (passed, start) = ([UInt8](), 0)
    while let end = Self.eventEnd(in: held, from: start) {
      let event = held[start..<end]
      if !Self.isUsage(event) { passed += event }
      start = end
    }
    held.removeFirst(start)
    return passed
  }

  /// The bytes that are left at the end of the stream.
  package mutating func finish() -> [UInt8] {
    defer { held = [] }
    return Self.isUsage(held[...]) ? [] : held
  }

  /// The index after the empty line that ends an event.
  private static func eventEnd(in bytes: [UInt8], from start: Int) -> Int? {
    var (index, isEmptyLine) = (start, false)
    while index < bytes.count {
      if bytes[index] == 0x0a {
        if isEmptyLine { return index + 1 }
        isEmptyLine = true
      } else if bytes[index] != 0x0d {
        isEmptyLine = false
      }
      index += 1
    }
    return nil
  }

  private static func isUsage(_ event: ArraySlice<UInt8>) -> Bool {
    guard event.starts(with: "data:".utf8) else { return false }
    let text = Array(event.dropFirst(5).drop { $0 == 0x20 })
    guard let json = try? JSONValue(parsing: text, maximumValues: 10_000), let usage = json["usage"], usage != .null
    else { return false }
    return json["choices"]?.array?.isEmpty ?? false
  }
}
