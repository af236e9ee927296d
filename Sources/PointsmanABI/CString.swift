internal import CPointsmanSystem

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
