import CPointsmanBuild
import Pointsman
import PointsmanNumerics

/// The output of `--version`: lines that distinguish builds.
enum Build {
  /// The first 12 digits of the commit, followed by "-altered" where files differed from it; "unknown" outside git.
  static var commit: String { describe(commit: pointsman_commit(), isAltered: pointsman_commit_altered()) }

  static var description: String {
    """
    pointsman \(Version.current)
    commit \(commit)
    router format \(RouterManifest.formatVersion)
    OpenBLAS kernel \(BLASKernel.better.map { "\($0), in place of \(BLASKernel.name)" } ?? BLASKernel.name)
    """
  }

  /// `commit` holds 48 bits: 0 means no commit, and leading zeros are digits.
  static func describe(commit: UInt64, isAltered: Bool) -> String {
    guard commit > 0 else { return "unknown" }
    let digits = String(commit, radix: 16)
    return String(repeating: "0", count: max(0, 12 - digits.count)) + digits + (isAltered ? "-altered" : "")
  }
}
