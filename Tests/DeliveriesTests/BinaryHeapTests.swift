import Testing

@testable import Deliveries

struct BinaryHeapTests {
  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `elements come out in order, removed ones never`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var heap = BinaryHeap<Int>()
    var model: [Int] = []
    for _ in 0..<600 {
      switch Int.random(in: 0..<5, using: &generator) {
      case 0 where !model.isEmpty:
        model.sort()
        #expect(heap.first == model.first)
        #expect(heap.removeFirst() == model.removeFirst())
      case 1:
        let number = Int.random(in: 0..<100, using: &generator)
        let index = model.firstIndex(of: number)
        #expect(heap.remove { $0 == number } == index.map { model[$0] })
        if let index { model.remove(at: index) }
      default:
        let number = Int.random(in: 0..<100, using: &generator)
        heap.insert(number)
        model.append(number)
      }
      #expect(heap.count == model.count)
    }
    model.sort()
    for number in model { #expect(heap.removeFirst() == number) }
    #expect(heap.first == nil)
  }
}
