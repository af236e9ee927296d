import Foundation
import PointsmanTraining

extension TokenTableLocator {
  /// Looks from where this program lies and runs.
  static var ofThisProcess: TokenTableLocator {
    TokenTableLocator(
      override: ProcessInfo.processInfo.environment[variable],
      executable: Bundle.main.executableURL?.resolvingSymlinksInPath().path,
      workingDirectory: FileManager.default.currentDirectoryPath)
  }
}
