import Testing

@testable import PointsmanGateway

@Suite("Upstreams that answer")
struct UpstreamHealthTests {
  @Test("Five failures within ten seconds open the breaker; one request then tries, and its success closes it")
  func breaker() {
    let health = UpstreamHealth()
    for time in [0.0, 3, 6, 9] { health.failed("u", now: time) }
    #expect(health.isAvailable("u", now: 9) && !health.isOpen("u"))
    // The first is older than ten seconds by now.
    health.failed("u", now: 10.5)
    #expect(health.isAvailable("u", now: 10.5))
    health.failed("u", now: 11)
    #expect(
      !health.isAvailable("u", now: 15.9) && health.isAvailable("u", now: 16) && health.isAvailable("other", now: 12))
    health.begin("u", now: 16)
    #expect(!health.isAvailable("u", now: 16.1))
    health.failed("u", now: 17)
    #expect(!health.isAvailable("u", now: 21.9) && health.isAvailable("u", now: 22))
    health.begin("u", now: 22)
    health.succeeded("u")
    #expect(health.isAvailable("u", now: 22.1) && !health.isOpen("u"))
  }

  @Test("A model rests for as long as its provider asks, a minute at most")
  func rest() {
    let health = UpstreamHealth()
    health.rest("m", seconds: 3, now: 10)
    #expect(!health.isRested("m", now: 12.9) && health.isRested("m", now: 13))
    health.rest("m", seconds: 1e300, now: 10)
    #expect(health.isRested("m", now: 70))
  }

  @Test("Retries are a share of the requests beyond a reserve")
  func budget() {
    let budget = RetryBudget(share: 0.1)
    func retries() -> Int { (0..<1000).count { _ in budget.takeRetry() } }
    #expect(retries() == 10)
    for _ in 0..<55 { budget.countRequest() }
    #expect(retries() == 5)
    for _ in 0..<100_000 { budget.countRequest() }
    #expect(retries() == 100)
  }
}
