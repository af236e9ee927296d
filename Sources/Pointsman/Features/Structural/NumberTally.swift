/// Counts over the numbers of a text.
struct NumberTally: Sendable {
  var total = 0
  /// Numbers after a currency sign or before `%`.
  var amounts = 0
  /// Numbers before `/` and a digit.
  var fractions = 0
  /// Powers: `10^9`, `2**k`, `1e9`.
  var powers = 0
  /// Decimal digits of the largest number (`10^9` has nine), and of all together; fractional, so that both are smooth.
  var largest = 0.0, digits = 0.0
}
