package import PointsmanOutcomes
internal import PointsmanSupport

/// A few comparisons by people, a line each: `{"id", "model_a", "model_b", "winner"}`, and "criterion" and "sample" if needed.
package enum HumanLabels {
  /// The labels of a file. Throws at the first line that is not a label, or that names something that the run does not have.
  package static func read(_ path: String, of run: AnsweredTasks, criteria: [String]) throws -> [HumanLabel] {
    var labels: [HumanLabel] = []
    let tasks = Dictionary(uniqueKeysWithValues: run.tasks.map { ($0.id, $0) })
    do {
      var lines = TextLines(try FileReader(path: path))
      while let line = try lines.nextNonblank() {
        let place = "\(path):\(lines.number)"
        guard let json = try? JSONValue(parsing: line) else {
          throw LabellingError(place, "is no JSON", remedy: "write one object a line")
        }
        labels.append(try label(json, place, tasks, criteria))
      }
    } catch let error as FileFailure {
      throw LabellingError(path, "cannot be read, \(error.reason)", remedy: "name a file that this user may read")
    } catch let error as LineError<FileFailure> {
      if case .source(let failure) = error {
        throw LabellingError(path, "cannot be read, \(failure.reason)", remedy: "name a file that this user may read")
      }
      throw LabellingError(path, "has a line that is not text in UTF-8", remedy: "write one object a line")
    }
    guard !labels.isEmpty else { throw LabellingError(path, "holds no label", remedy: "write one object a line") }
    return labels
  }

  private static func label(
    _ json: JSONValue, _ place: String, _ tasks: [String: AnsweredTask], _ criteria: [String]
  ) throws(LabellingError) -> HumanLabel {
    guard let id = json["id"]?.identifier, let a = json["model_a"]?.string, let b = json["model_b"]?.string,
      let text = json["winner"]?.string, a != b
    else {
      throw LabellingError(
        place, "lacks \"id\", \"winner\", or two different models", remedy: "write id, model_a, model_b and winner")
    }
    guard let task = tasks[id] else {
      throw LabellingError(place, "the run has no task \"\(id)\"", remedy: "remove the label, or name another run")
    }
    guard let answersA = task.answers[a], let answersB = task.answers[b] else {
      throw LabellingError(
        place, "the run has no answer of \(task.answers[a] == nil ? a : b) to task \"\(id)\"",
        remedy: "correct the model's name, or remove the label")
    }
    guard let winner = Battle.Winner(spelling: text, modelA: a, modelB: b) else {
      throw LabellingError(place, "has the winner \"\(text.prefix(40))\"", remedy: "write \(Battle.Winner.expected)")
    }
    let criterion = json["criterion"]?.string
    if let criterion, !criteria.contains(criterion) {
      throw LabellingError(
        place, "has the criterion \"\(criterion.prefix(40))\"",
        remedy: "name one of \(criteria.joined(separator: ", "))")
    }
    let preference: [Battle.Winner: Preference] = [.modelA: .a, .modelB: .b, .tie: .tie, .bothBad: .tie]
    var label = HumanLabel(task: id, a, b, criterion: criterion, winner: preference[winner]!)
    if let sample = json["sample"], sample != .null { label.sample = sample.integer ?? 0 }
    guard answersA[label.sample] != nil, answersB[label.sample] != nil else {
      throw LabellingError(place, "names a sample that the run does not have", remedy: "count samples from 1")
    }
    return label
  }
}
