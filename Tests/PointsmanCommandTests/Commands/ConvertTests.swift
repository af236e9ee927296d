import Foundation
import Pointsman
import TestSupport
import Testing

@Suite("convert")
struct ConvertTests {
  private static let formats = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "PointsmanOutcomesTests/Golden/formats")

  /// True if a small file system can be made here; that takes root, and a kernel that lets it.
  private static let canMount: Bool = {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", "d=$(mktemp -d) && mount -t tmpfs -o size=64k none $d && umount $d && rmdir $d"]
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }()

  @Test("Files of several formats become one, and standard input is read as any file")
  func several() async throws {
    let folder = try TemporaryFolder()
    let path = Self.formats.path
    let both = try await Program.run(
      ["convert", "\(path)/source.jsonl.gz", "\(path)/routellm.csv", "-o", "both.jsonl"], in: folder)
    #expect(both.status == 0 && both.output == "wrote both.jsonl: 12 rows\n")
    #expect(both.errors.hasPrefix("\(path)/routellm.csv: columns read as models: ") && both.errors.last == "\n")
    let csv = try String(contentsOfFile: "\(path)/routellm.csv", encoding: .utf8)
    let piped = try await Program.run(["convert", "-", "-o", "piped.jsonl"], in: folder, input: csv)
    #expect(piped.status == 0 && piped.output == "wrote piped.jsonl: 6 rows\n")
    let lines = try String(contentsOf: folder.url.appending(path: "both.jsonl"), encoding: .utf8).split(separator: "\n")
    let pipedLines = try String(contentsOf: folder.url.appending(path: "piped.jsonl"), encoding: .utf8)
      .split(separator: "\n")
    #expect(lines.suffix(6) == pipedLines[...])
  }

  @Test("Turns keep all that they hold, and a warning counts what prompts are not routed on")
  func wholeTurns() async throws {
    let folder = try TemporaryFolder()
    let turns =
      #""prompt":"hm","messages":[{"role":"user","name":"eva","content":[{"type":"image_url","image_url":{"url":"x"}},{"type":"text","text":"hm"}]}]"#
    let line = #"{"id":"1",\#(turns),"outcomes":{"a":{"score":1}}}"#
    try folder.write(line + "\n", to: "in.jsonl")
    let run = try await Program.run(["convert", "in.jsonl", "-o", "out.jsonl"], in: folder)
    #expect(run.status == 0)
    #expect(
      run.errors
        == "warning: 1 part of a turn holds no text (images, say); prompts are routed on their text alone\n")
    #expect(try String(contentsOf: folder.url.appending(path: "out.jsonl"), encoding: .utf8).contains(turns))
  }

  @Test("A file that cannot be read leaves the output as it was, and no partial file")
  func faulty() async throws {
    let folder = try TemporaryFolder()
    try folder.write("old", to: "out.jsonl")
    try folder.write("{\"prompt\":\"p\",\"outcomes\":{}}\nx\n", to: "bad.jsonl")
    let run = try await Program.run(["convert", "bad.jsonl", "-o", "out.jsonl"], in: folder)
    #expect(run.status == 1 && run.output.isEmpty)
    #expect(try String(contentsOf: folder.url.appending(path: "out.jsonl"), encoding: .utf8) == "old")
    #expect(try folder.names == ["bad.jsonl", "out.jsonl"])
  }

  @Test("Ctrl-C leaves no partial file, and says so")
  func interrupted() async throws {
    let folder = try TemporaryFolder()
    // The pipe opens when the program reads, which is after it handles interruptions.
    let run = try await Program.shell(
      """
      mkfifo rows; "$POINTSMAN" convert rows -o out.jsonl & program=$!
      exec 3>rows; echo '{"prompt":"p","outcomes":{}}' >&3
      kill -INT $program; wait $program; status=$?; rm rows; exit $status
      """, in: folder)
    #expect(run.status == 130)
    #expect(run.errors == "interrupted; out.jsonl was not written\n")
    #expect(try folder.names.isEmpty)
  }

  @Test("A full disk is a clear error, and leaves nothing behind", .enabled(if: canMount))
  func fullDisk() async throws {
    let folder = try TemporaryFolder()
    let line = #"{"prompt":"\#(String(repeating: "word ", count: 200))","outcomes":{"a":{"score":1}}}"# + "\n"
    try folder.write(String(repeating: line, count: 600), to: "large.jsonl")
    let run = try await Program.shell(
      """
      mkdir small; mount -t tmpfs -o size=64k none small
      "$POINTSMAN" convert large.jsonl -o small/out.jsonl; status=$?; ls small; umount small; exit $status
      """, in: folder)
    #expect(run.status == 1 && run.output.isEmpty)
    #expect(
      run.errors == "Error: small/out.jsonl: cannot be written, no space left on device; nothing was changed there\n")
  }

  @Test("A read-only target is a clear error", .enabled(if: canMount))
  func readOnly() async throws {
    let folder = try TemporaryFolder()
    let run = try await Program.shell(
      """
      mkdir small; mount -t tmpfs -o size=64k,ro none small
      "$POINTSMAN" convert \(Self.formats.path)/long.csv -o small/out.jsonl; status=$?; umount small; exit $status
      """, in: folder)
    #expect(run.status == 1)
    #expect(
      run.errors == "Error: small/out.jsonl: cannot be written, read-only file system; nothing was changed there\n")
  }
}
