import Testing

@Suite struct TidyTests {
  private let house = House.shared

  @Test func `the house has been found`() throws {
    #expect(house.sources.count > 100)
    let manifest = try #require(house.text("Package.swift"))
    #expect(TargetOrder(manifest: manifest).count > 20)
  }

  @Test func `files and functions have a good length`() {
    report(house.sources.flatMap(Lengths.findings))
  }

  @Test func `every file has its type's name`() {
    report(house.sources.filter { $0.root == "Sources" }.flatMap(TypePlaces.findings))
  }

  @Test func `no word is used that the house does without`() {
    report(house.sources.flatMap(ForbiddenWords.findings))
  }

  @Test func `imports follow the order of the targets`() throws {
    let order = TargetOrder(manifest: try #require(house.text("Package.swift")))
    report(house.sources.flatMap(order.findings))
  }

  @Test func `the package depends on no other package`() throws {
    report(Belongings.dependencies(try #require(house.text("Package.swift"))))
  }

  @Test func `every sample and fixture is used by a test`() {
    report(Belongings.unused(house))
  }

  @Test func `nothing tells of the workplace`() {
    let folders = ["Sources", "Tests", "Fixtures", "Triggers", "Packaging", "Documentation", ".ci"]
    let files = ["Package.swift", "Makefile", "README.md", "CHANGELOG.md"]
    for path in folders.flatMap(house.files) + files {
      report(Belongings.workplace(path, house.text(path) ?? ""))
    }
  }

  private func report(_ findings: [Finding]) {
    for finding in findings { Issue.record("\(finding)") }
  }
}
