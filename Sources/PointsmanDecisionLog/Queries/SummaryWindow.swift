/// The time that a summary looks at, in steps of equal length. The last is not over.
struct SummaryWindow {
  /// Milliseconds since 1970.
  let now: Int64
  /// Seconds.
  let step: Int
  /// Seconds since 1970, of the beginning of each step.
  let starts: [Int]

  /// - Parameter hours: From 1 to 8760; the steps cover at least the time since the beginning of the step that began so many
  ///   hours before the end of the last.
  init(hours: Int, now: Int64) {
    self.now = now
    // Between 12 and 365 columns of a chart.
    let step =
      switch hours {
      case ...6: 300
      case ...72: 3600
      case ...744: 21_600
      default: 86_400
      }
    let count = (hours * 3600 + step - 1) / step
    let last = DecisionRows.start(of: now, span: step)
    self.step = step
    starts = (0..<count).map { last - (count - 1 - $0) * step }
  }

  /// Seconds since 1970.
  var start: Int { starts[0] }
  /// Milliseconds since 1970.
  var since: Int64 { Int64(start) * 1000 }
  /// The span of the totals that the steps are made of: days are kept longer.
  var span: Int { step == 86_400 ? 86_400 : 300 }
}
