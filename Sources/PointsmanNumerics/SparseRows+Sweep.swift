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
