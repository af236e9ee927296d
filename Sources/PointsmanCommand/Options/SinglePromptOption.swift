import ArgumentParser
import Pointsman
import PointsmanOutcomes
internal import PointsmanSupport

/// How to take the prompt of a command that takes one.
struct SinglePromptOption: ParsableArguments {
  @Flag(help: "Take the prompt as plain text, even where it is a request in JSON.")
  var text = false

  /// The prompt that an argument holds, or that standard input holds where the argument is "-": text or, unless --text is
  /// given, a request of a provider in JSON.
  func prompt(_ argument: String, _ console: Console) throws -> PromptReader.Line {
    var content = argument
    if argument == "-" {
      console.announceInput([argument])
      content = try standardInput()
    }
    if !text, let request = try request(content, isFromInput: argument == "-") {
      console.warn("the prompt is a request in JSON and is read as one; --text takes it as plain text")
      console.warn(partsPassedOver: request.partsPassedOver)
      return request
    }
    let prompt = Prompt(content)
    guard !prompt.isBlank else {
      throw Failure(description: "the prompt is empty; give it as an argument or on standard input")
    }
    return PromptReader.Line(prompt: prompt)
  }

  private func request(_ content: String, isFromInput: Bool) throws -> PromptReader.Line? {
    do throws(JSONError) {
      return try PromptReader.request(content)
    } catch {
      throw Failure(
        description:
          "\(isFromInput ? "standard input" : "the prompt") is a request in JSON: byte \(error.offset + 1) has "
          + "\(error.found), expected \(error.expected); --text takes it as plain text")
    }
  }

  private func standardInput() throws -> String {
    let bytes: [UInt8]
    do throws(FileFailure) {
      bytes = try FileReader.contents(of: "-", limit: TextLines<InputFile>.standardLimit)
    } catch {
      throw Failure(description: "standard input cannot be read, \(error.reason); give a prompt")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Failure(description: "standard input is not UTF-8; convert the prompt to UTF-8 first")
    }
    return text
  }
}
