internal import Foundation

extension EncoderLocator {
  /// Looks from where this program lies and runs. Tables of tokens are not kept among the user's caches: Pointsman's
  /// repository has the one.
  public static func ofThisProcess(_ part: EncoderPart) -> EncoderLocator {
    EncoderLocator(
      part, override: ProcessInfo.processInfo.environment[part.variable], cache: part == .network ? cacheFolder : nil,
      executable: Bundle.main.executableURL?.resolvingSymlinksInPath().path,
      workingDirectory: FileManager.default.currentDirectoryPath)
  }

  /// Pointsman's folder among the user's caches: on Linux ~/.cache/pointsman, or where XDG_CACHE_HOME says.
  public static var cacheFolder: String? {
    FileManager.default.urls(for: .cachesDirectory, in: .userDomainMask).first?.appending(path: "pointsman").path
  }
}

extension TokenTable {
  /// The table that training takes from where this program lies and runs.
  public static func ofThisProcess() throws(EncoderError) -> TokenTable {
    try TokenTable(contentsOf: EncoderLocator.ofThisProcess(.tokenTable).path())
  }
}
