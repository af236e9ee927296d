internal import PointsmanSupport

/// Rows of Parquet, which other programs turn to text: Python with pyarrow, or DuckDB.
enum ParquetRows {
  /// More text than this is refused: 8 GiB.
  private static let limit = 8 << 30

  /// True for the first bytes of a Parquet file.
  static func mayBegin(with bytes: ArraySlice<UInt8>) -> Bool { bytes.starts(with: Array("PAR1".utf8)) }

  /// The rows of the file at `path` as CSV or, where columns hold lists or structures, as JSON Lines; and the program that wrote
  /// them. nil where no program here can.
  static func text(_ path: String) throws(OutcomesError) -> (bytes: [UInt8], program: String)? {
    // A name that begins with a dash would be an option.
    let path = path.hasPrefix("-") ? "./" + path : path
    let quoted = path.replacing("'", with: "''")
    let commands = [
      ("pyarrow", ["python3", "-c", script, path]),
      (
        "DuckDB",
        ["duckdb", "-c", "COPY (SELECT * FROM read_parquet('\(quoted)')) TO '/dev/stdout' (FORMAT csv, HEADER)"]
      ),
    ]
    do throws(FileFailure) {
      for (program, arguments) in commands {
        if let bytes = try CommandOutput.bytes(of: arguments, limit: limit), !bytes.isEmpty { return (bytes, program) }
      }
    } catch {
      throw .unreadable(path: path, reason: error.reason)
    }
    return nil
  }

  private static let script = """
    import csv, json, sys
    import pyarrow, pyarrow.parquet
    file = pyarrow.parquet.ParquetFile(sys.argv[1])
    names = file.schema_arrow.names
    flat = not any(pyarrow.types.is_nested(column.type) for column in file.schema_arrow)
    writer = csv.writer(sys.stdout, lineterminator="\\n")
    if flat:
        writer.writerow(names)
    for batch in file.iter_batches():
        for row in batch.to_pylist():
            if flat:
                writer.writerow(["" if row[name] is None else row[name] for name in names])
            else:
                print(json.dumps(row, default=str))
    """
}
