internal import CPointsmanSystem

/// This process, as a program of the system.
package enum ProcessImage {
  /// Becomes another program with the same process, streams and environment. It returns only where that fails, with the
  /// reason.
  package static func become(_ path: String, _ arguments: [String]) -> FileFailure {
    // Safe: the copies live until the program is replaced, or are freed below; the list ends with nil.
    var pointers = unsafe ([path] + arguments).map { unsafe strdup($0) } + [nil]
    unsafe execv(path, &pointers)
    let failure = FileFailure.last
    for index in unsafe pointers.indices { unsafe free(pointers[index]) }
    return failure
  }

  /// Lets the process have as many open files as the system allows it, and write no image of its memory, where keys are, when
  /// it crashes.
  package static func prepareToServe() { pointsman_prepare_to_serve() }
}
