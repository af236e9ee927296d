import Pointsman
import PointsmanNumerics
import Testing

@testable import PointsmanEncoder
@testable import PointsmanSupport

@Suite("TokenTable")
struct TokenTableTests {
  private static let vocabulary = WordPieceVocabulary(lines: Array("[UNK]\na\n##b\n".utf8))!
  private static let table = TokenTable(
    vocabulary: vocabulary, vectors: Matrix(rows: 3, columns: 2, values: [1, -2, 0, 0, 0.5, 0.25]),
    provenance: ["license": "Apache-2.0", "source": "invented"])

  private func refused(_ bytes: [UInt8], _ fault: String) {
    let error = #expect(throws: EncoderError.self) { try TokenTable(bytes: bytes, path: "t") }
    #expect(error?.description.hasPrefix("t: not a whole table of token vectors: ") == true)
    #expect(error?.description.contains(fault) == true, "\(error?.description ?? "")")
  }

  /// The file of `table`, changed.
  private func changed(_ change: (inout Safetensors) -> Void) throws -> [UInt8] {
    var file = try Safetensors(bytes: Self.table.fileBytes)
    change(&file)
    return file.bytes
  }

  @Test("Rows are rounded to 8 bits by a scale of their own")
  func quantization() {
    #expect(Self.table.rows == [64, -127, 0, 0, 127, 64])
    #expect(Self.table.scales == [2 / 127, 0, 0.5 / 127])
    for (value, exact) in zip(Self.table.vectors.values, [1, -2, 0, 0, 0.5, 0.25] as [Float]) {
      #expect(abs(value - exact) <= 2 / 254)
    }
  }

  @Test("A prompt's vector is the weighted sum of its pieces' vectors")
  func vector() {
    let vectors = Self.table.vectors
    let sum = Self.table.vector(of: [0, 2, 2, 1], weight: 0.5)
    for k in 0..<2 { #expect(abs(sum[k] - 0.5 * (vectors[0, k] + 2 * vectors[2, k])) < 1e-6) }
    #expect(Self.table.vector(of: [], weight: 0) == [0, 0])
  }

  @Test("What was written is read, and written again the same")
  func roundTrip() throws {
    let bytes = Self.table.fileBytes
    let read = try TokenTable(bytes: bytes, path: "t")
    #expect(read.rows == Self.table.rows && read.scales == Self.table.scales && read.dimension == 2)
    #expect(read.vocabulary.lines == Self.vocabulary.lines && read.pieces == 3)
    #expect(read.provenance == Self.table.provenance)
    #expect(read.fileBytes == bytes)
  }

  @Test("A file cut at any length, or a byte longer, is refused")
  func truncated() {
    let bytes = Self.table.fileBytes
    for length in bytes.indices {
      #expect(throws: EncoderError.self, "cut at \(length)") {
        try TokenTable(bytes: Array(bytes[..<length]), path: "t")
      }
    }
    refused(bytes + [0], "its tensors end at byte")
  }

  @Test("A byte of the data altered anywhere is refused", arguments: [0x01, 0x80, 0xff] as [UInt8])
  func altered(mask: UInt8) {
    let bytes = Self.table.fileBytes
    // 6 rows, 3 scales of 4 bytes, 12 bytes of vocabulary.
    for index in bytes.count - 30..<bytes.count {
      var altered = bytes
      altered[index] ^= mask
      #expect(throws: EncoderError.self, "byte \(index)") { try TokenTable(bytes: altered, path: "t") }
    }
  }

  @Test("A file of other content says what is missing")
  func content() throws {
    refused(try changed { $0.metadata["format"] = nil }, "its metadata does not say")
    refused(try changed { $0.metadata["sha256"] = nil }, "its digest does not fit")
    refused(try changed { $0.tensors["vocabulary"] = nil }, "its vocabulary is missing")
    refused(try changed { $0.tensors["scales"] = .init(shape: [2], [1, 1] as [Float]) }, "do not fit its 3 pieces")
    refused(try changed { $0.tensors["scales"] = .init(shape: [3], [1, 1, .nan] as [Float]) }, "do not fit")
    refused(try changed { $0.tensors["scales"] = .init(shape: [3], [1, 1, -1] as [Float]) }, "do not fit")
    refused(
      try changed { $0.tensors["rows"] = .init(type: .int8, shape: [6], bytes: [0, 0, 0, 0, 0, 0]) }, "do not fit")
    refused(try changed { $0.tensors["rows"] = .init(type: .int8, shape: [3, 0], bytes: []) }, "do not fit")
    refused(try changed { $0.tensors["more"] = .init(shape: [], [1] as [Float]) }, "do not fit")
    refused(Array("outcomes".utf8) + [0], "its header would reach past the end")
  }

  @Test("A missing file, and a file in place of a folder, are errors with their path and a remedy")
  func files() {
    #expect(throws: EncoderError.unreadable(.tokenTable, path: "none", reason: "no such file or directory")) {
      try TokenTable(contentsOf: "none")
    }
    #expect(throws: EncoderError.unwritable(path: "none/t", reason: "no such file or directory")) {
      try Self.table.write(to: "none/t")
    }
  }
}
