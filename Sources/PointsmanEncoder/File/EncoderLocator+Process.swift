internal import Foundation

extension EncoderLocator {
  /// Looks from where this program lies and runs.
  public static var ofThisProcess: EncoderLocator {
    EncoderLocator(
      override: ProcessInfo.processInfo.environment[variable], cache: cacheFolder,
      executable: Bundle.main.executableURL?.resolvingSymlinksInPath().path,
      workingDirectory: FileManager.default.currentDirectoryPath)
  }

  /// Pointsman's folder among the user's caches: on Linux ~/.cache/pointsman, or where XDG_CACHE_HOME says.
  public static var cacheFolder: String? {
    FileManager.default.urls(for: .cachesDirectory, in: .userDomainMask).first?.appending(path: "pointsman").path
  }
}
