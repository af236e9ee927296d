internal import CPointsmanSystem
internal import Pointsman

/// The target of a `pm_router *`: a router, and its strings for C.
final class RouterHandle: Sendable {
  let router: Router
  let modelNames: [CString]
  let digest: CString

  init(_ router: Router) {
    self.router = router
    modelNames = router.models.map(CString.init)
    digest = CString(router.digest)
  }

  /// A pointer that owns the handle, until `close`.
  consuming func retained() -> OpaquePointer { unsafe OpaquePointer(Unmanaged.passRetained(self).toOpaque()) }

  /// The handle behind a pointer that C passed.
  static func borrowed(_ pointer: OpaquePointer?) throws(ABIError) -> RouterHandle {
    guard let pointer = unsafe pointer else { throw .invalidArgument("the router is NULL") }
    // Safe: the header asks for a router that was opened and not closed.
    return unsafe Unmanaged<RouterHandle>.fromOpaque(UnsafeRawPointer(pointer)).takeUnretainedValue()
  }

  static func close(_ pointer: OpaquePointer) {
    // Safe: as `borrowed`; balances `retained`.
    unsafe Unmanaged<RouterHandle>.fromOpaque(UnsafeRawPointer(pointer)).release()
  }
}

extension RouterHandle {
  /// Writes row k of a batch: the index of the chosen model and, unless that is NULL, every probability.
  func write(
    _ decision: Decision, row: Int, _ models: UnsafeMutablePointer<UInt32>,
    _ probabilities: UnsafeMutablePointer<Double>?
  ) {
    // Safe: the header asks for room for every row.
    unsafe models[row] = UInt32(index(of: decision))
    guard let probabilities = unsafe probabilities else { return }
    let values = unsafe probabilities + row * modelNames.count
    unsafe values.update(from: decision.probabilities, count: decision.probabilities.count)
  }

  func index(of decision: Decision) -> Int { router.models.firstIndex(of: decision.model)! }
}

/// A string for C that lives as long as this object.
@safe
final class CString: Sendable {
  /// Ended by NUL.
  // Safe to share: the bytes never change.
  nonisolated(unsafe) let pointer: UnsafeMutablePointer<CChar>

  init(_ text: String) { unsafe pointer = Self.copy(text) }

  deinit { unsafe Self.free(pointer) }

  /// A copy of `text` to be freed by `free`; a NUL in it ends it early.
  static func copy(_ text: String) -> UnsafeMutablePointer<CChar> {
    // Safe: the string is NUL-terminated for the call. strdup fails when memory has run out, as Swift itself would.
    unsafe strdup(text)!
  }

  /// Frees what `copy` returned; nil is passed over.
  // Safe: nobody else frees it.
  static func free(_ pointer: UnsafeMutablePointer<CChar>?) { unsafe systemFree(pointer) }
}

// Only a name for the system's function, where a method of the same name would hide it.
private let systemFree: @convention(c) (UnsafeMutableRawPointer?) -> Void = unsafe free
