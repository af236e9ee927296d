import ArgumentParser
import Foundation
import PointsmanEvaluation
import PointsmanLabelling
import PointsmanOutcomes
internal import PointsmanSupport

/// The question to a judge: by what, how, and in which words.
struct QuestionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What to judge by, with weights if some count more: correctness=0.7,clarity=0.3.", valueName: "a,b"))
  var criteria: [String] = ["correctness"]

  @Flag(help: "Score each answer from 1 to 5, instead of comparing two.")
  var rubric = false

  @Option(help: ArgumentHelp("The judge's question, in place of the standard one.", valueName: "file.md"))
  var template: String?

  @Flag(help: "Print the judge's question, with its placeholders, and do nothing else.")
  var showTemplate = false

  func validate() throws {
    _ = try chosenCriteria()
  }

  func chosenCriteria() throws -> [Criterion] {
    let chosen = try NameList.names(criteria, option: "--criteria").map { item in
      let sign = item.lastIndex(of: "=") ?? item.endIndex
      let name = item[..<sign].trimmingCharacters(in: .whitespaces)
      let number = item[sign...].dropFirst().trimmingCharacters(in: .whitespaces)
      guard let weight = sign == item.endIndex ? 1 : Double(decimal: number),
        let criterion = Criterion(name: name, weight: weight), name != JudgeReport.overall
      else {
        throw ValidationError(
          "--criteria has \"\(item)\"; write a name other than \(JudgeReport.overall), and with = a weight above 0.")
      }
      return criterion
    }
    guard Set(chosen.map(\.name)).count == chosen.count else {
      throw ValidationError("--criteria must name each criterion once.")
    }
    return chosen
  }

  func chosenTemplate() throws -> JudgeTemplate {
    let method: JudgeMethod = rubric ? .rubric : .pairs
    guard let template else { return try .standard(method) }
    let bytes: [UInt8]
    do throws(FileFailure) {
      bytes = try FileReader.contents(of: template, limit: 1 << 20)
    } catch {
      throw Failure(description: "\(template): cannot be read, \(error.reason); name a text file")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Failure(description: "\(template): is not UTF-8; save it as UTF-8")
    }
    return try JudgeTemplate(text, for: method, file: template)
  }
}
