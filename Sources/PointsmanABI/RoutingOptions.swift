internal import CPointsman
internal import Pointsman
internal import PointsmanSupport

/// `pm_options`, checked.
struct RoutingOptions {
  private let isJSON: Bool
  let policy: Policy

  /// Reads what `options` points to, the defaults for NULL.
  init(_ options: UnsafePointer<pm_options>?) throws(ABIError) {
    guard let options = unsafe options else {
      (isJSON, policy) = (false, .mostLikely)
      return
    }
    // Safe: the header asks for a struct that the caller owns. Its first fields are in every version.
    let values = unsafe options.pointee
    guard values.size == MemoryLayout<pm_options>.size else {
      throw .invalidArgument(
        "the options' size is \(values.size), not \(MemoryLayout<pm_options>.size); start from PM_OPTIONS_INIT")
    }
    switch Int(values.input) {
    case Int(PM_TEXT): isJSON = false
    case Int(PM_JSON): isJSON = true
    default: throw .invalidArgument("the options' input is \(values.input), neither PM_TEXT nor PM_JSON")
    }
    guard values.value.isFinite else { throw .invalidArgument("the options' value is not finite") }
    switch Int(values.policy) {
    case Int(PM_MOST_LIKELY): policy = .mostLikely
    case Int(PM_THRESHOLD): policy = .threshold(values.value)
    case Int(PM_WILLINGNESS_TO_PAY): policy = .willingnessToPay(values.value)
    default: throw .invalidArgument("there is no policy \(values.policy)")
    }
  }

  /// The prompt in `length` bytes at `bytes`.
  func prompt(_ bytes: UnsafePointer<CChar>?, _ length: Int) throws(ABIError) -> Prompt {
    guard let bytes = unsafe bytes else { throw .invalidArgument("the prompt is NULL") }
    // Safe: the header asks for as many bytes at the pointer.
    let text = unsafe UnsafeRawBufferPointer(start: bytes, count: length)
    if isJSON {
      do throws(JSONError) {
        return try unsafe PromptReader.line([UInt8](text)).prompt
      } catch {
        throw .invalidArgument("byte \(error.offset) of the prompt's JSON has \(error.found), not \(error.expected)")
      }
    }
    guard let string = unsafe String(validating: text, as: UTF8.self) else {
      throw .invalidArgument("the prompt is not UTF-8")
    }
    let prompt = Prompt(string)
    guard !prompt.isBlank else { throw .invalidArgument("the prompt is empty") }
    return prompt
  }
}
