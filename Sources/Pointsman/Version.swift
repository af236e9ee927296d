/// The version of the library and of every program made of it.
public enum Version {
  public static let current = "0.1.0"
}
