internal import CPointsmanSystem

/// What went wrong last on each thread.
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
