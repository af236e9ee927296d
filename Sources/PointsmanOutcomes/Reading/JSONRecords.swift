internal import Pointsman
internal import PointsmanSupport

/// The records of JSON Lines. A line of white space is passed over.
struct JSONRecords: ~Copyable {
  let path: String
  let format: OutcomeFormat
  let options: OutcomeReader
  private var lines: LineReader

  init(_ file: consuming InputFile, path: String, format: OutcomeFormat, options: OutcomeReader) {
    (self.path, self.format, self.options) = (path, format, options)
    lines = LineReader(file, path: path, replacesInvalidBytes: options.replacesInvalidBytes)
  }

  /// Lines in which bytes that are not UTF-8 were replaced.
  var replaced: Int { lines.replaced }

  /// The next record, or what is wrong with it; nil at the end of the file.
  mutating func next() throws(OutcomesError) -> Result<OutcomeRecord, RowFault>? {
    while let line = try lines.next() {
      guard line.contains(where: { $0 != 0x20 && $0 != 0x09 }) else { continue }
      let id = "\(path):\(lines.number)"
      do throws(RowFault) {
        switch format {
        case .jsonlLong: return .success(try FlatRow(json: line, line: lines.number).longRecord(fallbackID: id))
        case .jsonlBattles: return .success(try FlatRow(json: line, line: lines.number).battleRecord(fallbackID: id))
        default: return .success(try canonical(line, id: id))
        }
      } catch {
        return .failure(error)
      }
    }
    return nil
  }

  private func canonical(_ line: [UInt8], id: String) throws(RowFault) -> OutcomeRecord {
    var parser = OutcomeLine(line, options)
    do throws(JSONError) {
      return try parser.read(fallbackID: id, line: lines.number)
    } catch {
      throw RowFault(error, line: lines.number)
    }
  }
}
