internal import Pointsman
internal import PointsmanOutcomes
package import PointsmanSupport

extension Evaluation {
  /// The evaluation as a router file keeps it; an undefined figure is null.
  package var json: JSONValue {
    var members: [(key: String, value: JSONValue)] = [
      ("prompts", .integer(prompts)),
      ("complete_prompts", .integer(completePrompts)),
      ("regime", .string(regime.description)),
      ("models", .object(models.map { ($0.name, $0.json) })),
      ("router", judgesChoices ? router.json : .null),
      ("baselines", judgesChoices ? baselines.json : .null),
      ("pair", pair?.json ?? .null),
      ("curve", curve?.json ?? .null),
      ("verdict", verdict.json),
    ]
    if let promises { members.append(("promises", promises.json)) }
    if let operating { members.append(("operating_points", operating.json)) }
    if let sideBySide { members.append(("side_by_side", sideBySide.json)) }
    if let policy { members.append(("policy", policy.json)) }
    // Of whole and unweighted outcomes nothing is added.
    if let partial, battles == nil { members.append(("without_complete_prompts", partial.json)) }
    if let costGaps { members.append(("missing_costs", costGaps.json)) }
    if let missingness { members.append(("missingness", missingness.json)) }
    if let few = resultsOfDivisions.fewClusters { members.append(("few_clusters", .integer(few.count))) }
    if results.isDoublyRobust { members.append(("estimator", .string("aipw"))) }
    if results.table.weights != nil { members.append(("weighted", .bool(true))) }
    if let battles { members.append(("battles", battles.json)) }
    if let unseen { members.append(("unseen_categories", unseen.json)) }
    if let leaks { members.append(("leaks", leaks.json)) }
    if let withoutTags { members.append(("without_tags", withoutTags.json)) }
    return .object(members)
  }
}

extension Evaluation {
  /// The evaluation as `pointsman evaluate --json` prints it: with every further figure, under "details".
  package var detailedJSON: JSONValue {
    guard case .object(let members) = json else { return json }
    return .object(
      members + (looks.map { [("looks", $0.json)] } ?? []) + [
        ("baselines_learned_on", .string(baselines.source.rawValue)),
        ("gain_by_lead", gainByLead?.json ?? .null), ("net_benefit", netBenefit?.json ?? .null),
        (
          "details",
          .object(details.map { ($0.key, $0.json) } + [("models", .object(modelDetails.map { ($0.key, $0.json) }))])
        ),
      ])
  }
}

extension Evaluation.Untagged {
  var json: JSONValue {
    .object([
      ("models", .object(models.map { ($0.name, $0.json) })), ("router", router.json), ("pair", pair?.json ?? .null),
    ])
  }
}

extension RegimeFigures {
  var json: JSONValue {
    .object([
      ("auc", .figure(meanAUC)), ("log_loss", .figure(meanLogLoss)), ("score", .figure(score)),
      ("score_interval", scoreInterval?.json ?? .null), ("gain", .figure(gain)),
      ("gain_interval", gainInterval?.json ?? .null), ("apgr", .figure(apgr)),
      ("apgr_interval", apgrInterval?.json ?? .null), ("route", isKnown ? .bool(route) : .null),
    ])
  }
}

extension LeakCheck {
  package var json: JSONValue {
    guard let counts else { return .object([("checked", .bool(false)), ("reason", .string(summary))]) }
    return .object([
      ("checked", .bool(true)), ("whole_training_data", .bool(isWhole)), ("exact", .integer(counts.exact)),
      ("normalized", .integer(counts.normalized)), ("near", .integer(counts.near)),
      ("dropped", dropped.map { .string($0.rawValue) } ?? .bool(false)), ("judged", .integer(kept)),
    ])
  }
}

extension Evaluation.ModelFigures {
  // A probability of exactly 0 or 1 that turns out wrong makes the log loss infinite, which JSON cannot say. So it is
  // a `Double?`.
  var json: JSONValue {
    .object([
      ("score", .figure(score)), ("cost", .figure(cost)), ("auc", .figure(auc)),
      ("auc_interval", aucInterval?.json ?? .null), ("log_loss", .figure(logLoss)), ("brier", .figure(brier)),
      ("ece", .figure(ece)), ("ece_if_calibrated", .figure(eceIfCalibrated)),
      ("ece_if_calibrated_high", .figure(eceIfCalibratedHigh)), ("auc_pooled", .figure(pooledAUC)),
      ("share", .figure(share)),
      ("observed", .integer(observed)),
    ])
  }
}

extension Evaluation.RouterFigures {
  var json: JSONValue {
    .object([
      ("score", .figure(score)), ("score_interval", scoreInterval?.json ?? .null), ("cost", .figure(cost)),
      ("accuracy", .figure(accuracy)), ("regret", .figure(regret)),
      ("regret_split_runs", .figure(regretOfSplitRuns)),
      ("regret_split_runs_interval", regretOfSplitRunsInterval?.json ?? .null),
    ])
  }
}

extension Evaluation.BaselineFigures {
  var json: JSONValue {
    .object(
      [
        (
          "best_single",
          bestSingle.map { .object([("model", .string($0.model)), ("score", .figure($0.score))]) } ?? .null
        ),
        ("best_elsewhere", .figure(bestElsewhere)), ("random", .figure(random)), ("length", .figure(length)),
        ("category", .figure(category)),
        ("knn", .figure(nearest40)), ("knn_100", .figure(nearest100)), ("oracle", .figure(oracle)),
        ("oracle_split_runs", .figure(oracleOfSplitRuns)),
        (
          "router_leads",
          .object(
            leads.map { lead in
              (
                lead.baseline,
                .object([
                  ("gain", .figure(lead.gain)), ("interval", lead.interval?.json ?? .null),
                  ("p_value", .figure(lead.pValue)),
                ])
              )
            })
        ),
      ] + (nearestSample.map { [("knn_prompts", .integer($0))] } ?? []))
  }
}

extension Evaluation.PairFigures {
  var json: JSONValue {
    .object([
      ("weak", .string(weak)), ("strong", .string(strong)), ("apgr", .figure(apgr)),
      ("apgr_interval", apgrInterval?.json ?? .null), ("apgr_routellm", .figure(apgrRouteLLM)),
      ("apgr_routellm_interval", apgrRouteLLMInterval?.json ?? .null), ("auc_strong_better", .figure(strongBetterAUC)),
      ("cpt20", .figure(callsForPerformance[0])), ("cpt50", .figure(callsForPerformance[1])),
      ("cpt80", .figure(callsForPerformance[2])),
      ("cpt_intervals", .array(callsForPerformanceIntervals.map { $0?.json ?? .null })),
    ])
  }
}

extension Evaluation.CurveFigures {
  var json: JSONValue {
    .object([
      ("aiq", .figure(aiq)), ("aiq_zero", .figure(aiqZero)), ("aiq_oracle", .figure(aiqOracle)),
      ("gap_closed", .figure(gapClosed)), ("qnc", .figure(qnc)), ("cross_fitted", crossFitted?.json ?? .null),
    ])
  }
}

extension Verdict {
  var json: JSONValue {
    .object([
      ("route", isKnown ? .bool(route) : .null), ("route_for", purpose.map { .string($0.rawValue) } ?? .null),
      ("reason", .string(reason)), ("p_value", .figure(pValue)),
      ("gain", .figure(gain)),
      ("gain_interval", gainInterval?.json ?? .null), ("gain_over_mix", .figure(gainOverMix)),
      ("p_value_over_mix", .figure(pValueOverMix)), ("borderline", isKnown ? .bool(isBorderline) : .null),
      ("gains_of_divisions", .array(gainsOfDivisions.map { .figure($0) })),
      ("prompts_to_show_gain_of_0.02", promptsToShowGain.map { .integer($0) } ?? .null),
    ])
  }
}

extension Interval {
  var json: JSONValue { .array([.figure(low), .figure(high)]) }
}
