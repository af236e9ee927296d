package import PointsmanSupport

/// One certificate for each group of prompts, a category or the value of a tag, that hold together.
///
/// With G groups each is tested at δ/G (Bonferroni), so that the chance that any breaks its promise is at most δ. A group
/// of too few prompts to certify anything is left out before any outcome is looked at, and costs the others nothing.
package struct GroupCertificates: Sendable {
  /// One group that is large enough.
  package struct Group: Sendable {
    package let name: String
    package let certificate: Certificate
  }

  /// One that is not.
  package struct SmallGroup: Sendable {
    package let name: String
    /// Draws: clusters of prompts with outcomes of every model.
    package let count: Int
  }

  package let groups: [Group]
  package let tooSmall: [SmallGroup]
  /// Draws that a group needs.
  package let least: Int
  /// That all certificates hold.
  package let confidence: Double

  /// O(Σ points · n · M) over the groups.
  ///
  /// - Parameters:
  ///   - curves: by the names of the groups, each once; nil where no prompt of a group has outcomes of every model.
  package init(
    _ curves: [(name: String, curve: OperatingCurve?)], guarantee: Double, confidence: Double, threads: Int = 1
  ) {
    let level = (1 - confidence) / Double(max(1, curves.count))
    let least = GuaranteeTest(share: guarantee, confidence: 1 - level).leastDraws
    let large = curves.compactMap { entry in entry.curve.map { (name: entry.name, curve: $0) } }
      .filter { $0.curve.count >= least }
    tooSmall = curves.filter { $0.curve?.count ?? 0 < least }
      .map { SmallGroup(name: $0.name, count: $0.curve?.count ?? 0) }
    let own = 1 - (1 - confidence) / Double(max(1, large.count))
    groups = large.map { entry in
      Group(
        name: entry.name,
        certificate: Certificate(entry.curve, guarantee: guarantee, confidence: own, threads: threads))
    }
    (self.least, self.confidence) = (least, confidence)
  }
}

extension GroupCertificates {
  /// A sentence or more for each group.
  package var text: String {
    var paragraphs: [String] = []
    if let first = groups.first {
      let each = fixed(100 * first.certificate.confidence, 2)
      paragraphs.append(
        "\(groups.count) \(groups.count == 1 ? "group" : "groups"). Together their certificates hold at \(fixed(100 * confidence, 1)) % confidence, and each at "
          + "\(each) % (Bonferroni's correction).")
    }
    paragraphs += groups.map { "\($0.name.visible): \($0.certificate.statement)" }
    if !tooSmall.isEmpty {
      let names = tooSmall.map { "\($0.name.visible) (\($0.count))" }
      paragraphs.append(
        "Too small for a guarantee of their own, with fewer than \(least) independent prompts: \(names.listed). Label more, "
          + "or certify all prompts together.")
    }
    return paragraphs.map { wrapped($0).joined(separator: "\n") }.joined(separator: "\n\n")
  }

  /// The members of the JSON object that `pointsman certify --json` prints.
  package var members: [(key: String, value: JSONValue)] {
    [
      ("confidence", .figure(confidence)), ("correction", .string("bonferroni")), ("least_clusters", .integer(least)),
      (
        "groups",
        .array(groups.map { .object([("group", .string($0.name))] + $0.certificate.members) })
      ),
      (
        "too_small",
        .array(tooSmall.map { .object([("group", .string($0.name)), ("clusters", .integer($0.count))]) })
      ),
    ]
  }
}
