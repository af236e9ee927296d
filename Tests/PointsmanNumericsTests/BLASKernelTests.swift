import Testing

@testable import PointsmanNumerics

@Suite("BLASKernel")
struct BLASKernelTests {
  private static let debian = [
    "Prescott", "Sandybridge", "Haswell", "Zen", "SkylakeX", "Cooperlake", "Excavator",
  ]
  private static let wide: BLASKernel.Processor = [.avx, .avx2, .avx512]

  @Test(
    "A kernel below the processor gives way to the best that OpenBLAS has",
    arguments: [
      ("Prescott", [.avx, .avx2, .avx512, .bf16], "Cooperlake"), ("Prescott", wide, "SkylakeX"),
      ("Prescott", [.avx, .avx2], "Haswell"), ("Prescott", [.avx, .avx2, .amd], "Zen"),
      ("Prescott", .avx, "Sandybridge"), ("Nehalem", wide, "SkylakeX"), ("Sandybridge", [.avx, .avx2], "Haswell"),
      ("Haswell", wide, "SkylakeX"), ("Zen", [.avx, .avx2, .avx512, .bf16, .amd], "Cooperlake"),
      ("PRESCOTT", wide, "SkylakeX"),
    ] as [(String, BLASKernel.Processor, String)])
  func below(name: String, processor: BLASKernel.Processor, expected: String) {
    #expect(BLASKernel.better(than: name, on: processor, among: Self.debian, chosen: nil) == expected)
    // A variable that is set to nothing chooses nothing.
    #expect(BLASKernel.better(than: name, on: processor, among: Self.debian, chosen: "") == expected)
    // The user's own choice stays, and so does that of the program that started this one: there is no second start.
    for chosen in [name, expected, "anything"] {
      #expect(BLASKernel.better(than: name, on: processor, among: Self.debian, chosen: chosen) == nil)
    }
  }

  @Test(
    "A kernel that is as wide as the processor stays, and so does one that is not known",
    arguments: [
      ("Prescott", []), ("Haswell", [.avx, .avx2]), ("Zen", [.avx, .avx2, .amd]), ("SkylakeX", wide),
      ("SkylakeX", [.avx, .avx2, .avx512, .bf16]), ("Cooperlake", [.avx, .avx2, .avx512, .bf16]),
      ("SapphireRapids", [.avx, .avx2, .avx512, .bf16]), ("Sandybridge", .avx), ("ARMV8", wide), ("NEOVERSEN1", []),
      ("", wide), ("Future", wide),
    ] as [(String, BLASKernel.Processor)])
  func asWide(name: String, processor: BLASKernel.Processor) {
    #expect(BLASKernel.better(than: name, on: processor, among: Self.debian, chosen: nil) == nil)
  }

  @Test("Only kernels that this OpenBLAS was built with are named")
  func built() {
    let all: BLASKernel.Processor = [.avx, .avx2, .avx512, .bf16, .amd]
    for (available, expected) in [(["SkylakeX", "Haswell"], "SkylakeX"), (["Haswell"], "Haswell"), ([], nil)] {
      #expect(BLASKernel.better(than: "Prescott", on: all, among: available, chosen: nil) == expected)
    }
  }

  @Test("This process has a kernel, and a better one is another")
  func own() {
    #expect(!BLASKernel.name.isEmpty && BLASKernel.better != BLASKernel.name)
    #expect((BLASKernel.advice == nil) == (BLASKernel.better == nil))
  }
}
