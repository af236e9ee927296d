internal import CPointsman
internal import Pointsman

/// Why a call through C failed.
enum ABIError: Error {
  case router(RouterError)
  case invalidArgument(String)
  /// A failure at one prompt of a batch.
  indirect case prompt(index: Int, ABIError)

  var status: pm_status {
    switch self {
    case .router(.unreadable), .router(.unwritable): pm_status(PM_UNREADABLE)
    case .router(.malformed): pm_status(PM_MALFORMED)
    case .router(.unsupportedVersion): pm_status(PM_NEWER_FORMAT)
    case .router(.goldenMismatch): pm_status(PM_GOLDEN_MISMATCH)
    case .router(.unsuitablePolicy): pm_status(PM_UNSUITABLE_POLICY)
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
