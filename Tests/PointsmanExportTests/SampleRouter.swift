import Pointsman
import PointsmanSupport
import Testing

@testable import PointsmanExport

/// A router file in this repository.
enum SampleRouter: String {
  /// The lexical and semantic blocks, three models, isotonic calibration, the target `winner`.
  case curved = "Checks/exports/curved"
  /// The structural block beside those two.
  case dense = "Checks/exports/dense"
  /// All blocks of the first version of the file format.
  case all = "PointsmanTests/Golden/version-1"

  func load() throws -> Router {
    let tests = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(2).joined(separator: "/")
    return try Router(contentsOf: "\(tests)/\(rawValue).router")
  }
}
