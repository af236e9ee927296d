internal import Foundation

extension TokenTableLocator {
  /// Looks from where this program lies and runs.
  public static var ofThisProcess: TokenTableLocator {
    TokenTableLocator(
      override: ProcessInfo.processInfo.environment[variable],
      executable: Bundle.main.executableURL?.resolvingSymlinksInPath().path,
      workingDirectory: FileManager.default.currentDirectoryPath)
  }
}

extension TokenTable {
  /// The table that training takes from where this program lies and runs.
  public static func ofThisProcess() throws(TokenTableError) -> TokenTable {
    try TokenTable(contentsOf: TokenTableLocator.ofThisProcess.path())
  }
}
