internal import PointsmanSupport

/// The labels that a question may have: the router's models, and labels that the configuration maps to models.
///
/// A configured label goes before a model of the same name.
package struct DecisionLabels: Sendable {
  /// The router's, in its order.
  package let models: [String]
  /// The configured labels, sorted.
  let configured: [String]
  /// The models of each label, as indices in rising order; never empty.
  private let indices: [String: [Int]]

  /// - Parameters:
  ///   - models: the router's, in its order.
  ///   - labels: for each label its models, such as `["SIMPLE": ["small"], "COMPLEX": ["large", "medium"]]`.
  ///
  /// Throws where a label has no model, or one that the router does not know.
  package init(models: [String], labels: [String: [String]] = [:]) throws(GatewayError) {
    var indices = Dictionary(models.enumerated().map { ($1, [$0]) }, uniquingKeysWith: { first, _ in first })
    let known = indices
    for (label, names) in labels.sorted(by: { $0.key < $1.key }) {
      guard !names.isEmpty else {
        throw GatewayError(.internalError, "label \"\(label)\" has no models; name some, or leave the label out")
      }
      var found: Set<Int> = []
      for name in names {
        guard let m = known[name]?.first else {
          throw GatewayError(
            .internalError,
            "label \"\(label)\" has the model \"\(name)\", which the router does not know; it knows \(models.listed)")
        }
        found.insert(m)
      }
      indices[label] = found.sorted()
    }
    (self.models, self.indices, configured) = (models, indices, labels.keys.sorted())
  }

  /// The models of a label; nil where it is not known.
  func models(of label: String) -> [Int]? { indices[label] }

  /// The questions that can be asked, as the end of a sentence.
  var remedy: String {
    "this router answers questions of type \"choice\" whose labels are its models (\(models.listed))"
      + (configured.isEmpty
        ? "; the configuration's labels may name others, such as {\"SIMPLE\": [\"\(models.first ?? "model")\"]}"
        : " or the configured labels (\(configured.listed))")
  }
}
