/// An error of a part of an encoder or its file.
public enum EncoderError: Error, Equatable, CustomStringConvertible {
  /// The system cannot open or read the part's file.
  case unreadable(EncoderPart, path: String, reason: String)
  /// The system cannot write the file.
  case unwritable(path: String, reason: String)
  /// The bytes are not that part, or not the whole of it.
  case malformed(EncoderPart, path: String, fault: String)
  /// None of the places that were looked at has the part.
  case notFound(EncoderPart, places: [String])
  /// A file to make a part from cannot be read.
  case unreadableSource(path: String, reason: String)
  /// A file to make a part from is not the one that it is made from.
  case wrongSource(path: String, digest: String, expected: String)
  /// More layers than the network has, or none.
  case layers(asked: Int, available: Int)

  /// The system cannot read a cache of vectors.
  case unreadableCache(path: String, reason: String)
  /// A cache of vectors that is no whole one.
  case damagedCache(path: String)
  /// The router was trained with another encoder.
  case unsuitable(path: String, found: String, needed: String)

  /// One sentence: what is wrong, and what to do.
  public var description: String {
    switch self {
    case .unreadable(let part, let path, let reason):
      "\(path): cannot be read, \(reason); give the file of the \(part.name)"
    case .unwritable(let path, let reason):
      "\(path): cannot be written, \(reason); nothing was changed there; choose a file in a folder that exists and that you may write to"
    case .malformed(let part, let path, let fault):
      "\(path): not a whole \(part.name): \(fault); restore it, or make it again"
    case .notFound(let part, let places):
      "the \(part.name) is at none of \(places.joined(separator: ", ")); make it, "
        + "set \(part.variable) to its path, or leave its block out"
    case .unreadableSource(let path, let reason):
      "\(path): cannot be read, \(reason); \(MiniLM.remedy)"
    case .wrongSource(let path, let digest, let expected):
      "\(path): has SHA-256 \(digest), expected \(expected); \(MiniLM.remedy)"
    case .layers(let asked, let available):
      "the network has \(available) layers, so that \(asked) cannot be taken; take 1 to \(available)"
    case .unreadableCache(let path, let reason):
      "\(path): cannot be read, \(reason); name another folder for the cache"
    case .damagedCache(let path):
      "\(path): not a whole cache of vectors; delete it, or name another folder for the cache"
    case .unsuitable(let path, let found, let needed):
      "the router was trained with the encoder \(needed), and \(path) is \(found); "
        + "make the other, or train the router again"
    }
  }
}
