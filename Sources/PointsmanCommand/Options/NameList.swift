import ArgumentParser
import Foundation

/// Names that an option lists.
enum NameList {
  /// The names in the values of `option`: one value is split at commas; of several, each is a name, commas and all. In one
  /// value `\,` is a comma of a name.
  ///
  /// Throws for an empty name, and for one given twice. Empty where the option was not given.
  static func names(_ values: [String], option: String) throws -> [String] {
    let names = values.count == 1 ? split(values[0]) : values
    for name in names where name.allSatisfy(\.isWhitespace) {
      throw ValidationError("\(option) has an empty name; separate names by one comma each, or repeat the option.")
    }
    for (index, name) in names.enumerated() where names[..<index].contains(name) {
      throw ValidationError("\(option) names \"\(name)\" twice; name each once.")
    }
    return names
  }

  private static func split(_ value: String) -> [String] {
    var (names, name, isEscaped) = ([String](), "", false)
    for character in value {
      switch (isEscaped, character) {
      case (false, "\\"): isEscaped = true
      case (false, ","):
        names.append(name)
        name = ""
      default:
        // A backslash before anything but a comma is one of the name's own.
        if isEscaped && character != "," { name.append("\\") }
        name.append(character)
        isEscaped = false
      }
    }
    if isEscaped { name.append("\\") }
    return (names + [name]).map { $0.trimmingCharacters(in: .whitespaces) }
  }
}
