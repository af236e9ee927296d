package import Pointsman

extension Evaluation {
  /// The evaluation as `pointsman evaluate --json` prints it; a figure that is undefined is null.
  package var json: JSONValue {
    .object([
      ("prompts", .integer(prompts)),
      ("complete_prompts", .integer(completePrompts)),
      ("regime", .string(regime.description)),
      ("models", .object(models.map { ($0.name, $0.json) })),
      ("router", router.json),
      ("baselines", baselines.json),
      ("pair", pair?.json ?? .null),
      ("curve", curve?.json ?? .null),
      ("verdict", verdict.json),
    ])
  }
}

extension Evaluation.ModelFigures {
  // A probability of exactly 0 or 1 that turns out wrong makes the log loss infinite, which JSON cannot say: hence `Double?`.
  var json: JSONValue {
    .object([
      ("score", .number(score)), ("cost", .number(cost)), ("auc", .number(auc)), ("log_loss", .number(logLoss)),
      ("brier", .number(brier)), ("ece", .number(ece)), ("auc_pooled", .number(pooledAUC)), ("share", .number(share)),
      ("observed", .integer(observed)),
    ])
  }
}

extension Evaluation.RouterFigures {
  var json: JSONValue {
    .object([
      ("score", .number(score)), ("score_interval", scoreInterval?.json ?? .null), ("cost", .number(cost)),
      ("accuracy", .number(accuracy)), ("regret", .number(regret)),
    ])
  }
}

extension Evaluation.BaselineFigures {
  var json: JSONValue {
    .object([
      ("best_single", .object([("model", .string(bestSingle.model)), ("score", .number(bestSingle.score))])),
      ("random", .number(random)), ("length", .number(length)), ("category", .number(category)),
      ("knn", .number(nearest40)), ("knn_100", .number(nearest100)), ("oracle", .number(oracle)),
    ])
  }
}

extension Evaluation.PairFigures {
  var json: JSONValue {
    .object([
      ("weak", .string(weak)), ("strong", .string(strong)), ("apgr", .number(apgr)),
      ("apgr_interval", apgrInterval?.json ?? .null), ("apgr_routellm", .number(apgrRouteLLM)),
      ("cpt20", .number(callsForPerformance[0])), ("cpt50", .number(callsForPerformance[1])),
      ("cpt80", .number(callsForPerformance[2])),
    ])
  }
}

extension Evaluation.CurveFigures {
  var json: JSONValue {
    .object([
      ("aiq", .number(aiq)), ("aiq_zero", .number(aiqZero)), ("aiq_oracle", .number(aiqOracle)),
      ("gap_closed", .number(gapClosed)), ("qnc", .number(qnc)),
    ])
  }
}

extension Verdict {
  var json: JSONValue {
    .object([
      ("route", .bool(route)), ("reason", .string(reason)), ("p_value", .number(pValue)), ("gain", .number(gain)),
      ("gain_interval", gainInterval?.json ?? .null), ("gain_over_mix", .number(gainOverMix)),
      ("p_value_over_mix", .number(pValueOverMix)),
    ])
  }
}

extension Interval {
  var json: JSONValue { .array([.number(low), .number(high)]) }
}
