internal import CPointsmanOpenBLAS
internal import CPointsmanSystem

/// The kernel that OpenBLAS computes with, held against what the processor can do.
///
/// OpenBLAS knows processors by their number. On one that is newer than itself it takes a kernel that any processor can
/// run: correct, and several times slower than the best it has.
package enum BLASKernel {
  /// The variable that names a kernel; OpenBLAS reads it once, when the program starts.
  package static let variable = "OPENBLAS_CORETYPE"

  /// The name of the kernel in use, "Haswell" for example.
  package static var name: String {
    // Safe: the library returns a pointer to a NUL-terminated string constant.
    unsafe String(cString: openblas_get_corename())
  }

  /// A kernel of this OpenBLAS for wider vectors than those of the one in use, if the processor has them; nil where there
  /// is none, or where the user chose the kernel.
  package static let better: String? = {
    // Safe: getenv returns nil or a NUL-terminated string, which nothing here changes.
    let chosen = unsafe getenv(variable).map { unsafe String(cString: $0) }
    return better(
      than: name, on: Processor(bits: pointsman_processor_features()),
      among: candidates.map(\.name).filter { unsafe pointsman_has_kernel($0.uppercased()) != 0 }, chosen: chosen)
  }()

  /// - Parameters:
  ///   - name: the kernel in use.
  ///   - available: the kernels that OpenBLAS was built with.
  ///   - chosen: what the user set `variable` to.
  static func better(than name: String, on processor: Processor, among available: [String], chosen: String?) -> String?
  {
    guard chosen?.isEmpty ?? true, let width = width(of: name) else { return nil }
    return candidates.first { candidate in
      candidate.width > width && processor.isSuperset(of: candidate.needs) && available.contains(candidate.name)
    }?.name
  }

  /// Starts the program again, from its beginning, with the better kernel, if there is one. Call it before any work.
  ///
  /// The process and its open files stay. Where the system refuses, the program goes on with the kernel that it has.
  package static func executeAgainWithBest() {
    guard let better else { return }
    // Safe: the strings are NUL-terminated for the call; the arguments are those that the system gave the program.
    unsafe setenv(variable, better, 1)
    unsafe pointsman_execute_again(CommandLine.unsafeArgv)
    unsafe unsetenv(variable)
  }

  /// One sentence on a better kernel, to say once; nil where there is none.
  package static var advice: String? {
    better.map {
      "OpenBLAS computes with its \(name) kernel, and this processor can run the faster \($0): set \(variable)=\($0) "
        + "before the program starts"
    }
  }

  /// How wide the vectors of a kernel are; each has the instructions of those before it.
  enum Width: Int, Comparable {
    case sse, avx, avx2, avx512

    static func < (a: Width, b: Width) -> Bool { a.rawValue < b.rawValue }
  }

  /// The instructions that a processor and its system can run.
  struct Processor: OptionSet {
    let rawValue: UInt32

    static let avx = Processor(rawValue: 1)
    /// AVX2 and fused multiplication and addition.
    static let avx2 = Processor(rawValue: 2)
    /// The F, DQ, CD, BW and VL parts of AVX-512.
    static let avx512 = Processor(rawValue: 4)
    /// Its VNNI and BF16 parts.
    static let bf16 = Processor(rawValue: 8)
    static let amd = Processor(rawValue: 16)

    init(rawValue: UInt32) { self.rawValue = rawValue }
    init(bits: UInt32) { self.init(rawValue: bits) }
  }

  /// The kernels to choose, the best first. SapphireRapids is none of them: OpenBLAS does not take it by its name.
  private static let candidates: [(name: String, width: Width, needs: Processor)] = [
    ("Cooperlake", .avx512, [.avx512, .bf16]), ("SkylakeX", .avx512, .avx512), ("Zen", .avx2, [.avx2, .amd]),
    ("Haswell", .avx2, .avx2), ("Sandybridge", .avx, .avx),
  ]

  /// The width of a kernel of x86-64; nil of one that is not known.
  private static func width(of name: String) -> Width? {
    switch name.lowercased() {
    case "prescott", "core2", "penryn", "dunnington", "nehalem", "atom", "nano", "athlon", "opteron", "opteron_sse3",
      "barcelona", "bobcat", "katmai", "coppermine", "northwood", "banias":
      .sse
    case "sandybridge", "bulldozer", "piledriver", "steamroller": .avx
    case "haswell", "zen", "excavator": .avx2
    case "skylakex", "cooperlake", "sapphirerapids": .avx512
    default: nil
    }
  }
}
