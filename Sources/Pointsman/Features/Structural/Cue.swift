/// A kind of word that says something about what a prompt asks for, whatever its topic.
package enum Cue: Int, CaseIterable, Sendable {
  // What is asked.
  case explain, design, debug, test, security, refactor, tradeoff, generate, function
  // How it is asked.
  case constraint, vague, negation, factQuestion, howWhy, conditional, quantity, truth, example
  // The register of the text.
  case article, firstPerson
  // What it is about, as far as form tells.
  case mathematics, algorithm, arithmetic
  // Programming.
  case errors, python, language, shell, database, framework, fileExtension

  /// This cue's bit in a ``CueMask``.
  package var mask: CueMask { 1 << CueMask(rawValue) }
}

/// A set of cues, one bit a ``Cue``; a word may carry several.
package typealias CueMask = UInt64
