internal import Foundation
internal import Pointsman
internal import PointsmanNumerics
internal import PointsmanSupport

/// Vectors that an encoder has computed, in a file of the user's, so that the next training need not.
///
/// A file an encoder, named by the encoder's digest; in it a vector a prompt, under the SHA-256 of the prompt's text.
public struct VectorCache: Sendable {
  /// "FOLDER/vectors-DIGEST.safetensors", with the first 16 digits of the encoder's digest.
  public let path: String
  private let folder: String
  private let dimension: Int

  /// The cache of `encoder` in `folder`, which is made when something is first kept.
  public init(folder: String, encoder: SentenceEncoder) {
    (self.folder, dimension) = (folder, encoder.dimension)
    path = "\(folder)/vectors-\(encoder.digest.prefix(16)).safetensors"
  }

  /// The vectors in the file, by the digest of their text; none where there is no file.
  func read() throws(EncoderError) -> [String: [Float]] {
    guard FileManager.default.fileExists(atPath: path) else { return [:] }
    let bytes: [UInt8]
    do {
      bytes = try FileReader.contents(of: path)
    } catch {
      throw .unreadableCache(path: path, reason: error.reason)
    }
    guard let file = try? Safetensors(bytes: bytes), let digests = file.tensors["digests"], digests.type == .uint8,
      let values = file.tensors["vectors"]?.matrix, values.columns == dimension,
      digests.shape == [values.rows, Self.digits]
    else { throw .damagedCache(path: path) }
    var vectors: [String: [Float]] = [:]
    for row in 0..<values.rows {
      let digest = String(decoding: digests.bytes[row * Self.digits..<(row + 1) * Self.digits], as: UTF8.self)
      vectors[digest] = Array(values.values[row * dimension..<(row + 1) * dimension])
    }
    return vectors
  }

  /// Replaces the file, whole or not at all; makes the folder if need be.
  func write(_ vectors: [String: [Float]]) throws(EncoderError) {
    let sorted = vectors.sorted { $0.key < $1.key }
    let file = Safetensors(
      metadata: ["format": "pointsman vectors"],
      tensors: [
        "digests": .init(
          type: .uint8, shape: [sorted.count, Self.digits], bytes: sorted.flatMap { Array($0.key.utf8) }),
        "vectors": .init(shape: [sorted.count, dimension], sorted.flatMap(\.value)),
      ])
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw .unwritable(path: folder, reason: "the folder cannot be made")
    }
    do {
      try AtomicFile.write(file.bytes, to: path)
    } catch {
      throw .unwritable(path: path, reason: error.reason)
    }
  }

  /// The digest that stands for `text`.
  static func digest(of text: String) -> String { SHA256.hexDigest(of: Array(text.utf8)) }

  private static let digits = 64
}
