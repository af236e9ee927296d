internal import CPointsmanSystem

extension BLAS {
  /// Address space that OpenBLAS maps for each thread that is within a product, and that is left for the numbers.
  private static let (buffer, spare) = (128 << 20, 64 << 20)
  /// More threads than this are not within products at once.
  private static let most = 1024

  /// The bytes of address space that `threads` threads take.
  package static func addressSpace(threads: Int) -> Int { min(threads, most) * buffer + spare }

  /// True if the system would give as much address space as products in `threads` threads take.
  ///
  /// Where the system gives less, OpenBLAS asks again, for ever. Without a limit on the process (`ulimit -v`) nothing is
  /// asked.
  package static func hasRoom(threads: Int) -> Bool {
    guard pointsman_address_limit() > 0 else { return true }
    let bytes = addressSpace(threads: threads)
    // Safe: a mapping of its own that is never read or written, and taken away again.
    let address = unsafe mmap(nil, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard unsafe address != pointsman_map_failed() else { return false }
    unsafe munmap(address, bytes)
    return true
  }
}
