/// A failure in one sentence, where no library's error says it.
struct Failure: Error, CustomStringConvertible {
  let description: String
}
