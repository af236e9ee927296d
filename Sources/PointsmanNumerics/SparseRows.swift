internal import PointsmanSupport

/// A sparse matrix by rows (CSR): row i holds `values[k]` in column `indices[k]` for k in `offsets[i]..<offsets[i +
/// 1]`.
///
/// Within a row a column occurs at most once; the order of the columns is free.
public struct SparseRows: Sendable {
  public let columns: Int
  public let offsets: [Int]
  public let indices: SpillableArray<UInt32>
  public let values: SpillableArray<Float>
  /// How many panels (see `panels`) are at work at a time: 16,384 rows, some 130 MB of text's n-grams, unless tests say
  /// otherwise.
  let windowPanels: Int
  public var rows: Int { offsets.count - 1 }

  /// Copies the arrays. Every index must be below `columns`. O(non-zeros).
  public init(columns: Int, offsets: [Int], indices: [UInt32], values: [Float]) {
    self.init(columns: columns, offsets: offsets, indices: SpillableArray(indices), values: SpillableArray(values))
  }

  /// Takes the arrays over.
  package init(
    columns: Int, offsets: [Int], indices: SpillableArray<UInt32>, values: SpillableArray<Float>,
    windowPanels: Int = 4096
  ) {
    precondition(offsets.first == 0 && offsets.last == indices.count && indices.count == values.count)
    precondition(zip(offsets, offsets.dropFirst()).allSatisfy { $0 <= $1 }, "row offsets must not decrease")
    precondition(indices.allSatisfy { $0 < columns }, "a column index reaches past the last column")
    self.columns = columns
    self.offsets = offsets
    self.indices = indices
    self.values = values
    self.windowPanels = windowPanels
  }

  /// The same numbers as a dense matrix. O(rows · columns).
  public var dense: Matrix {
    var matrix = Matrix(rows: rows, columns: columns)
    sweep { row in
      for k in offsets[row]..<offsets[row + 1] { matrix[row, Int(indices[k])] = values[k] }
    }
    return matrix
  }

  /// The same rows with the most frequent column first, each row's columns ascending, and for each column where it
  /// was.
  ///
  /// The columns of nearly every row then lie side by side, and a row walks through memory in one direction.
  /// O(non-zeros + columns · log columns), the sorting of rows shared among `threads`.
  public func orderedByFrequency(threads: Int = 1) -> (rows: SparseRows, order: [Int]) {
    var counts = [Int](repeating: 0, count: columns)
    for index in indices { counts[Int(index)] += 1 }
    let order = counts.indices.sorted { (counts[$1], $0) < (counts[$0], $1) }
    var places = [UInt32](repeating: 0, count: columns)
    for (place, column) in order.enumerated() { places[column] = UInt32(place) }
    let part = 512
    let sorted = Scratch.unlimited { scratch throws(ScratchError) in
      try Self(
        columns: columns, parts: (rows + part - 1) / part, nonZeros: indices.count, threads: threads, scratch: scratch
      ) { [places] index in
        let range = index * part..<Swift.min(rows, (index + 1) * part)
        let (start, end) = (offsets[range.lowerBound], offsets[range.upperBound])
        return SparseRows(
          columns: columns, offsets: offsets[range.lowerBound...range.upperBound].map { $0 - start },
          indices: indices[start..<end].map { places[Int($0)] }, values: Array(values[start..<end]))
      }
    }
    return (sorted, order)
  }

  /// The rows of part after part, each row's columns ascending. The parts are made by `threads` threads, and no more of
  /// them are held beside the whole than are under way.
  public init(
    columns: Int, parts: Int, nonZeros: Int, threads: Int, scratch: Scratch, _ part: @Sendable (Int) -> SparseRows
  ) throws(ScratchError) {
    let empty = try SparseParts(nonZeros: nonZeros, scratch)
    let whole = concurrentReduce(into: empty, count: parts, threads: threads) { index in
      part(index).sorted()
    } combine: { whole, _, part in
      whole.append(part)
    }
    self = try whole.rows(columns: columns)
  }

  /// The same rows, the columns of each ascending: radix sort, nine bits at a time, the least first.
  private func sorted() -> SparseRows {
    var (keys, values) = (Array(indices), Array(values))
    var (nextKeys, nextValues) = (keys, values)
    var shift: UInt32 = 0
    while columns > 1 << shift {
      for row in 0..<rows {
        let entries = offsets[row]..<offsets[row + 1]
        var counts = [Int](repeating: 0, count: 513)
        for k in entries { counts[Int(keys[k] >> shift & 511) + 1] += 1 }
        counts[0] = entries.lowerBound
        for digit in 1..<512 { counts[digit] += counts[digit - 1] }
        for k in entries {
          let digit = Int(keys[k] >> shift & 511)
          (nextKeys[counts[digit]], nextValues[counts[digit]]) = (keys[k], values[k])
          counts[digit] += 1
        }
      }
      swap(&keys, &nextKeys)
      swap(&values, &nextValues)
      shift += 9
    }
    return SparseRows(columns: columns, offsets: offsets, indices: keys, values: values)
  }
}

extension SparseRows {
  /// Rows that are read together where they are on disk: few, so that rows from many places fit a window.
  private static let panelRows = 4

  /// How many panels the rows come in.
  public var panels: Int { (rows + Self.panelRows - 1) / Self.panelRows }

  /// Calls `body` with every row in order.
  @inlinable @inline(__always) public func sweep(_ body: (Int) -> Void) {
    sweep(panels: 0..<panels) { window in for row in window { body(row) } }
  }

  /// Calls `body` with the rows of `windowPanels` panels at a time, ascending: the first of `panels`, the next, and so on.
  ///
  /// Where the rows are on disk, each window is asked for while the one before is at work, and let go after it.
  @inlinable @inline(__always) public func sweep(panels: some Sequence<Int>, _ body: ([Int]) -> Void) {
    var panels = panels.makeIterator()
    var window = next(&panels)
    while !window.isEmpty {
      let following = next(&panels)
      body(window.flatMap(\.self))
      for rows in window { release(rows: rows) }
      window = following
    }
  }

  /// The rows of the next panels, asked for.
  @usableFromInline func next(_ panels: inout some IteratorProtocol<Int>) -> [Range<Int>] {
    var window: [Range<Int>] = []
    while window.count < windowPanels, let panel = panels.next() {
      let rows = panel * Self.panelRows..<min(rows, (panel + 1) * Self.panelRows)
      let entries = offsets[rows.lowerBound]..<offsets[rows.upperBound]
      indices.expect(entries)
      values.expect(entries)
      window.append(rows)
    }
    return window.sorted { $0.lowerBound < $1.lowerBound }
  }

  /// Says that `rows` will not be read for a while.
  @usableFromInline func release(rows: Range<Int>) {
    let entries = offsets[rows.lowerBound]..<offsets[rows.upperBound]
    indices.release(entries)
    values.release(entries)
  }
}

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
