extension String {
  /// This name as an error says that it comes again: in quotes and, where `earlier` is other bytes for the same text, with the
  /// reason why the two are one.
  package func again(after earlier: String) -> String {
    "\"\(self)\" again" + (isOtherForm(of: earlier) ? Self.otherForm : "")
  }

  /// True if the two are the same text in another Unicode form: é as one character, and as e with an accent.
  package func isOtherForm(of other: String) -> Bool { self == other && !utf8.elementsEqual(other.utf8) }

  /// The clause that says so in an error.
  package static let otherForm = ", in another Unicode form (NFC and NFD spell one name)"
}
