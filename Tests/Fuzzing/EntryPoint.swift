import Glibc

// The environment variable FUZZER names the parser that the inputs go to. The package manager
// makes `fuzz_main` the entry point of an executable called `fuzz`; libFuzzer's own `main` does
// no more than what stands here.

@c(fuzz_main)
public func runFuzzer(
  _ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> CInt {
  var count = count
  var arguments = unsafe arguments
  return unsafe runDriver(&count, &arguments, testOneInput)
}

@_extern(c, "LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
  _ testOneInput: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

private func testOneInput(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = unsafe UnsafeBufferPointer(start: data, count: count)
  chosen.run(unsafe Array(input))
  return 0
}

private let chosen: Fuzzer = {
  let name = unsafe getenv("FUZZER").map { unsafe String(cString: $0) } ?? ""
  guard let fuzzer = Fuzzer.all.first(where: { $0.name == name }) else {
    let names = Fuzzer.all.map(\.name).joined(separator: ", ")
    preconditionFailure("FUZZER must be one of: \(names)")
  }
  return fuzzer
}()
