import TestSupport
import Testing

@testable import PointsmanEvaluation

@Suite("Braille canvas")
struct BrailleCanvasTests {
  @Test("By hand: corners, and a rising line")
  func byHand() {
    var canvas = BrailleCanvas(width: 2, height: 1)
    canvas.dot(x: 0, y: 0)
    canvas.dot(x: 1, y: 1)
    #expect(canvas.lines == ["⡀⠈"])
    var line = BrailleCanvas(width: 2, height: 1)
    line.curve { $0 }
    #expect(line.lines == ["⡠⠊"])
  }

  @Test("Values beyond the edges stay on the canvas")
  func edges() {
    var canvas = BrailleCanvas(width: 1, height: 1)
    canvas.curve { $0 < 0.5 ? -3 : 7 }
    #expect(canvas.lines == ["⡈"])
  }
}
