import Testing

@testable import PointsmanLabelling

@Suite("Code of an answer")
struct CodeExtractionTests {
  private static func code(_ answer: String, _ language: String? = nil) -> CodeExtraction.Code {
    CodeExtraction(language: language).code(in: answer)
  }

  @Test(
    "The code is the last complete block of the language",
    arguments: [
      ("a\n```python\nx\n```\nb", nil, "x\n"), ("```\nx\ny\n```", nil, "x\ny\n"), ("~~~\nx\n~~~", nil, "x\n"),
      ("```py\nx\n```\n```py\ny\n```", nil, "y\n"), ("```py\nx\n```\n```sh\ny\n```", "python", "x\n"),
      ("```Python3 title=a\nx\n```\n```\ny\n```", "py", "x\n"), ("```sh\nx\n```\n```\ny\n```", "python", "y\n"),
      ("```sh\nx\n```", "python", "x\n"), ("```{.python}\nx\n```", "python", "x\n"),
      ("````md\n```\nx\n```\n````", nil, "```\nx\n```\n"), ("~~~\n```\nx\n~~~", nil, "```\nx\n"),
      ("   ```\n   x\n     y\n   ```", nil, "x\n  y\n"), ("```\nx\n  `````  \ny", nil, "x\n"),
      ("```\r\nx\r\n```\r\n", nil, "x\n"), ("```\n```", nil, ""), ("use ```x``` here", nil, "use ```x``` here"),
      ("    ```\n    x\n    ```", nil, "    ```\n    x\n    ```"), ("x = 1", "python", "x = 1"), ("", nil, ""),
    ] as [(String, String?, String)])
  func chosen(answer: String, language: String?, expected: String) {
    let code = Self.code(answer, language)
    #expect(code.text == expected)
    #expect(!code.isUnclosed)
  }

  @Test("A fence that is not closed holds the rest, and is chosen where no block is complete")
  func unclosed() {
    let cut = Self.code("see\n```python\nx\n``\ny")
    #expect(cut == CodeExtraction.Code(text: "x\n``\ny\n", language: "python", isUnclosed: true))
    #expect(Self.code("```py\nx\n```\n```py\ny").text == "x\n")
    #expect(Self.code("```sh\nx\n```\n```py\ny", "python").isUnclosed)
  }

  @Test(
    "The file has the extension of the language",
    arguments: [
      ("```python\n```", nil, "py"), ("```\n```", "swift", "swift"), ("```\n```", nil, "txt"), ("x", nil, "txt"),
      ("```c++\n```", nil, "cpp"), ("```../../x\n```", nil, "txt"), ("```ts\n```", nil, "ts"),
    ] as [(String, String?, String)])
  func extensions(answer: String, language: String?, expected: String) {
    let extraction = CodeExtraction(language: language)
    #expect(extraction.fileExtension(of: extraction.code(in: answer)) == expected)
  }

  @Test("A long answer takes time in proportion", .timeLimit(.minutes(1)))
  func long() {
    let answer = String(repeating: "```py\nx\n```\n", count: 50_000) + String(repeating: "`", count: 500_000)
    #expect(Self.code(answer).text == "x\n" || Self.code(answer).isUnclosed)
  }
}
