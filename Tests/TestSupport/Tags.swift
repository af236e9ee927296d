public import Testing

extension Tag {
  /// Takes more than about two seconds of a processor in a debug build.
  @Tag public static var slow: Self
}
