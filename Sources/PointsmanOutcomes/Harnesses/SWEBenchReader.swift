internal import Pointsman
internal import PointsmanSupport

/// Reads reports of SWE-bench: `{model}.{run}.json`, or `logs/evaluation/{run}/results.json` with the model's folder beside it.
enum SWEBenchReader: HarnessReader {
  static let format = OutcomeFormat.sweBench

  static func isAnchor(_ opening: JSONOpening, name: String) -> Bool {
    !opening.isArray && opening.has("resolved_instances")
      && (opening.has("resolved_ids") || opening.has("completed_ids"))
  }

  /// Lists of instances, the first that has one decides: infrastructure failures stay in `unresolved_ids`, too.
  private static let lists: [(name: String, score: Double?, reason: String)] = [
    ("infra_failure_ids", nil, "after an infrastructure failure"),
    ("ambiguous_failure_ids", nil, "after a failure that may be the infrastructure's"),
    ("error_ids", nil, "with an error"), ("incomplete_ids", nil, "not submitted"), ("empty_patch_ids", 0, ""),
    ("resolved_ids", 1, ""), ("unresolved_ids", 0, ""),
  ]

  static func records(
    of file: HarnessFile, _ context: inout HarnessContext
  ) throws(OutcomesError) -> [Result<OutcomeRecord, RowFault>] {
    let model = try model(of: file)
    try context.begin(run: "SWE-bench \(file.path)", path: file.path)
    var found: [String: [(id: String, place: FilePlace)]] = [:]
    var lines = LineCounter(file.bytes)
    var json = JSONReader(file.bytes)
    do throws(JSONError) {
      try json.readMembers { (name, json) throws(JSONError) in
        guard lists.contains(where: { $0.name == name }) else { return false }
        try json.readElements { (json) throws(JSONError) in
          _ = json.nextKind()
          let place = lines.place(of: json.offset)
          found[name, default: []].append((try json.readString(expected: "an instance's id, a string"), place))
        }
        return true
      }
      try json.end()
    } catch {
      throw file.error(error)
    }
    var seen: Set<String> = []
    var records: [Result<OutcomeRecord, RowFault>] = []
    for list in lists {
      for (id, place) in found[list.name] ?? [] where seen.insert(id).inserted {
        guard let prompt = try context.prompt(of: id) else {
          throw .harness(
            path: file.path, found: "no prompt of instance \(id); reports of SWE-bench hold none",
            remedy: "give a file with instance_id and problem_statement a line, the data set as JSON Lines",
            setting: .instances)
        }
        var answer = HarnessAnswer()
        (answer.model, answer.id, answer.prompt) = (model, id, prompt)
        // "owner__repository-17" is of that repository.
        answer.category = id.lastIndex(of: "-").map { String(id[..<$0]).replacing("__", with: "/") }
        if let score = list.score { answer.primary = .number(score) } else { answer.unobserved = list.reason }
        records.append(answer.record(at: place, name: "instance \(id)", context.options))
      }
    }
    return records
  }

  private static func model(of file: HarnessFile) throws(OutcomesError) -> String {
    var stem = file.name[...]
    for end in [".gz", ".json"] where stem.hasSuffix(end) { stem = stem.dropLast(end.count) }
    if stem != "results", let dot = stem.lastIndex(of: ".") {
      return String(stem[..<dot]).replacing("__", with: "/")
    }
    var folders: [String] = []
    if file.isOnDisk, let names = try? FolderListing.names(in: file.folder) {
      folders = names.filter { !$0.hasPrefix(".") && FolderListing.isFolder("\(file.folder)/\($0)") }
    }
    guard folders.count == 1 else {
      throw .harness(
        path: file.path, found: "a report whose name does not say the model",
        remedy: "name the file {model}.{run}.json, as SWE-bench does")
    }
    return folders[0].replacing("__", with: "/")
  }
}
