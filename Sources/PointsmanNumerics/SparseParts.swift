/// The three arrays of `SparseRows` while parts are added to them.
struct SparseParts: Sendable {
  private var offsets = [0]
  private let indices: SpillableArrayWriter<UInt32>
  private let values: SpillableArrayWriter<Float>
  private var failure: ScratchError?

  init(nonZeros: Int, _ scratch: Scratch) throws(ScratchError) {
    indices = try SpillableArrayWriter(scratch, reserving: nonZeros)
    values = try SpillableArrayWriter(scratch, reserving: nonZeros)
  }

  /// Adds rows below those that are there; nothing after a failure.
  mutating func append(_ part: SparseRows) {
    guard failure == nil else { return }
    do throws(ScratchError) {
      try indices.append(Array(part.indices))
      try values.append(Array(part.values))
      let start = offsets.last!
      offsets += part.offsets.dropFirst().map { start + $0 }
    } catch {
      failure = error
    }
  }

  func rows(columns: Int) throws(ScratchError) -> SparseRows {
    if let failure { throw failure }
    return SparseRows(
      columns: columns, offsets: offsets, indices: try indices.finish(), values: try values.finish())
  }
}
