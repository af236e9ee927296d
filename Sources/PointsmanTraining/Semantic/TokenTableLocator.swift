internal import Pointsman

/// Finds the table of token vectors from whatever folder a program runs in.
public struct TokenTableLocator: Sendable {
  /// The environment variable that names the table's file.
  public static let variable = "POINTSMAN_TOKENS"
  /// Where the table lies in Pointsman's repository.
  static let standardName = "Models/minilm-tokens.safetensors"

  /// The paths to look at, the first that can be opened counts.
  let places: [String]

  /// Looks at `override` alone where there is one, else for Models/minilm-tokens.safetensors in the folders above
  /// `executable`, then in `workingDirectory` and the folders above.
  ///
  /// - Parameters:
  ///   - override: the value of the environment variable, if it is set.
  ///   - executable: the absolute path of the program's file, symbolic links resolved.
  ///   - workingDirectory: an absolute path.
  public init(override: String?, executable: String?, workingDirectory: String) {
    if let override, !override.isEmpty {
      places = [override]
      return
    }
    var places: [String] = []
    for folder in Self.ancestors(of: executable ?? "").dropFirst() + Self.ancestors(of: workingDirectory) {
      let place = folder + "/" + Self.standardName
      if !places.contains(place) { places.append(place) }
    }
    self.places = places
  }

  /// The path of the table; `TokenTableError.notFound` names all the places where it is not.
  public func path() throws(TokenTableError) -> String {
    for place in places where (try? FileReader(path: place)) != nil { return place }
    throw .notFound(places: places)
  }

  /// `path`, the folder that holds it, and so on; the root is the empty string.
  private static func ancestors(of path: String) -> [String] {
    guard path.hasPrefix("/") else { return [] }
    let names = path.split(separator: "/")
    return (0...names.count).reversed().map { count in names[..<count].map { "/" + $0 }.joined() }
  }
}
