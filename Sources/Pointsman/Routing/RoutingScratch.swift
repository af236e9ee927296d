/// The memory that routing a prompt takes, kept from prompt to prompt: once it has grown to the longest, nothing is
/// allocated but the answer.
struct RoutingScratch {
  var counter: LexicalCounter?
  var tokenizer: WordPieceTokenizer?
  var text: [UInt8] = []
  var features: [Float] = []

  init(lexical: LexicalHeads?, semantic: SemanticHeads?) {
    counter = lexical.map { LexicalCounter($0.specification) }
    tokenizer = semantic.map { WordPieceTokenizer($0.vocabulary) }
  }
}
