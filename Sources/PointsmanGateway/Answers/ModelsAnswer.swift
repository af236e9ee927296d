/// The models that `/v1/models` lists: `pointsman`, `pointsman/<policy>`, and upstream models where the client may name
/// them.
package struct ModelsAnswer: Sendable {
  /// In the order of the list.
  package let names: [String]
  /// Seconds since 1970: of the router's loading, the same for every entry.
  package let created: Int

  /// - Parameters:
  ///   - policies: the policies that the client may name.
  ///   - upstreamModels: the models that it may name; empty where it may name none.
  package init(policies: [String], upstreamModels: [String], created: Int) {
    var seen: Set<String> = []
    names = (["pointsman"] + policies.map { "pointsman/" + $0 } + upstreamModels).filter { seen.insert($0).inserted }
    self.created = created
  }

  /// The list, in OpenAI's shape with Anthropic's members beside, so that either SDK pages to its end.
  package var list: [UInt8] {
    var json = JSONBytes()
    json.object { json in
      json.member("object", "list")
      json.member("data", array: { json in for name in names { write(name, to: &json) } })
      json.member("has_more", boolean: false)
      json.member("first_id", names.first)
      json.member("last_id", names.last)
    }
    return json.bytes
  }

  /// One entry.
  package func entry(_ name: String) throws(GatewayError) -> [UInt8] {
    guard names.contains(name) else {
      throw GatewayError(
        .notFound, "there is no model \"\(name.prefix(100))\"; GET /v1/models lists them", code: "model_not_found",
        member: "model")
    }
    var json = JSONBytes(capacity: 128)
    write(name, to: &json)
    return json.bytes
  }

  private func write(_ name: String, to json: inout JSONBytes) {
    json.object { json in
      json.member("id", name)
      json.member("object", "model")
      json.member("type", "model")
      json.member("display_name", name)
      json.member("created", integer: created)
      json.member("owned_by", "pointsman")
    }
  }
}
