import Testing

@testable import Pointsman

@Suite struct CueIndexTests {
  @Test func `cues fit in a mask`() {
    #expect(Cue.allCases.count <= CueMask.bitWidth)
    #expect(Set(CueLexicon.words.map(\.cue)) == Set(Cue.allCases))
  }

  @Test func `every listed word is found under its cue`() {
    for (cue, words) in CueLexicon.words {
      for word in words.split(separator: " ") {
        #expect(CueIndex.standard.cues(of: PackedWord(word)) & cue.mask != 0, "\(word)")
      }
    }
  }

  @Test func `listed words are lower-case letters, at most sixteen, once a cue`() {
    for (cue, words) in CueLexicon.words {
      let list = words.split(separator: " ")
      #expect(Set(list).count == list.count, "\(cue)")
      for word in list {
        #expect(
          word.utf8.allSatisfy { (0x61...0x7a).contains($0) } && word.utf8.count <= PackedWord.capacity, "\(word)")
      }
    }
  }

  @Test(arguments: ["", "zebra", "explai", "explainx", "understandingly", "internationalisation"])
  func `other words have no cue`(_ word: String) {
    #expect(CueIndex.standard.cues(of: PackedWord(word[...])) == 0)
  }

  @Test func `a word under two cues keeps both`() {
    let cues = CueIndex.standard.cues(of: PackedWord("docker"))
    #expect(cues == Cue.shell.mask | Cue.framework.mask)
  }
}
