extension CategoryHeads {
  /// The block's contributions: one for each kind that the prompt looks like by more than one part in a hundred, and
  /// one for all the others.
  func contributions(of shares: [Float]) -> [Contribution] {
    var tally = ContributionTally(.kind, models: models)
    for (k, share) in shares.enumerated() {
      let text = share > 0.01 ? "\(names[k]) (\(Int((share * 100).rounded())) %)" : "other kinds (under 1 % each)"
      tally.add(text, (0..<models).map { Double(share * weights[k * models + $0]) })
    }
    return tally.contributions
  }
}
