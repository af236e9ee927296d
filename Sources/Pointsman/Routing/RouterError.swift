internal import PointsmanSupport

/// An error of a router or its file.
public enum RouterError: Error, Equatable, CustomStringConvertible {
  /// The system cannot open or read the file.
  case unreadable(path: String, reason: String)
  /// The system cannot write the file.
  case unwritable(path: String, reason: String)
  /// The bytes are no router file, or no whole one; `path` is where they came from, if from a file.
  case malformed(fault: String, path: String? = nil)
  /// The file is of another kind, which its first bytes tell; `remedy` is how to come to a router file.
  case otherFile(found: String, remedy: String, path: String? = nil)
  /// The file is of a format that this version does not read.
  case unsupportedVersion(found: Int, supported: Int)
  /// A golden prompt gives other probabilities here than where the router was trained.
  case goldenMismatch(prompt: Int, difference: Double)
  /// The router's file has no policy of this name.
  case unknownPolicy(name: String, known: [String])
  /// The router cannot route by this policy, price list or budget.
  case unsuitablePolicy(PolicyError)
  /// The prompt comes without a vector that the router's block reads.
  case missingVector(needed: VectorSpecification)
  /// The prompt's vector is of another source or dimension, or not finite.
  case mismatchedVector(needed: VectorSpecification, found: String)

  /// The remedy where the file is of a kind that no command makes a router of.
  package static let giveRouter = "give a router file"

  /// One sentence: what is wrong, and what to do.
  public var description: String {
    switch self {
    case .unreadable(let path, let reason):
      "\(path): cannot be read, \(reason); give a router file"
    case .unwritable(let path, let reason):
      "\(path): cannot be written, \(reason); nothing was changed there; choose a file in a folder that exists and that you may write to"
    case .malformed(let fault, let path):
      "\(path.map { "\($0): " } ?? "")not a whole router file: \(fault); copy or train it again"
    case .otherFile(let found, let remedy, let path):
      "\(path.map { "\($0): " } ?? "")not a router file but \(found); \(remedy)"
    case .unsupportedVersion(let found, let supported):
      "the router file has format version \(found), this program reads up to \(supported); use a newer pointsman"
    case .goldenMismatch(let prompt, let difference):
      "golden prompt \(prompt) is off by \(difference) in probability: this build does not route as the one that trained it"
    case .unknownPolicy(let name, let known):
      "the router has no policy \"\(name)\"; it has \(known.isEmpty ? "none" : known.listed)"
    case .unsuitablePolicy(let error): error.description
    case .missingVector(let needed): "the router needs the \(needed), and the prompt comes without one"
    case .mismatchedVector(let needed, let found): "the router needs the \(needed), and the prompt comes with \(found)"
    }
  }
}
