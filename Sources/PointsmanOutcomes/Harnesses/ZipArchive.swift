internal import CPointsmanZlib
internal import PointsmanSupport

/// The members of a zip archive in memory, by its central directory: stored, deflated or zstd, with 64-bit sizes where it has
/// them. Source: PKWARE's APPNOTE 6.3.10, sections 4.3 and 4.5.
struct ZipArchive {
  /// One member, as the central directory has it.
  struct Member {
    let name: String
    fileprivate let method: Int
    fileprivate let flags: Int
    fileprivate let checksum: UInt
    fileprivate let packed: Int
    fileprivate let size: Int
    fileprivate let header: Int
  }

  enum Failure: Error, Equatable {
    case damaged(String)
    case noZstd
    /// The archive is well; its log was read before.
    case repeated(OutcomesError)
  }

  let members: [Member]
  private let bytes: [UInt8]

  /// Reads the central directory; members are inflated one by one, when they are asked for.
  init(_ bytes: [UInt8]) throws(Failure) {
    self.bytes = bytes
    guard let end = Self.end(of: bytes) else { throw .damaged("it has no central directory; it may be cut short") }
    var (place, count) = (Int(end.directory), Int(end.count))
    var members: [Member] = []
    var packed = 0
    while count > 0 {
      guard let (member, next) = Self.member(bytes, at: place) else {
        throw .damaged("entry \(members.count + 1) of its central directory is faulty")
      }
      members.append(member)
      packed += member.packed
      // Members that overlap would make little of much.
      guard packed <= bytes.count else { throw .damaged("its members overlap") }
      (place, count) = (next, count - 1)
    }
    self.members = members
  }

  /// The content of a member, checked by its checksum.
  func contents(of member: Member) throws(Failure) -> [UInt8] {
    func damaged(_ what: String) -> Failure { .damaged("\(member.name) \(what)") }
    guard member.flags & 1 == 0 else { throw damaged("is encrypted") }
    guard Self.number(bytes, member.header, 4) == 0x0403_4b50, let name = Self.number(bytes, member.header + 26, 2),
      let extra = Self.number(bytes, member.header + 28, 2)
    else { throw damaged("has no header") }
    let start = member.header + 30 + name + extra
    guard start <= bytes.count, member.packed <= bytes.count - start else { throw damaged("is cut short") }
    let packed = bytes[start..<start + member.packed]
    // What a size claims is taken for memory only where the method could make it of so few bytes: deflate at most 1,032
    // times as many, zstd a block of 128 KiB from 4 bytes.
    guard member.size <= packed.count * (member.method == 8 ? 1032 : 1 << 15) + 64 else {
      throw damaged("claims an impossible size")
    }
    let content: [UInt8]
    switch member.method {
    case 0:
      guard member.size == member.packed else { throw damaged("has two sizes") }
      content = Array(packed)
    case 8:
      guard let inflated = RawInflate.inflated(packed, size: member.size) else { throw damaged("cannot be inflated") }
      content = inflated
    case 93:
      do throws(Zstd.Failure) {
        content = try Zstd.decompressed(packed, size: member.size)
      } catch {
        throw error == .noLibrary ? .noZstd : damaged("cannot be decompressed")
      }
    default: throw damaged("is packed by method \(member.method), which is not read")
    }
    guard RawInflate.checksum(of: content) == member.checksum else { throw damaged("has another checksum") }
    return content
  }

  /// Where the central directory begins, and how many entries it has.
  private static func end(of bytes: [UInt8]) -> (directory: Int, count: Int)? {
    // The record has 22 bytes, and a comment of at most 65,535 after it.
    var place = bytes.count - 22
    while place >= 0, place >= bytes.count - 22 - 0xffff {
      if number(bytes, place, 4) == 0x0605_4b50 { break }
      place -= 1
    }
    guard place >= 0, number(bytes, place, 4) == 0x0605_4b50, let count = number(bytes, place + 10, 2),
      let directory = number(bytes, place + 16, 4)
    else { return nil }
    guard count == 0xffff || directory == 0xffff_ffff else { return (directory, count) }
    guard number(bytes, place - 20, 4) == 0x0706_4b50, let large = number(bytes, place - 12, 8),
      number(bytes, large, 4) == 0x0606_4b50, let largeCount = number(bytes, large + 32, 8),
      let largeDirectory = number(bytes, large + 48, 8), largeCount <= bytes.count / 46
    else { return nil }
    return (largeDirectory, largeCount)
  }

  /// The entry of the central directory at `place`, and where the next one begins.
  private static func member(_ bytes: [UInt8], at place: Int) -> (Member, next: Int)? {
    guard number(bytes, place, 4) == 0x0201_4b50, let flags = number(bytes, place + 8, 2),
      let method = number(bytes, place + 10, 2), let checksum = number(bytes, place + 16, 4),
      var packed = number(bytes, place + 20, 4), var size = number(bytes, place + 24, 4),
      let nameLength = number(bytes, place + 28, 2), let extraLength = number(bytes, place + 30, 2),
      let commentLength = number(bytes, place + 32, 2), var header = number(bytes, place + 42, 4)
    else { return nil }
    let nameStart = place + 46
    let extraStart = nameStart + nameLength
    let extraEnd = extraStart + extraLength
    guard extraEnd <= bytes.count else { return nil }
    // 64-bit numbers in place of those that are all ones, in this order.
    var field = extraStart
    while let id = number(bytes, field, 2), let length = number(bytes, field + 2, 2), field + 4 <= extraEnd {
      if id == 1 {
        var place = field + 4
        func next() -> Int? {
          defer { place += 8 }
          return place + 8 <= extraEnd ? number(bytes, place, 8) : nil
        }
        if size == 0xffff_ffff { size = next() ?? -1 }
        if packed == 0xffff_ffff { packed = next() ?? -1 }
        if header == 0xffff_ffff { header = next() ?? -1 }
      }
      field += 4 + length
    }
    guard size >= 0, packed >= 0, packed <= bytes.count, header >= 0, header < bytes.count else { return nil }
    let member = Member(
      name: String(decoding: bytes[nameStart..<extraStart], as: UTF8.self), method: method, flags: flags,
      checksum: UInt(checksum), packed: packed, size: size, header: header)
    return (member, extraEnd + commentLength)
  }

  /// The little-endian number of `width` bytes at `place`; nil outside the archive, and where it is no Int.
  private static func number(_ bytes: [UInt8], _ place: Int, _ width: Int) -> Int? {
    guard place >= 0, place <= bytes.count - width else { return nil }
    var value: UInt64 = 0
    for index in 0..<width { value |= UInt64(bytes[place + index]) << UInt64(8 * index) }
    // Room to add lengths to it.
    return value < 1 << 60 ? Int(value) : nil
  }
}

/// Deflate without a header, as zip has it, and the checksum of zip.
@safe enum RawInflate {
  /// The bytes that `packed` inflates to: exactly `size` bytes, which the caller has bounded; nil where it is anything else.
  static func inflated(_ packed: ArraySlice<UInt8>, size: Int) -> [UInt8]? {
    guard packed.count <= Int(UInt32.max), size <= Int(UInt32.max) else { return nil }
    var (input, output) = (Array(packed), [UInt8](repeating: 0, count: max(1, size)))
    var stream = unsafe z_stream()
    // −15: the largest window, and no header. Safe: the stream is zeroed, and ended below.
    guard unsafe inflateInit2_(&stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      return nil
    }
    var (code, written) = (Z_OK, 0)
    // Safe: zlib reads at most `input` and writes at most `output`, both alive for the call.
    unsafe input.withUnsafeMutableBufferPointer { bytes in
      unsafe output.withUnsafeMutableBufferPointer { room in
        unsafe stream.next_in = bytes.baseAddress
        unsafe stream.avail_in = UInt32(bytes.count)
        unsafe stream.next_out = room.baseAddress
        unsafe stream.avail_out = UInt32(room.count)
        code = unsafe inflate(&stream, Z_FINISH)
        written = unsafe room.count - Int(stream.avail_out)
      }
    }
    unsafe inflateEnd(&stream)
    guard code == Z_STREAM_END, written == size else { return nil }
    return size == 0 ? [] : output
  }

  /// CRC-32.
  static func checksum(of bytes: [UInt8]) -> UInt {
    // Safe: zlib reads the bytes of the buffer, alive for the call.
    unsafe bytes.withUnsafeBufferPointer { unsafe UInt(crc32_z(0, $0.baseAddress, $0.count)) }
  }
}
