internal import Foundation
internal import Pointsman
internal import PointsmanSupport

/// Finds the file of a part of an encoder from any working directory.
public struct EncoderLocator: Sendable {
  private let part: EncoderPart
  /// The paths to look at, the first that can be opened counts.
  let places: [String]

  /// Looks at `override` alone where there is one, else in `cache`, beside `executable`, in PREFIX/share/pointsman for a
  /// program in PREFIX/bin, and in folders Models: in those above `executable`, then in `workingDirectory` and those above.
  ///
  /// - Parameters:
  ///   - part: which part's file to find.
  ///   - override: the value of the environment variable, if it is set.
  ///   - cache: the folder of the user's caches that is Pointsman's.
  ///   - executable: the absolute path of the program's file, symbolic links resolved.
  ///   - workingDirectory: an absolute path.
  public init(
    _ part: EncoderPart, override: String?, cache: String?, executable: String?, workingDirectory: String
  ) {
    self.part = part
    if let override, !override.isEmpty {
      places = [override]
      return
    }
    let supplied = SuppliedFile.places(
      of: part.fileName, in: "Models", executable: executable, workingDirectory: workingDirectory)
    places = (cache.map { ["\($0)/\(part.fileName)"] } ?? []) + supplied
  }

  /// The path of the file; `EncoderError.notFound` names all the places where it is not.
  public func path() throws(EncoderError) -> String {
    for place in places where (try? FileReader(path: place)) != nil { return place }
    throw .notFound(part, places: places)
  }
}

extension EncoderLocator {
  /// Looks from where this program lies and runs. Tables of tokens are not kept among the user's caches: Pointsman's
  /// repository and its installation have one.
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
