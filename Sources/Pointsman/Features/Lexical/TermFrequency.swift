internal import PointsmanSupport

/// scikit-learn's `TfidfTransformer(sublinear_tf=True)`, in parts.
package enum TermFrequency {
  /// 1 + ln tf, for tf of at least 1.
  @inline(__always)
  package static func sublinear(_ count: UInt32) -> Float {
    count == 1 ? 1 : 1 + log(Float(count))
  }

  /// The sublinear frequencies of counts up to 255, which is nearly all of them; the first is not used.
  static let sublinearTable = [0] + (1..<256 as Range<UInt32>).map(sublinear)

  /// ln((1 + n) / (1 + df)) + 1 for a bucket that `documents` of `total` prompts have.
  package static func inverseDocumentFrequency(documents: Int, total: Int) -> Float {
    Float(log(Double(1 + total) / Double(1 + documents)) + 1)
  }
}
