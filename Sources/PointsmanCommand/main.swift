import Outcomes
import Pointsman
import PointsmanTraining

@MainActor func run() throws {
let clock = ContinuousClock()
var last = clock.now
func lap(_ s: String) { let n = clock.now; print(s, n - last); last = n }
let table = try OutcomeReader().read([CommandLine.arguments[1]]).table
lap("read")
let c = table.clusters()
lap("clusters \(Set(c).count)")
var trainer = RouterTrainer()
trainer.threads = 2
let t = try trainer.fitted(to: table) { lap("\($0)") }
lap("done")
print(t.warnings)
print(t.router.fileBytes.count)
lap("bytes")
}
try run()
