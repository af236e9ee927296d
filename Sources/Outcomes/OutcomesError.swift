/// What can be wrong with a file of outcomes, or of vectors that go with their prompts.
public enum OutcomesError: Error, Equatable, CustomStringConvertible {
  case unreadable(path: String, reason: String)
  case empty(path: String)
  /// A line that is not JSON, or not an outcome. `column` counts bytes, from 1.
  case invalid(path: String, line: Int, column: Int, found: String, expected: String)
  case lineTooLong(path: String, line: Int, limit: Int)
  case unknownModel(name: String, known: [String])
  /// No row has an attribute that is to be taken as a tag.
  case unknownAttribute(name: String)
  /// A file of vectors that does not go with the prompts, or is none.
  case unsuitableVectors(path: String, found: String, expected: String)
  case unknownSplit(name: String, known: [String])

  public var description: String {
    switch self {
    case .unreadable(let path, let reason):
      "\(path): cannot be read, \(reason); give a file of outcomes in JSON Lines, or - for standard input"
    case .empty(let path):
      "\(path): holds no outcomes; expected one JSON object a line with \"prompt\" and \"outcomes\""
    case .invalid(let path, let line, let column, let found, let expected):
      "\(path):\(line):\(column): found \(found), expected \(expected)"
    case .lineTooLong(let path, let line, let limit):
      "\(path):\(line): found a line of more than \(limit >> 20) MiB, expected one JSON object a line; "
        + "is the file one large JSON array, or not JSON Lines at all?"
    case .unknownAttribute(let name): "no row has an attribute \"\(name)\" to take as a tag"
    case .unsuitableVectors(let path, let found, let expected): "\(path): found \(found), expected \(expected)"
    case .unknownModel(let name, let known):
      "no outcomes for model \"\(name)\"; the data has \(known.joined(separator: ", "))"
    case .unknownSplit(let name, let known):
      known.isEmpty
        ? "no row names its split; give rows a \"split\", or leave --split out"
        : "no row is of split \"\(name)\"; the data has \(known.joined(separator: ", "))"
    }
  }
}
