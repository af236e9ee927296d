/// A fault of labelling, in one sentence: where it is, what it is, and the remedy.
package struct LabellingError: Error, Equatable, CustomStringConvertible {
  /// A path, or the name of a task or of a model.
  package let place: String
  package let fault: String
  /// An instruction to the user.
  package let remedy: String

  package init(_ place: String, _ fault: String, remedy: String) {
    (self.place, self.fault, self.remedy) = (place, fault, remedy)
  }

  package var description: String { "\(place): \(fault); \(remedy)" }
}
