internal import Pointsman
internal import PointsmanNumerics

/// `PromptFeatures` while rows are added to them, every family in one long array.
struct PromptParts: Sendable {
  private let words: SpillableArrayWriter<UInt32>
  private let structural: SpillableArrayWriter<Float>
  private let semantic: SpillableArrayWriter<Float>
  /// Where each row's words end.
  private var ends: [Int] = []
  private var dimension: Int?
  private var failure: ScratchError?

  /// What was read of one prompt.
  struct Row: Sendable {
    /// As `PackedTerms` packs them.
    let terms: [UInt32]
    let structural: [Float]
    /// nil without a table of tokens.
    let semantic: [Float]?
  }

  init(_ scratch: Scratch) throws(ScratchError) {
    words = try SpillableArrayWriter(scratch)
    structural = try SpillableArrayWriter(scratch)
    semantic = try SpillableArrayWriter(scratch)
  }

  /// Adds rows after those that are there; nothing after a failure.
  mutating func append(_ rows: [Row]) {
    guard failure == nil else { return }
    do throws(ScratchError) {
      try words.append(rows.flatMap(\.terms))
      try structural.append(rows.flatMap(\.structural))
      try semantic.append(rows.flatMap { $0.semantic ?? [] })
    } catch {
      failure = error
    }
    for row in rows {
      ends.append((ends.last ?? 0) + row.terms.count)
      dimension = row.semantic?.count
    }
  }

  func finish() throws(ScratchError) -> (
    terms: [PackedTerms], structural: [Slice<SpillableArray<Float>>], semantic: [Slice<SpillableArray<Float>>]
  ) {
    if let failure { throw failure }
    let (words, structural, semantic) = (try words.finish(), try structural.finish(), try semantic.finish())
    let rows = ends.indices
    return (
      rows.map { PackedTerms(words[($0 == 0 ? 0 : ends[$0 - 1])..<ends[$0]]) },
      Self.rows(structural, rows.count, width: StructuralFeatures.count),
      dimension.map { Self.rows(semantic, rows.count, width: $0) } ?? []
    )
  }

  private static func rows(_ numbers: SpillableArray<Float>, _ count: Int, width: Int) -> [Slice<SpillableArray<Float>>]
  {
    (0..<count).map { numbers[$0 * width..<($0 + 1) * width] }
  }
}
