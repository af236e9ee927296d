import Pointsman
import Testing

@testable import PointsmanEncoder
@testable import PointsmanSupport

@Suite("An encoder's file")
struct EncoderFileTests {
  private func changed(_ change: (inout Safetensors) -> Void) throws -> [UInt8] {
    var file = try Safetensors(bytes: TinyBERT.encoder().fileBytes)
    change(&file)
    return file.bytes
  }

  private func refused(_ bytes: [UInt8], _ fault: String) {
    let error = #expect(throws: EncoderError.self) { try SentenceEncoder(bytes: bytes, path: "e") }
    #expect(error?.description.hasPrefix("e: not a whole encoder: ") == true)
    #expect(error?.description.contains(fault) == true, "\(error?.description ?? "")")
  }

  @Test("What is written is read again: name, digest, provenance, vectors")
  func roundTrip() throws {
    let encoder = try TinyBERT.encoder()
    let read = try SentenceEncoder(bytes: encoder.fileBytes, path: "e")
    #expect(read.name == "tiny" && read.digest == encoder.digest && read.provenance == ["license": "none"])
    #expect(read.vector(of: "a b ? e") == encoder.vector(of: "a b ? e"))
    #expect(read.fileBytes == encoder.fileBytes)
  }

  @Test("A file that is cut short, altered, or lacks a part is refused")
  func refusals() throws {
    let bytes = try TinyBERT.encoder().fileBytes
    refused(Array(bytes.dropLast()), "offsets that do not fit its shape or the file")
    var altered = bytes
    altered[bytes.count - 2] ^= 1
    refused(altered, "its digest does not fit")
    refused(try changed { $0.metadata["format"] = "pointsman router" }, "does not say \"format\"")
    refused(try changed { $0.metadata["heads"] = "none" }, "the number of heads")
    refused(try changed { $0.metadata["heads"] = "1" }, "its digest does not fit")
    refused(try changed { $0.metadata["name"] = "other" }, "its digest does not fit")
    refused(try changed { $0.tensors["vocabulary"] = nil }, "its vocabulary is missing")
    refused(try changed { $0.tensors["embedding.words"] = nil }, "do not fit each other")
    refused(try changed { $0.tensors["layers.1.attention.output.bias"] = nil }, "do not fit each other")
    refused(try changed { $0.tensors["more"] = .init(shape: [1], [1] as [Float]) }, "do not fit each other")
    refused(
      try changed {
        $0.tensors["layers.0.attention.output.bias"] = .init(shape: [8], [Float](repeating: .nan, count: 8))
      },
      "do not fit each other")
  }
}
