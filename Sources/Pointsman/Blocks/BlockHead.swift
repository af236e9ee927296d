package import PointsmanSupport

/// One block of a trained router: its weights, and everything that is done with them.
///
/// A prompt passes the heads in the order of `Block.heads`, in three stages. Families of features add to the logits. A
/// head that stacks then mixes into the logits what it makes of the families' shares. A head that corrects changes the
/// calibrated probabilities. A head implements one stage; in the others it does nothing.
package protocol BlockHead: Sendable {
  /// Reads the head from a router file: `entry` is its entry in the manifest, `earlier` are the heads before it.
  init(
    reading tensors: inout TensorReader, _ entry: BlockEntry, models: Int, after earlier: RouterHeads
  ) throws(RouterError)

  /// The block that it is the head of.
  var block: Block { get }
  /// M, how many models it has weights for.
  var models: Int { get }
  /// Its entry in the manifest.
  var entry: BlockEntry { get }
  /// Its tensors, by the names that they have in a router file.
  var tensors: [String: Safetensors.Tensor] { get }
  /// Name and size, for a reader.
  var summary: String { get }
  /// Why it does not fit the other heads; nil when it does.
  func validationError(among heads: RouterHeads) -> String?
  /// For golden prompt `index` a vector to verify the head with; nil unless it reads one.
  func goldenVector(_ index: Int) -> PromptVector?

  // Stage 1: families of features.

  /// Adds its share to the M logits.
  func addLogits(of reading: inout PromptReading, to logits: inout [Float]) throws(RouterError)
  /// The parts that its share is made of.
  func contributions(of reading: inout PromptReading) throws(RouterError) -> [Contribution]

  // Stage 2: stacking.

  /// True if it reads the families' shares.
  var readsShares: Bool { get }
  /// Changes the M logits; `shares` are what each family added, families × M, row-major.
  func stack(_ logits: inout [Float], shares: [Float])
  /// Changes the contributions in the same way, and adds its own.
  func stack(_ contributions: inout [Contribution], shares: [Float])

  // Stage 3: correction.

  /// Changes the M calibrated probabilities.
  func correct(_ probabilities: inout [Double], for prompt: Prompt)
  /// The parts of that change, in log odds.
  func corrections(for prompt: Prompt, to probabilities: [Double]) -> [Contribution]

  // Growth by one model.

  /// Why no model can be added to it; nil when one can.
  var additionObstacle: String? { get }
  /// The head with one more column at `place`. The column is a mix of the others, one weight a model; the structural
  /// block adds `structural` to it, one weight a feature. The head must have no `additionObstacle`.
  func adding(mix: [Float], structural: [Float], at place: Int) -> any BlockHead
  /// The head with one more column at `place`: that of `single`, a head of the same block and features for one model. The
  /// head must have no `additionObstacle`.
  func adding(columnOf single: any BlockHead, at place: Int) -> any BlockHead
}

extension BlockHead {
  package func validationError(among heads: RouterHeads) -> String? { nil }
  package func goldenVector(_ index: Int) -> PromptVector? { nil }
  package func addLogits(of reading: inout PromptReading, to logits: inout [Float]) throws(RouterError) {}
  package func contributions(of reading: inout PromptReading) throws(RouterError) -> [Contribution] { [] }
  package var readsShares: Bool { false }
  package func stack(_ logits: inout [Float], shares: [Float]) {}
  package func stack(_ contributions: inout [Contribution], shares: [Float]) {}
  package func correct(_ probabilities: inout [Double], for prompt: Prompt) {}
  package func corrections(for prompt: Prompt, to probabilities: [Double]) -> [Contribution] { [] }

  package var additionObstacle: String? {
    "the router's \(block.rawValue) block has no place for one more model; train it again, or add it to a router "
      + "without that block"
  }

  package func adding(mix: [Float], structural: [Float], at place: Int) -> any BlockHead {
    preconditionFailure(additionObstacle ?? "the \(block.rawValue) block cannot grow")
  }

  package func adding(columnOf single: any BlockHead, at place: Int) -> any BlockHead {
    preconditionFailure(additionObstacle ?? "the \(block.rawValue) block takes no column")
  }
}

/// A block's entry in a router's manifest: its name under "kind", then the members that say its size.
package struct BlockEntry: Sendable, Equatable {
  package let block: Block
  let json: JSONValue

  /// An entry of these members; `name` is the block's name in files, if that is not its name in this version.
  init(_ block: Block, name: String? = nil, _ members: [(key: String, value: JSONValue)]) {
    self.block = block
    json = .object([("kind", .string(name ?? block.rawValue))] + members)
  }

  /// Reads an entry of a manifest.
  init(_ json: JSONValue) throws(RouterError) {
    let name = json["kind"]?.string
    guard let block = name == CategoryHead.formerName ? .category : name.flatMap(Block.init(rawValue:)) else {
      throw .malformed(fault: "its manifest names a block that this version does not know")
    }
    (self.block, self.json) = (block, json)
  }

  subscript(key: String) -> JSONValue? { json[key] }

  /// A member's value; nil is `RouterError.malformed`.
  func require<Value>(_ value: Value?) throws(RouterError) -> Value {
    guard let value else { throw .malformed(fault: "its manifest lacks a valid \(block.rawValue) block") }
    return value
  }

  /// A head made of the block's tensors; nil is `RouterError.malformed`.
  func valid<Head>(_ head: Head?) throws(RouterError) -> Head {
    guard let head else {
      throw .malformed(fault: "its \(block.rawValue) tensors have numbers out of range or out of order")
    }
    return head
  }
}
