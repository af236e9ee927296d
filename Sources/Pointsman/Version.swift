/// The version of the library and of every program made of it.
public enum Version {
  /// Major, minor and patch.
  public static let current = "0.1.0"
}
