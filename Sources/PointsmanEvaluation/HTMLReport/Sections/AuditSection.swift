internal import PointsmanOutcomes

/// What the outcomes hold.
struct AuditSection {
  private let audit: Audit

  init(_ audit: Audit) {
    self.audit = audit
  }

  var markup: Markup? {
    let copies = audit.duplicates
    return .section(
      "The outcomes",
      [
        .table(
          ["", ""],
          [
            ["prompts", grouped(audit.rows)], ["with every model observed", grouped(audit.completeRows)],
            ["missing outcomes", grouped(audit.missingCells)], ["categories", grouped(audit.categories)],
            ["oracle", fixed(audit.oracle)], ["headroom over the best single model", fixed(audit.headroom)],
            ["prompts with several best models", grouped(audit.tiedForBest)],
            ["prompts on which all models do alike", grouped(audit.tiedAll)],
            ["copies of an earlier prompt, to the letter", grouped(copies.exact)],
            ["but for case, spaces and punctuation", grouped(copies.normalized)],
            ["nearly (80 % of their five-word runs)", grouped(copies.near)],
          ])
      ])
  }
}
