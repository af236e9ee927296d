import PointsmanDecisionLog
import PointsmanEndpoints
import Testing

@testable import PointsmanGateway

@Suite("The gateway's configuration")
struct GatewayConfigurationTests {
  static let models = """
    upstreams:
      fake: {protocol: [openai, anthropic], base_url: "http://127.0.0.1:9/v1", api_key: "${KEY}", ca_file: ca.pem}
    models:
      coder: {upstream: fake, capabilities: [vision, tools], context: 8000, tier: fast, prices: {input: 1, output: 2, cached_input: 0.1}}
      generalist: {upstream: fake}

    """

  static func read(_ text: String, _ environment: [String: String] = [:]) throws -> GatewayConfiguration {
    try GatewayConfiguration(ConfigNode(parsing: text, file: "gateway.yaml"), environment: environment)
  }

  @Test("Every setting is read")
  func everySetting() throws {
    let configuration = try Self.read(
      Self.models + """
        listen: 0.0.0.0:9000
        router: my.router
        policy: senior
        aliases: {"claude-*": pointsman, gpt-4o: coder}
        fallbacks: {attempts: 5, retry_budget: 0.2}
        conversations: {stick: always, switching_cost: 0.1, remember: 10, ttl: 2m, cache_ttl: 30s}
        exploration: {epsilon: 0.02, seed: "${SEED}"}
        keys:
          - {name: ci, sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08, policies: [batch], rate: 60/min}
          - {name: alice, env: ALICE, policies: ["*"], pass_models: false}
        log: {store: d.sqlite, content: redacted, keep: 30d, hash_key: "${HASH}", access: stdout}
        limits: {body: 1MB, headers: 8KB, concurrent: 5, request_time: 10s}
        metrics: {listen: "127.0.0.1:9464"}
        admin: {key: "${ADMIN}"}
        labels: {SIMPLE: coder, COMPLEX: [generalist, coder]}
        traces: {otlp: "http://127.0.0.1:4318"}
        drain: {delay: 500ms, timeout: 5s}
        """, ["SEED": "7", "ALICE": "secret"])
    #expect(configuration.listen == ListenAddress(host: "0.0.0.0", port: 9000))
    #expect(configuration.router == "my.router" && configuration.policy == "senior")
    #expect(configuration.aliases.map(\.pattern) == ["claude-*", "gpt-4o"])
    #expect(configuration.fallbacks.attempts == 5 && configuration.fallbacks.retryBudget == 0.2)
    let conversations = configuration.conversations
    #expect(conversations.sticking == .always && conversations.switchingCost == 0.1 && conversations.remembered == 10)
    #expect(conversations.lifetime == 120 && conversations.cacheLifetime == 30)
    #expect(configuration.exploration.epsilon == 0.02 && configuration.exploration.seed == 7)
    #expect(
      configuration.keys.key(shown: "test")?.name == "ci" && configuration.keys.key(shown: "test")?.perMinute == 60)
    let alice = configuration.keys.key(shown: "secret")
    #expect(alice?.name == "alice" && alice?.policies == nil && alice?.namesModels == false)
    #expect(configuration.log.content == .redacted && configuration.log.keep == 30 * 86_400)
    #expect(configuration.log.writesAccessLines && configuration.log.store == "d.sqlite")
    #expect(configuration.limits.body == 1 << 20 && configuration.limits.headers == 8 << 10)
    #expect(configuration.labels == ["SIMPLE": ["coder"], "COMPLEX": ["generalist", "coder"]])
    #expect(configuration.drain.delay == 0.5 && configuration.traces?.otlp == "http://127.0.0.1:4318")
    let coder = configuration.endpoints[0]
    #expect(coder.facts.capabilities == ["vision", "tools"] && coder.facts.contextWindow == 8000)
    #expect(coder.facts.tier == "fast")
    #expect(coder.cachePrice.read == 0.1 && coder.upstream.certificates == "ca.pem")
    #expect(coder.upstream.speaks(.messages) && coder.upstream.speaks(.responses))
  }

  @Test(
    "A fault names the file, the line, the setting and the remedy",
    arguments: [
      ("listen: 0.0.0.0:80", "gateway.yaml:1: listens on 0.0.0.0:80, beyond this machine, and has no \"keys\""),
      ("listen: nowhere", "gateway.yaml:6: listen: found \"nowhere\", expected an address such as 127.0.0.1:8080"),
      ("polcy: a", "has \"polcy\", which is no setting here"),
      ("fallbacks: {attempts: 0}", "fallbacks.attempts: found \"0\", expected a count from 1 to 10"),
      ("exploration: {epsilon: 0.9}", "exploration.epsilon: found \"0.9\", expected a chance from 0 to 0.5"),
      ("exploration: {epsilon: 0.1, seed: x}", "exploration.seed: is no whole number"),
      ("conversations: {stick: perhaps}", "conversations.stick: found \"perhaps\", expected weigh, always or never"),
      ("keys: [{name: a}]", "keys[0]: needs one of sha256, env and file"),
      ("keys: [{name: a, sha256: abc}]", "keys[0].sha256: is no SHA-256"),
      ("keys: [{name: a, env: K}, {name: b, env: K}]", "keys[1]: has the name or the key of one before it"),
      ("keys: [{name: a, env: NONE}]", "the environment has no NONE"),
      ("keys: [{name: a, env: K, rate: 5}]", "keys[0].rate: found \"5\", expected requests a minute such as 60/min"),
      ("log: {keep: 90}", "log.keep: found \"90\", expected days such as 90d, or forever"),
      ("log: {content: all}", "log.content: found \"all\", expected nothing, hash, redacted or full"),
      ("limits: {body: 1TB}", "limits.body: found \"1TB\", expected a size such as 32MB"),
      ("limits: {body: 9999999999999MB}", "limits.body: found"),
      ("admin: {key: abc}", "admin.key: is a key written out"),
      ("admin: {}", "admin: has no \"key\""),
      ("aliases: {\"a*b\": pointsman}", "has a star within \"a*b\""),
      ("traces: {otlp: here}", "traces: found \"here\", expected the URL of an OTLP/HTTP collector"),
      ("drain: {delay: 0s}", "drain.delay: found \"0s\", expected a time"),
      ("metrics: {listen: \"127.0.0.1:8080\"}", "serves metrics at the address of the gateway"),
    ])
  func faults(line: String, message: String) {
    var description = ""
    do { _ = try Self.read(Self.models + line, ["K": "k"]) } catch { description = "\(error)" }
    #expect(description.contains(message))
  }

  @Test("Upstreams at addresses where cloud machines keep secrets are refused")
  func linkLocal() {
    for host in ["169.254.169.254", "[fe80::1]", "metadata.google.internal"] {
      let text = Self.models.replacing("http://127.0.0.1:9/v1", with: "https://\(host)/v1")
      var description = ""
      do { _ = try Self.read(text) } catch { description = "\(error)" }
      #expect(description.contains("is a link-local address"))
    }
  }

  @Test(
    "Addresses are read with hosts of either family",
    arguments: ["127.0.0.1:80", "[::1]:80", "localhost:0", "a.b:65535"])
  func addresses(text: String) { #expect(ListenAddress(text)?.description == text) }

  @Test("What is no address is none", arguments: ["", ":80", "a", "a:", "a:65536", "::1:80", "a:-1", "a:8 0"])
  func noAddresses(text: String) { #expect(ListenAddress(text) == nil) }
}

@Suite("Keys of clients")
struct ClientKeyTests {
  @Test("A key is found by all of its bytes, at any place in the list")
  func found() {
    let keys = ["one", "two", "three"].map { ClientKey(name: $0, key: "key-" + $0) }
    for name in ["one", "two", "three"] { #expect(keys.key(shown: "key-" + name)?.name == name) }
    for shown in ["", "key-on", "key-one ", "KEY-ONE", "key-four"] { #expect(keys.key(shown: shown) == nil) }
  }
}
