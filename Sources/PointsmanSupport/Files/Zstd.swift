internal import CPointsmanSystem

/// zstd, by the system's library. It is loaded when it is first needed: only files of other programs ask for it.
package enum Zstd {
  package enum Failure: Error {
    /// The library is not installed.
    case noLibrary
    /// The bytes are not whole frames, or hold another number of bytes than `size`.
    case damaged
  }

  /// The Debian package of the library, for messages.
  package static let packageName = "libzstd1"

  /// The content of zstd frames: exactly `size` bytes, which the caller has bounded.
  package static func decompressed(_ frames: ArraySlice<UInt8>, size: Int) throws(Failure) -> [UInt8] {
    var output = [UInt8](repeating: 0, count: size)
    // Safe: the library reads at most the bytes of `frames` and writes at most `size` bytes, both alive for the call.
    let written = unsafe frames.withUnsafeBytes { input in
      unsafe output.withUnsafeMutableBytes { room in
        unsafe pointsman_zstd(room.baseAddress, room.count, input.baseAddress, input.count)
      }
    }
    if written == -1 { throw .noLibrary }
    guard written == Int64(size) else { throw .damaged }
    return output
  }
}
