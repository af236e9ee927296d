internal import Pointsman

/// Finds the encoder's weights from whatever folder a program runs in.
public struct EncoderLocator: Sendable {
  /// The environment variable that names the weights' file.
  public static let variable = "POINTSMAN_ENCODER"
  /// What `pointsman prepare-encoder` calls the file.
  public static let fileName = "minilm-encoder.safetensors"

  /// The paths to look at, the first that can be opened counts.
  let places: [String]

  /// Looks at `override` alone where there is one, else in `cache`, else for Models/minilm-encoder.safetensors in the
  /// folders above `executable`, then in `workingDirectory` and the folders above.
  ///
  /// - Parameters:
  ///   - override: the value of the environment variable, if it is set.
  ///   - cache: the folder of the user's caches that is Pointsman's.
  ///   - executable: the absolute path of the program's file, symbolic links resolved.
  ///   - workingDirectory: an absolute path.
  public init(override: String?, cache: String?, executable: String?, workingDirectory: String) {
    if let override, !override.isEmpty {
      places = [override]
      return
    }
    var places = cache.map { ["\($0)/\(Self.fileName)"] } ?? []
    for folder in Self.ancestors(of: executable ?? "").dropFirst() + Self.ancestors(of: workingDirectory) {
      let place = "\(folder)/Models/\(Self.fileName)"
      if !places.contains(place) { places.append(place) }
    }
    self.places = places
  }

  /// The path of the weights; `EncoderError.notFound` names all the places where they are not.
  public func path() throws(EncoderError) -> String {
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
