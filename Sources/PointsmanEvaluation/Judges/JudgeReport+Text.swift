package import PointsmanSupport

extension JudgeReport {
  /// Tables for the terminal.
  package var text: String {
    var cells = [["criterion", "a", "b", "pairs", "a wins"] + (hasLabels ? ["labels", "a wins, corrected"] : [])]
    for rate in winRates {
      var row = [
        rate.criterion, rate.modelA, rate.modelB, grouped(rate.count), withInterval(rate.value, rate.interval, 2),
      ]
      if hasLabels { row += [grouped(rate.labels), withInterval(rate.corrected?.value, rate.corrected?.interval, 2)] }
      cells.append(row)
    }
    var lines = ["Wins, a tie being half a win, with 95 % intervals"] + aligned(cells)
    if let fewClusters { lines += wrapped(fewClusters.sentence) }
    cells = [["judge", "criterion", "pairs", "orders differ", "first of those", "longer wins"]]
    if hasLabels { cells[0] += ["longer, by people", "agrees with people"] }
    for figures in judges {
      var row = [
        figures.judge, figures.criterion, grouped(figures.count), Self.share(figures.ordersDiffer),
        Self.share(figures.firstPosition), Self.share(figures.longerWins),
      ]
      if hasLabels { row += [Self.share(figures.longerWinsByPeople), Self.share(figures.agreesWithPeople)] }
      cells.append(row)
    }
    lines += ["", "Judges"] + aligned(cells)
    if !agreements.isEmpty {
      cells = [["judges", "criterion", "pairs", "agree", "kappa"]]
      for agreement in agreements {
        cells.append([
          agreement.judges.joined(separator: " and "), agreement.criterion, grouped(agreement.share.count),
          Self.share(agreement.share), fixed(agreement.kappa, 2),
        ])
      }
      lines += ["", "Agreement of judges"] + aligned(cells)
    }
    return lines.joined(separator: "\n")
  }

  /// The warning for the pair of models of fewest groups; nil where all have enough.
  private var fewClusters: FewClusters? {
    winRates.compactMap(\.fewClusters).min { $0.effective < $1.effective }
  }

  private static func share(_ figure: ShareFigure?) -> String { withInterval(figure?.value, figure?.interval, 2) }

  package var json: JSONValue {
    let members: [(key: String, value: JSONValue)] = [
      ("win_rates", .array(winRates.map(\.json))), ("judges", .array(judges.map(\.json))),
      ("agreement", .array(agreements.map(\.json))),
    ]
    let few = fewClusters.map { [(key: "few_clusters", value: JSONValue.integer($0.count))] }
    return .object(members + (few ?? []))
  }
}

extension WinRate {
  fileprivate var json: JSONValue {
    .object([
      ("criterion", .string(criterion)), ("model_a", .string(modelA)), ("model_b", .string(modelB)),
      ("pairs", .integer(count)), ("wins", .figure(value)), ("interval", interval?.json ?? .null),
      ("labels", .integer(labels)), ("corrected", .figure(corrected?.value)),
      ("corrected_interval", corrected?.interval.json ?? .null), ("slope", .figure(corrected?.slope)),
    ])
  }
}

extension JudgeFigures {
  fileprivate var json: JSONValue {
    .object([
      ("judge", .string(judge)), ("criterion", .string(criterion)), ("pairs", .integer(count)),
      ("orders_differ", ordersDiffer.json), ("first_position", firstPosition.json), ("longer_wins", longerWins.json),
      ("longer_wins_by_people", longerWinsByPeople.json), ("agrees_with_people", agreesWithPeople.json),
    ])
  }
}

extension JudgeAgreement {
  fileprivate var json: JSONValue {
    .object([
      ("judges", .array(judges.map(JSONValue.string))), ("criterion", .string(criterion)), ("share", share.json),
      ("kappa", .figure(kappa)),
    ])
  }
}

extension ShareFigure {
  fileprivate var json: JSONValue {
    .object([("count", .integer(count)), ("share", .figure(value)), ("interval", interval?.json ?? .null)])
  }
}

extension ShareFigure? {
  fileprivate var json: JSONValue { self?.json ?? .null }
}
