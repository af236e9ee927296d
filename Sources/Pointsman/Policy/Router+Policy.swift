extension Router {
  /// Chooses a model for `prompt`.
  ///
  /// Throws `RouterError.unsuitablePolicy` when the policy needs what the router lacks: a weak and a strong model, or
  /// costs. For many prompts under one policy make a `BoundPolicy`, which checks it once.
  public func route(_ prompt: Prompt, under policy: Policy = .mostLikely) throws(RouterError) -> Decision {
    try BoundPolicy(self, under: policy).route(prompt)
  }

  /// The policy that the router's file has under this name; one that it lacks is an error.
  public func policy(named name: String) throws(RouterError) -> Policy {
    let policies = manifest.policies?.policies ?? [:]
    guard let policy = policies[name] else {
      let known =
        policies.isEmpty ? "none; add some with `pointsman set-policy`" : policies.keys.sorted().joined(separator: ", ")
      throw .unsuitablePolicy(reason: "the router has no policy \"\(name)\"; it has \(known)")
    }
    return policy
  }

  /// The router with other named policies; one that does not suit it is an error.
  public func withPolicies(_ book: PolicyBook) throws(RouterError) -> Router {
    if let fault = manifest.fault(of: book) { throw .unsuitablePolicy(reason: fault) }
    return try with { $0.policies = book }
  }

  /// The router with a changed manifest.
  package func with(_ change: (inout RouterManifest) -> Void) throws(RouterError) -> Router {
    var manifest = manifest
    change(&manifest)
    return try Router(manifest: manifest, heads: heads)
  }

  /// How far `prompt` lies from those of training. O(length of the prompt).
  package func distanceFromTraining(of prompt: Prompt) -> DomainCheck.Distance {
    var unseenNGramShare: Double?
    if let lexical = heads.lexical {
      var scratch = takeScratch()
      scratch.counter?.count(prompt.userText)
      unseenNGramShare = scratch.counter.map { lexical.unseenNGramShare(of: $0.buckets, rows: manifest.training.rows) }
      pool.give(scratch)
    }
    let featureDistance = heads.structural?.featureDistance(of: StructuralFeatures.values(of: prompt))
    return DomainCheck.Distance(unseenNGramShare: unseenNGramShare, featureDistance: featureDistance)
  }
}
