internal import CPointsman
internal import Pointsman
internal import PointsmanSupport

/// `pm_options`, checked against a router.
struct RoutingOptions {
  private let isJSON: Bool
  private let router: Router
  private let policy: Policy
  /// The rules given; nil where `policy` is bound when a prompt comes.
  private let rules: BoundPolicy?
  /// The model that a conversation is with.
  let current: String?

  /// Reads what `options` points to, the defaults for NULL.
  init(_ options: UnsafePointer<pm_options>?, for handle: RouterHandle) throws(ABIError) {
    let values = try unsafe options.map { options throws(ABIError) in try unsafe Self.values(options) }
    router = handle.router
    switch Int(unsafe values?.input ?? Int32(PM_TEXT)) {
    case Int(PM_TEXT): isJSON = false
    case Int(PM_JSON): isJSON = true
    case let input: throw .invalidArgument("the options' input is \(input), neither PM_TEXT nor PM_JSON")
    }
    let value = unsafe values?.value ?? 0
    guard value.isFinite else { throw .invalidArgument("the options' value is not finite") }
    switch Int(unsafe values?.policy ?? Int32(PM_MOST_LIKELY)) {
    case Int(PM_MOST_LIKELY): policy = .mostLikely
    case Int(PM_THRESHOLD): policy = .threshold(value)
    case Int(PM_WILLINGNESS_TO_PAY): policy = .willingnessToPay(value)
    case let kind: throw .invalidArgument("there is no policy \(kind)")
    }
    // Safe: the header asks for a string that a NUL ends.
    current = unsafe values?.current.map { unsafe String(cString: $0) }
    guard let pointer = unsafe values?.rules else {
      rules = nil
      return
    }
    guard policy == .mostLikely, value == 0 else {
      throw .invalidArgument("the options have both rules and a policy; give one")
    }
    let given = unsafe PolicyHandle.borrowed(pointer)
    guard given.router === handle else { throw .invalidArgument("the options' rules were made for another router") }
    rules = given.policy
  }

  /// A copy of the struct, its newer fields zero where the program was compiled before there were any.
  private static func values(_ options: UnsafePointer<pm_options>) throws(ABIError) -> pm_options {
    // Safe: the header asks for a struct that the caller owns, whose first field is its size.
    let size = unsafe UnsafeRawPointer(options).load(as: Int.self)
    // The struct ended before `rules` when it was first released: a size, two Int32 and a Double.
    let older = MemoryLayout<Int>.size + 2 * MemoryLayout<Int32>.size + MemoryLayout<Double>.size
    let newest = unsafe MemoryLayout<pm_options>.size
    guard size == older || size == newest else {
      throw .invalidArgument(
        "the options' size is \(size), not \(newest); start from PM_OPTIONS_INIT")
    }
    var values = unsafe pm_options()
    // Safe: as many bytes as the caller says that there are, which are no more than the copy has.
    unsafe withUnsafeMutableBytes(of: &values) {
      unsafe $0.copyMemory(from: UnsafeRawBufferPointer(start: options, count: size))
    }
    return unsafe values
  }

  /// The rules or the policy, bound to the router.
  func boundPolicy() throws(ABIError) -> BoundPolicy {
    if let rules { return rules }
    do {
      return try BoundPolicy(router, under: policy)
    } catch {
      throw .router(error)
    }
  }

  /// Chooses a model for `prompt`.
  func route(_ prompt: Prompt) throws(ABIError) -> Decision {
    let bound = try boundPolicy()
    do {
      return try bound.route(prompt, current: current)
    } catch {
      throw .router(error)
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
