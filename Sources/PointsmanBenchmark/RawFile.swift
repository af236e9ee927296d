internal import ArgumentParser
internal import Pointsman
internal import PointsmanSupport

/// Files of numbers, little-endian, with nothing around them.
enum RawFile {
  static func bytes(_ path: String) throws -> [UInt8] {
    do {
      return try FileReader.contents(of: path)
    } catch {
      throw ValidationError("\(path): \(error.reason)")
    }
  }

  /// The `count` numbers of a file that holds just as many.
  static func numbers<Number: BitwiseCopyable>(_ path: String, count: Int) throws -> [Number] {
    var numbers = [Number]()
    numbers.reserveCapacity(count)
    do {
      let file = try FileReader(path: path)
      var (chunk, filled) = ([UInt8](repeating: 0, count: 1 << 20), 0)
      while true {
        var rest = [UInt8](repeating: 0, count: chunk.count - filled)
        let read = try file.read(into: &rest)
        if read == 0 { break }
        chunk.replaceSubrange(filled..<filled + read, with: rest[..<read])
        filled += read
        let whole = filled / MemoryLayout<Number>.stride
        // Safe: every pattern of bits is a number of these types, and the loads stay inside the chunk.
        unsafe chunk.withUnsafeBytes { bytes in
          for k in 0..<whole {
            numbers.append(
              unsafe bytes.loadUnaligned(fromByteOffset: k * MemoryLayout<Number>.stride, as: Number.self))
          }
        }
        let used = whole * MemoryLayout<Number>.stride
        chunk.replaceSubrange(0..<filled - used, with: Array(chunk[used..<filled]))
        filled -= used
      }
      guard filled == 0, numbers.count == count else {
        throw ValidationError("\(path): found \(numbers.count) numbers, expected \(count)")
      }
    } catch let failure as FileFailure {
      throw ValidationError("\(path): \(failure.reason)")
    }
    return numbers
  }

  static func write(_ numbers: [Float], to path: String) throws {
    var bytes = [UInt8]()
    bytes.reserveCapacity(numbers.count * 4)
    for number in numbers {
      for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: number.bitPattern >> UInt32(shift))) }
    }
    do {
      try AtomicFile.write(bytes, to: path)
    } catch {
      throw ValidationError("\(path): \(error.reason)")
    }
  }
}
