import Foundation
import Pointsman

extension Prompt {
  /// The prompt that an argument holds, or that standard input holds where the argument is "-".
  init(argument: String) throws {
    var text = argument
    if argument == "-" {
      let bytes = FileHandle.standardInput.readDataToEndOfFile()
      guard let decoded = String(validating: bytes, as: UTF8.self) else {
        throw Failure(description: "standard input is not UTF-8; convert the prompt to UTF-8 first")
      }
      text = decoded
    }
    self.init(text)
    guard !isBlank else {
      throw Failure(description: "the prompt is empty; give it as an argument or on standard input")
    }
  }
}
