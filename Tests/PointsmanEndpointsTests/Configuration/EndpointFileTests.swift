import Foundation
import Pointsman
import PointsmanSupport
import TestSupport
import Testing

@testable import PointsmanEndpoints

@Suite("Files of models")
struct EndpointFileTests {
  private static let upstreams = """
    upstreams:
      openai:
        protocol: openai
        base_url: https://api.openai.com/v1/
        api_key: ${OPENAI_API_KEY}
        timeouts: {connect: 3s, first_byte: 2m, idle: 500ms}
        max_connections: 5
      anthropic: {protocol: anthropic, base_url: "https://api.anthropic.com", api_key_file: /run/key}
      local: {protocol: openai, base_url: "http://127.0.0.1:11434/v1"}

    """

  private static func read(_ text: String) throws -> EndpointFile {
    try EndpointFile(ConfigNode(parsing: text, file: "models.yaml"))
  }

  @Test("Upstreams and models are read, with the gateway's settings beside them")
  func whole() throws {
    let file = try Self.read(
      Self.upstreams + """
        listen: 127.0.0.1:8080
        fallbacks: {order: router}
        models:
          chatgpt-5.5:
            upstream: openai
            model: gpt-5.5
            protocol: openai-responses
            prices: {input: 1.25, output: 10, cached_input: 0.1}
            concurrency: 3
            requests_per_minute: 90
            max_tokens: 512
            parameters: {temperature: 0.2, reasoning: {effort: low}, seed: "7"}
          claude: {upstream: anthropic}
          llama: {upstream: local, prices: {input: 0, output: 0}}
        """)
    #expect(file.endpoints.map(\.name) == ["chatgpt-5.5", "claude", "llama"])
    let (first, second, third) = (file.endpoints[0], file.endpoints[1], file.endpoints[2])
    #expect(first.model == "gpt-5.5" && first.api == .responses && first.url == "https://api.openai.com/v1/responses")
    #expect(first.price == PriceList.Price(input: 1.25, output: 10))
    #expect(first.concurrency == 3 && first.requestsPerMinute == 90 && first.maximumTokens == 512)
    #expect(first.upstream.timeouts == .init(connect: 3, firstByte: 120, idle: 0.5, total: 600))
    #expect(first.upstream.maximumConnections == 5)
    let parameters = first.parameters.map { "\($0.key)=\($0.value.text)" }
    #expect(parameters == ["temperature=0.2", #"reasoning={"effort":"low"}"#, #"seed="7""#])
    #expect(second.model == "claude" && second.url == "https://api.anthropic.com/v1/messages" && second.price == nil)
    #expect(second.upstream.key?.source == .file("/run/key"))
    #expect(third.upstream.key == nil && third.url == "http://127.0.0.1:11434/v1/chat/completions")
  }

  @Test("JSON is read as well")
  func json() throws {
    let file = try Self.read(
      #"{"upstreams": {"u": {"protocol": "openai", "base_url": "http://localhost:1/v1"}}, "models": {"m": {"upstream": "u"}}}"#
    )
    #expect(file.endpoints.map(\.url) == ["http://localhost:1/v1/chat/completions"])
  }

  /// A file, and what its fault has to say: where it is, and the remedy.
  static let faults: [(String, String)] = [
    ("", "is empty"),
    ("upstreams: {}", "has no \"models\"; add it"),
    ("upstreams: [1]\nmodels: {}", "models.yaml:1: upstreams: found a list, expected a table"),
    (upstreams + "models: {}", "models: names no model"),
    (upstreams + "models:\n  a: {upstream: opnai}", "found \"opnai\", expected one of anthropic, local, openai"),
    (
      upstreams + "models:\n  a: {upstream: openai, concurency: 3}",
      "models.a: has \"concurency\", which is no setting here"
    ),
    (
      upstreams + "models:\n  a: {upstream: openai, concurrency: 0}",
      "models.a.concurrency: found \"0\", expected a count from 1"
    ),
    (upstreams + "models:\n  a: {upstream: openai, prices: {input: 1}}", "has no \"output\""),
    (upstreams + "models:\n  a: {upstream: openai, prices: {input: -1, output: 1}}", "expected USD a million tokens"),
    (upstreams + "models:\n  a: {upstream: openai, prices: {input: 0x10, output: 1}}", "expected USD a million tokens"),
    (upstreams + "models:\n  a: {upstream: openai, max_tokens: 99999999999999999999}", "expected tokens, from 1"),
    (
      upstreams + "models:\n  a: {upstream: openai, parameters: {stream: false}}",
      "has \"stream\", which the program sets itself"
    ),
    (upstreams + "models:\n  a: {upstream: openai, protocol: anthropic}", "speaks another provider's protocol"),
    (upstreams + "models:\n  a: {upstream: openai}\n  a: {upstream: local}", "has the key \"a\" twice"),
    (upstreams + "models: *x", "is no YAML"),
    ("upstreams: {u: {protocol: openai, base_url: 'http://example.com'}}\nmodels: {a: {upstream: u}}", "is not HTTPS"),
    (
      "upstreams: {u: {protocol: openai, base_url: 'https://user:pass@example.com'}}\nmodels: {a: {upstream: u}}",
      "without a name, password"
    ),
    ("upstreams: {u: {protocol: openai, base_url: 'file:///etc'}}\nmodels: {a: {upstream: u}}", "expected a URL"),
    (
      "upstreams: {u: {protocol: grpc, base_url: 'https://e.com'}}\nmodels: {a: {upstream: u}}",
      "found \"grpc\", expected openai"
    ),
    (
      "upstreams: {u: {protocol: openai, base_url: 'https://e.com', api_key: 'sk-secret'}}\nmodels: {a: {upstream: u}}",
      "upstreams.u.api_key: is a key written out"
    ),
    (
      "upstreams: {u: {protocol: openai, base_url: 'https://e.com', timeouts: {idle: 0s}}}\nmodels: {a: {upstream: u}}",
      "expected a time such as 500ms"
    ),
    ("a: &x [1, 2]\nupstreams: *x\nmodels: {}", "has \"a\", which is no setting here"),
  ]

  @Test("A fault names its place and the remedy", arguments: faults)
  func fault(text: String, expected: String) throws {
    let error = try #require(throws: ConfigError.self) { try Self.read(text) }
    #expect(error.description.contains(expected), "\(error)")
    #expect(!error.description.contains("secret"))
  }

  @Test("A file that is missing, too long or not UTF-8 is a fault")
  func unreadable() throws {
    let folder = try TemporaryFolder()
    for path in [folder.path("none.yaml"), try folder.write([0xff, 0xfe], to: "b.yaml"), "/dev/zero"] {
      #expect(throws: ConfigError.self) { try EndpointFile(path: path) }
    }
  }

  @Test("Values that alias each other without end are refused, in little time")
  func aliases() throws {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...9 {
      text += "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ") + "]\n"
    }
    let error = try #require(throws: ConfigError.self) { try Self.read(text) }
    #expect(error.description.contains("more than 20000 values"))
  }

  @Test("A key comes from the environment or a file, and is in no description")
  func secrets() throws {
    let folder = try TemporaryFolder()
    let variable = Secret(source: .environment("KEY"))
    #expect(try variable.value(in: ["KEY": "sk-1"]) == "sk-1")
    #expect("\(variable)" == "${KEY}" && String(reflecting: variable) == "${KEY}")
    #expect(throws: SecretError.self) { try variable.value(in: [:]) }
    let bad = #expect(throws: SecretError.self) { try variable.value(in: ["KEY": "sk-1\r\nx: y"]) }
    #expect(bad?.description.contains("sk-1") == false)
    let file = Secret(source: .file(try folder.write("sk-2\n", to: "key")))
    #expect(try file.value(in: [:]) == "sk-2")
    #expect(throws: SecretError.self) { try Secret(source: .file(folder.path("none"))).value(in: [:]) }
  }
}
