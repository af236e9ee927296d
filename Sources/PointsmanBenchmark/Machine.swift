internal import Foundation
internal import PointsmanNumerics
internal import PointsmanSupport

/// The machine that a timing was taken on, and the memory that this process has used.
enum Machine {
  /// The processor's name, from Linux's /proc/cpuinfo.
  static var processor: String {
    field("model name", of: "/proc/cpuinfo") ?? "unknown processor"
  }

  /// The largest resident size that this process has had, in MiB; nil where the system does not report it.
  static var peakMebibytes: Double? {
    guard let field = field("VmHWM", of: "/proc/self/status"), let kibibytes = Double(field.prefix { $0 != " " })
    else { return nil }
    return kibibytes / 1024
  }

  /// Restarts `peakMebibytes` from the present size, where the system can (Linux, proc(5): clear_refs).
  static func forgetPeak() {
    try? Data("5".utf8).write(to: URL(filePath: "/proc/self/clear_refs"))
  }

  /// GFLOP/s of sgemm on `threads` threads, each with matrices of its own: the best of five runs.
  static func productPeak(threads: Int) -> Double {
    let size = 2048
    let factors = (0..<threads).map { _ in Matrix(rows: size, columns: size, repeating: 0.5) }
    let best = (0..<5).map { _ in
      seconds { _ = concurrentMap(count: threads, threads: threads) { BLAS.product(factors[$0], factors[$0])[0, 0] } }.0
    }.min()!
    return 2 * Double(threads) * Double(size * size * size) / best / 1e9
  }

  private static func field(_ name: String, of path: String) -> String? {
    guard let bytes = try? FileReader.contents(of: path) else { return nil }
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") where line.hasPrefix(name) {
      return line.split(separator: ":", maxSplits: 1).last.map { String($0.drop { $0 == " " || $0 == "\t" }) }
    }
    return nil
  }
}

/// How long `body` takes, in seconds, and what it returns.
func seconds<Value>(_ body: () throws -> Value) rethrows -> (Double, Value) {
  let start = ContinuousClock.now
  let value = try body()
  return (start.duration(to: .now) / .seconds(1), value)
}

/// `value` with `decimals` decimals.
func fixed(_ value: Double, _ decimals: Int) -> String { String(format: "%.\(decimals)f", value) }
