import Dispatch
import Pointsman
import PointsmanEvaluation
import PointsmanOutcomes
import PointsmanTraining
import Synchronization
import Testing

@Suite("Training in a task")
struct RouterTrainerFitTests {
  private let trainer = RouterTrainer(blocks: [.lexical, .structural], folds: 2, threads: 2)

  @Test("fit gives the bytes that fitted gives, and tells its stages")
  func sameRouter() async throws {
    let table = SyntheticOutcomes.separable(rows: 60, seed: 1)
    let stages = Mutex<[TrainingStage]>([])
    let trained = try await trainer.fit(table) { stage in stages.withLock { $0.append(stage) } }
    #expect(trained.router.fileBytes == (try trainer.fitted(to: FeaturizedTable(table)).router.fileBytes))
    let expected: [TrainingStage] = [.reading, .fitting(.lexical), .fitting(.structural), .choosing, .finishing]
    #expect(stages.withLock { $0 } == expected)
    let evaluation = try await trained.evaluation(on: table)
    #expect(evaluation.description.contains("60 prompts; cross-validated"))
    let other = SyntheticOutcomes.separable(rows: 60, seed: 2)
    await #expect(throws: TrainingError.otherOutcomes) { try await trained.evaluation(on: other) }
  }

  @Test("The defaults are the command line's")
  func defaults() {
    let trainer = RouterTrainer()
    #expect(trainer.blocks == [.lexical, .structural, .semantic] && trainer.folds == 5 && trainer.seed == 0)
    #expect(trainer.threads >= 1 && trainer.target == .success && trainer.pair == nil)
  }

  @Test("A cancelled training throws CancellationError and begins no further stage", arguments: 0..<5)
  func cancelled(_ last: Int) async throws {
    let table = SyntheticOutcomes.separable(rows: 40, seed: 1)
    let stages = Mutex<[TrainingStage]>([])
    let (reached, continuation) = AsyncStream.makeStream(of: Void.self)
    let gate = DispatchSemaphore(value: 0)
    let task = Task { [trainer] in
      try await trainer.fit(table) { stage in
        let count = stages.withLock { stages in
          stages.append(stage)
          return stages.count
        }
        guard count == last + 1 else { return }
        continuation.yield()
        gate.wait()
      }
    }
    for await _ in reached { break }
    task.cancel()
    gate.signal()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(stages.withLock(\.count) == last + 1)
  }

  @Test("Bad data throws what validate throws")
  func invalid() async throws {
    let table = SyntheticOutcomes.separable(rows: 60, seed: 1)
    let single = try table.selecting(models: ["small"])
    await #expect(throws: TrainingError.tooFewModels(found: ["small"])) { try await trainer.fit(single) }
    let folds = TrainingError.unsuitableSetting(name: "folds", value: 1, least: 2)
    await #expect(throws: folds) { try await RouterTrainer(blocks: [.structural], folds: 1).fit(table) }
    let threads = TrainingError.unsuitableSetting(name: "threads", value: 0, least: 1)
    await #expect(throws: threads) { try await RouterTrainer(blocks: [.structural], threads: 0).fit(table) }
  }
}
