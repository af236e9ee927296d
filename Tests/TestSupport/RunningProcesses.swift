import Foundation

/// The processes of this machine, as `/proc` lists them.
public enum RunningProcesses {
  /// True if one was started with this command: its words, with a space between two.
  public static func contain(_ command: String) -> Bool {
    let words = command.replacingOccurrences(of: " ", with: "\0") + "\0"
    let numbers = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return numbers.contains { number in
      (try? Data(contentsOf: URL(filePath: "/proc/\(number)/cmdline"))) == Data(words.utf8)
    }
  }
}
