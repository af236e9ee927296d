/// Puts names beside dots so that none covers another name, a dot, or the edge; a name that has no room is left out, and
/// still shows when the pointer rests on its dot.
struct LabelPlacement {
  struct Label {
    let text: String
    let x: Double
    let y: Double
    let radius: Double
  }

  struct Box {
    let x, y, width, height: Double

    func overlaps(_ other: Box) -> Bool {
      x < other.x + other.width && other.x < x + width && y < other.y + other.height && other.y < y + height
    }

    func holds(_ other: Box) -> Bool {
      x <= other.x && y <= other.y && other.x + other.width <= x + width && other.y + other.height <= y + height
    }
  }

  /// Each name with the left end of its baseline.
  private(set) var placed: [(text: String, x: Double, y: Double)] = []

  /// The first of `labels` get the better places. O(labels · (labels + dots)).
  init(_ labels: [Label], avoiding dots: [Box], inside frame: Box) {
    // Labels are set at 11 units; a letter is about 0.56 of that wide, a line 12 high.
    let (letter, line) = (6.2, 12.0)
    var taken = dots
    for label in labels {
      let width = Double(label.text.count) * letter
      let gap = label.radius + 4
      let places = [
        (label.x + gap, label.y + 4), (label.x - gap - width, label.y + 4),
        (label.x - width / 2, label.y - gap - 1), (label.x - width / 2, label.y + gap + 9),
        (label.x + gap - 2, label.y - gap + 2), (label.x + gap - 2, label.y + gap + 6),
        (label.x - gap - width + 2, label.y - gap + 2), (label.x - gap - width + 2, label.y + gap + 6),
      ]
      for (x, y) in places {
        let box = Box(x: x, y: y - line + 3, width: width, height: line)
        if frame.holds(box), !taken.contains(where: box.overlaps) {
          placed.append((label.text, x, y))
          taken.append(box)
          break
        }
      }
    }
  }
}
