internal import CPointsman
internal import CPointsmanSystem
internal import Pointsman

/// The failure of a call through C.
enum ABIError: Error {
  case router(RouterError)
  case invalidArgument(String)
  /// A failure at one prompt of a batch.
  indirect case prompt(index: Int, ABIError)

  var status: pm_status {
    switch self {
    case .router(.unreadable), .router(.unwritable): pm_status(PM_UNREADABLE)
    case .router(.malformed), .router(.otherFile): pm_status(PM_MALFORMED)
    case .router(.unsupportedVersion): pm_status(PM_NEWER_FORMAT)
    case .router(.goldenMismatch): pm_status(PM_GOLDEN_MISMATCH)
    case .router(.unsuitablePolicy), .router(.unknownPolicy): pm_status(PM_UNSUITABLE_POLICY)
    case .router(.missingVector), .router(.mismatchedVector), .invalidArgument: pm_status(PM_INVALID_ARGUMENT)
    case .prompt(_, let error): error.status
    }
  }

  var message: String {
    switch self {
    case .router(let error): error.description
    case .invalidArgument(let message): message
    case .prompt(let index, let error): "prompt \(index): \(error.message)"
    }
  }
}

/// The last error of each thread.
enum LastError {
  /// The key under which a thread keeps its message; the system frees the message when the thread ends.
  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    // Safe: the key is written before the call returns; every value under it is from strdup.
    let failure = unsafe pthread_key_create(&key) { unsafe free($0) }
    precondition(failure == 0, "the system has no key left for the thread's last error")
    return key
  }()

  /// The thread's message; nil before any.
  static var message: UnsafePointer<CChar>? {
    // Safe: only `set` stores under the key.
    unsafe pthread_getspecific(key).map { unsafe UnsafePointer($0.assumingMemoryBound(to: CChar.self)) }
  }

  static func set(_ message: String) {
    // Safe: the message before belongs to this thread alone, and the header says that it ends here.
    unsafe free(pthread_getspecific(key))
    unsafe pthread_setspecific(key, CString.copy(message))
  }
}
