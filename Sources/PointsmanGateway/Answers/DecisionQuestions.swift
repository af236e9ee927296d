package import Pointsman
internal import PointsmanSupport

/// A request to `/v1/decisions` (OpenAI's form) or `/v1/systemone`: a prompt, and questions. Each asks for one of
/// several labels.
///
/// A router chooses among models. It answers a `choice` whose labels are models, or are mapped to models. It refuses any
/// other question with an error that says what can be asked.
package struct DecisionQuestions: Sendable {
  package let form: Form
  /// As the client wrote it, whatever it is; "pointsman" where it wrote none.
  package let model: String
  package let prompt: Prompt
  /// 1 to 128, in the order of the body.
  package let questions: [Question]

  /// The two published forms.
  package enum Form: Sendable {
    case decisions, systemone

    package var shape: GatewayError.Shape { self == .decisions ? .decisions : .systemone }
    /// How many labels a choice may have.
    var labelCounts: ClosedRange<Int> { self == .decisions ? 2...255 : 1...255 }
  }

  /// One `choice`.
  package struct Question: Sendable {
    /// nil where the body gives none, which OpenAI's form allows.
    package let name: String?
    /// In the order of the body.
    package let labels: [Label]
    /// The models of all labels: the policy chooses among these.
    package var models: Set<Int> { Set(labels.flatMap(\.models)) }
  }

  /// One of the labels of a question.
  package struct Label: Sendable {
    package let value: Value
    /// Indices in rising order; never empty.
    package let models: [Int]
  }

  /// A label as JSON has it.
  package enum Value: Sendable, Hashable {
    case text(String)
    case boolean(Bool)

    package var name: String {
      switch self {
      case .text(let text): text
      case .boolean(let value): value ? "true" : "false"
      }
    }
  }

  /// The most questions that the published forms allow.
  private static let most = 128
  /// Values of `questions`: 128 questions of 255 labels with description, and room for members that nobody reads.
  private static let maximumValues = 200_000

  /// Reads a body. O(bytes).
  package init(_ body: [UInt8], form: Form, labels: DecisionLabels) throws(GatewayError) {
    var (model, asked, prompt) = ("pointsman", JSONValue?.none, Prompt?.none)
    do throws(JSONError) {
      var json = JSONReader(body, maximumValues: Self.maximumValues)
      guard json.nextKind() == .object else { throw json.fault(expected: "an object") }
      var object = try json.beginObject()
      while let key = try json.nextKey(&object) {
        switch key {
        case "model" where json.nextKind() != .null: model = try json.readString(expected: "\"model\", a string")
        case "questions": asked = try json.readValue()
        case "state" where form == .systemone: prompt = try json.readState()
        default: try json.skipValue()
        }
      }
      try json.end()
    } catch {
      throw GatewayError(error)
    }
    (self.form, self.model) = (form, model)
    guard let asked else { throw Self.fault("questions", "is missing", labels) }
    questions = try Self.questions(asked, form, labels)
    switch form {
    case .decisions: self.prompt = try Prompt(gatewayBody: body)
    case .systemone:
      guard let prompt else {
        throw GatewayError(
          .invalidRequest, "\"state\" is missing: the prompt as a text, or a conversation {\"messages\": […]}",
          member: "state")
      }
      self.prompt = prompt
    }
  }

  private static func questions(
    _ asked: JSONValue, _ form: Form, _ labels: DecisionLabels
  ) throws(GatewayError) -> [Question] {
    var questions: [Question] = []
    switch (form, asked) {
    case (.decisions, .array(let list)):
      try check(list.count, labels)
      for (index, question) in list.enumerated() {
        questions.append(try decision(question, "questions[\(index)]", labels))
      }
    case (.systemone, .object(let members)):
      try check(members.count, labels)
      for (name, question) in members {
        questions.append(try systemOne(question, name, "questions.\(name.prefix(64))", labels))
      }
    default:
      throw fault("questions", form == .decisions ? "is not a list" : "is not an object of questions by name", labels)
    }
    let names = questions.compactMap(\.name)
    guard Set(names).count == names.count else { throw fault("questions", "has two questions of one name", labels) }
    return questions
  }

  private static func check(_ count: Int, _ labels: DecisionLabels) throws(GatewayError) {
    guard (1...most).contains(count) else {
      throw fault("questions", "has \(count) questions, not 1 to \(most)", labels)
    }
  }

  /// OpenAI's: `{"type": "choice", "name", "instructions", "choices": [{"value", "description"}]}`.
  private static func decision(
    _ question: JSONValue, _ place: String, _ labels: DecisionLabels
  ) throws(GatewayError) -> Question {
    try checkType(question, place, labels)
    let name = try text(question, "name", place, labels)
    guard case .array(let choices)? = question["choices"] else {
      throw fault("\(place).choices", "is not a list of objects with a value", labels)
    }
    var values: [Value] = []
    for (index, choice) in choices.enumerated() {
      let place = "\(place).choices[\(index)]"
      _ = try text(choice, "description", place, labels)
      switch choice["value"] {
      case .string(let text): values.append(.text(text))
      case .bool(let value): values.append(.boolean(value))
      default: throw fault("\(place).value", "is not a string, true or false", labels)
      }
    }
    return Question(name: name, labels: try read(values, .decisions, "\(place).choices", labels))
  }

  /// `{"type": "choice", "instructions", "criteria": {label: description or null}}`.
  private static func systemOne(
    _ question: JSONValue, _ name: String, _ place: String, _ labels: DecisionLabels
  ) throws(GatewayError) -> Question {
    try checkType(question, place, labels)
    guard case .object(let criteria)? = question["criteria"] else {
      throw fault("\(place).criteria", "is not an object of descriptions by label", labels)
    }
    for (label, description) in criteria where description.string == nil && description != .null {
      throw fault("\(place).criteria.\(label.prefix(64))", "is neither a description nor null", labels)
    }
    let values = criteria.map { Value.text($0.key) }
    return Question(name: name, labels: try read(values, .systemone, "\(place).criteria", labels))
  }

  private static func checkType(
    _ question: JSONValue, _ place: String, _ labels: DecisionLabels
  ) throws(GatewayError) {
    guard case .object = question else { throw fault(place, "is not an object", labels) }
    guard let type = question["type"]?.string else { throw fault("\(place).type", "is not a string", labels) }
    guard type == "choice" else {
      throw fault("\(place).type", "is \"\(type.prefix(64))\", not \"choice\"", labels, code: "unsupported_question")
    }
    _ = try text(question, "instructions", place, labels)
  }

  private static func read(
    _ values: [Value], _ form: Form, _ place: String, _ labels: DecisionLabels
  ) throws(GatewayError) -> [Label] {
    guard form.labelCounts.contains(values.count) else {
      throw fault(
        place, "has \(values.count) labels, not \(form.labelCounts.lowerBound) to \(form.labelCounts.upperBound)",
        labels)
    }
    var seen: Set<String> = []
    var read: [Label] = []
    for value in values {
      guard seen.insert(value.name).inserted else {
        throw fault(place, "has the label \"\(value.name.prefix(64))\" twice", labels)
      }
      guard let models = labels.models(of: value.name) else {
        throw fault(
          place, "has the label \"\(value.name.prefix(64))\", which is mapped to no model", labels,
          code: "unknown_label")
      }
      read.append(Label(value: value, models: models))
    }
    return read
  }

  /// A member that is a text where it is there.
  private static func text(
    _ object: JSONValue, _ name: String, _ place: String, _ labels: DecisionLabels
  ) throws(GatewayError) -> String? {
    guard let value = object[name], value != .null else { return nil }
    guard let text = value.string else { throw fault("\(place).\(name)", "is not a string", labels) }
    return text
  }

  private static func fault(
    _ member: String, _ what: String, _ labels: DecisionLabels, code: String? = nil
  ) -> GatewayError {
    GatewayError(.invalidRequest, "\"\(member)\" \(what); \(labels.remedy)", code: code, member: member)
  }
}

extension JSONReader {
  /// The prompt of a `state`: a text; a conversation, as a provider takes it or as a list of turns; or any other value,
  /// whose JSON is the text.
  fileprivate mutating func readState() throws(JSONError) -> Prompt {
    switch nextKind() {
    case .string: return Prompt(try readString())
    case .object, .array:
      let isList = nextKind() == .array
      var strict = self
      _ = try strict.readValue()
      let text = try skippedText()
      let request = isList ? "{\"messages\":\(text)}" : text
      return (try? Prompt(request: Array(request.utf8))) ?? Prompt(text)
    default: throw fault(expected: "\"state\", a string, an object or a list")
    }
  }
}
