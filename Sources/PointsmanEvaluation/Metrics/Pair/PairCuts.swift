/// The cut points of a weak/strong pair: what is gained when the top of the ranking goes to the strong model.
///
/// Point j stands after the j highest distinct values of σ, for j = 0…K. Within a block of equal σ the expected gain
/// over random order is a straight line, so the K + 1 points are the whole curve.
struct PairCuts {
  /// Weight sent to the strong model at each cut, from 0 up to the total.
  var mass: [Double]
  /// Σ w (strong − weak) over the prompts sent to the strong model at each cut, from 0 up to the total.
  var gain: [Double]

  /// K blocks, all empty as yet.
  init(blocks: Int) {
    mass = Array(repeating: 0, count: blocks + 1)
    gain = Array(repeating: 0, count: blocks + 1)
  }

  var totalMass: Double { mass[mass.count - 1] }
  var totalGain: Double { gain[gain.count - 1] }

  /// Whether the two models' means differ by more than rounding; where they do not, PGR is 0/0.
  var isDefined: Bool { abs(totalGain) > roundingError * totalMass }

  /// Area under PGR over the share of calls, by trapezoid over every cut; nil when undefined. O(K).
  var apgr: Double? {
    guard isDefined else { return nil }
    var area = 0.0
    for cut in 1..<mass.count {
      area += (mass[cut] - mass[cut - 1]) * (gain[cut] + gain[cut - 1])
    }
    return area / (2 * totalMass * totalGain)
  }

  /// Σ w (strong − weak) when a share f of the mass goes to the strong model. O(log K).
  func gain(at share: Double) -> Double {
    precondition(0 <= share && share <= 1, "a share of calls lies in [0, 1]")
    let target = share * totalMass
    var low = 0
    var high = mass.count - 1
    while low < high {
      let middle = (low + high) / 2
      if mass[middle] < target { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return 0 }
    let along = (target - mass[low - 1]) / (mass[low] - mass[low - 1])
    return gain[low - 1] + along * (gain[low] - gain[low - 1])
  }

  /// The least share at which PGR reaches `level`; nil when it never does, or is undefined. O(K).
  func share(reaching level: Double) -> Double? {
    guard isDefined else { return nil }
    guard level > 0 else { return 0 }
    guard let cut = gain.firstIndex(where: { $0 / totalGain >= level }) else { return nil }
    let before = gain[cut - 1] / totalGain
    let along = (level - before) / (gain[cut] / totalGain - before)
    return (mass[cut - 1] + along * (mass[cut] - mass[cut - 1])) / totalMass
  }
}
