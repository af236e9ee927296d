internal import PointsmanSupport

/// A key that stays out of files and messages: the configuration says where it is.
package struct Secret: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible {
  package enum Source: Sendable, Equatable {
    /// A variable of the environment.
    case environment(String)
    /// A file, whose first line is the key.
    case file(String)
  }

  package let source: Source

  package init(source: Source) { self.source = source }

  package var description: String {
    switch source {
    case .environment(let name): "${\(name)}"
    case .file(let path): "the key in \(path)"
    }
  }

  package var debugDescription: String { description }

  /// The key itself. Throws where it is not there, or could not be a value of an HTTP header.
  package func value(in environment: [String: String]) throws(SecretError) -> String {
    let text: String
    switch source {
    case .environment(let name):
      guard let value = environment[name], !value.isEmpty else {
        throw SecretError(description: "the environment has no \(name); export \(name)=… first")
      }
      text = value
    case .file(let path):
      do throws(FileFailure) {
        let bytes = try FileReader.contents(of: path, limit: 1 << 16)
        text = String(decoding: bytes.prefix { $0 != 0x0a && $0 != 0x0d }, as: UTF8.self)
      } catch {
        throw SecretError(description: "\(path): the key cannot be read, \(error.reason)")
      }
    }
    guard !text.isEmpty, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
      throw SecretError(description: "\(description) is empty, or has a space or a character beyond ASCII; no key has")
    }
    return text
  }
}

/// Why a key cannot be had. It never holds a part of one.
package struct SecretError: Error, Equatable, CustomStringConvertible {
  package let description: String
}

extension ConfigNode {
  /// A reference `${NAME}`; a literal key is refused, and not repeated in the message.
  package func secret() throws -> Secret {
    guard case .scalar(let text, _) = value, text.hasPrefix("${"), text.hasSuffix("}"),
      case let name = text.dropFirst(2).dropLast(),
      !name.isEmpty,
      name.utf8.allSatisfy({
        $0 == UInt8(ascii: "_") || Character(Unicode.Scalar($0)).isLetter && $0 < 0x80
          || Character(Unicode.Scalar($0)).isNumber
      })
    else {
      throw fault(
        "is a key written out, expected a variable of the environment, ${OPENAI_API_KEY}, or api_key_file: PATH")
    }
    return Secret(source: .environment(String(name)))
  }
}
