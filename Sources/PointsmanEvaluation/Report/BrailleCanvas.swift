/// A small picture in characters: each holds two columns and four rows of dots, as in Braille.
struct BrailleCanvas {
  let width: Int
  let height: Int
  private var cells: [UInt8]

  /// A canvas of `width` × `height` characters.
  init(width: Int, height: Int) {
    (self.width, self.height) = (width, height)
    cells = [UInt8](repeating: 0, count: width * height)
  }

  /// Sets the dot at a place in the unit square, from the lower left; a place outside is an error of the caller's.
  mutating func dot(x: Double, y: Double) {
    precondition(0 <= x && x <= 1 && 0 <= y && y <= 1, "a dot lies on the canvas")
    let column = min(2 * width - 1, Int(x * Double(2 * width)))
    let row = min(4 * height - 1, Int((1 - y) * Double(4 * height)))
    // Unicode numbers the dots down the left column, then the right, the lowest row last.
    let bits: [UInt8] = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80]
    cells[row / 4 * width + column / 2] |= bits[row % 4 * 2 + column % 2]
  }

  /// Draws a function over the whole width.
  mutating func curve(_ value: (Double) -> Double) {
    for column in 0..<2 * width {
      let x = (Double(column) + 0.5) / Double(2 * width)
      dot(x: x, y: min(1, max(0, value(x))))
    }
  }

  /// The rows, top first.
  var lines: [String] {
    (0..<height).map { row in
      String(
        String.UnicodeScalarView(
          cells[row * width..<(row + 1) * width].map { Unicode.Scalar(0x2800 + UInt32($0)) ?? " " }))
    }
  }
}
