/// Parts a stream of server-sent events into the data of each, wherever the pieces of the stream begin and end.
///
/// WHATWG, HTML Living Standard, 9.2.6: lines end in LF, CR or CR LF, an empty line ends an event, and several `data` lines
/// are joined by LF. Comments, names and ids of events are passed over: every protocol repeats the name in the data.
package struct EventStream: Sendable {
  private var line: [UInt8] = []
  private var data: [UInt8] = []
  private var hasData = false
  private var wasCR = false
  private let limit: Int

  /// - Parameter limit: the most bytes of an event, as a stream without an end of line would fill the memory.
  package init(limit: Int = 16 << 20) {
    self.limit = limit
  }

  /// The data of the events that end in `bytes`; nil where an event is longer than the limit.
  package mutating func append(_ bytes: some Sequence<UInt8>) -> [[UInt8]]? {
    var events: [[UInt8]] = []
    for byte in bytes {
      if byte == 0x0a, wasCR {
        wasCR = false
        continue
      }
      wasCR = byte == 0x0d
      guard byte == 0x0a || byte == 0x0d else {
        line.append(byte)
        guard line.count + data.count <= limit else { return nil }
        continue
      }
      if line.isEmpty {
        if hasData { events.append(data) }
        (data, hasData) = ([], false)
      } else {
        take()
        line.removeAll(keepingCapacity: true)
      }
    }
    return events
  }

  private mutating func take() {
    let name = Array("data:".utf8)
    guard line.starts(with: name) else { return }
    if hasData { data.append(0x0a) }
    hasData = true
    data += line.dropFirst(name.count + (line.count > name.count && line[name.count] == 0x20 ? 1 : 0))
  }
}
