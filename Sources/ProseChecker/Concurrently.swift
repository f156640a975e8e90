import Foundation
import Synchronization

/// `transform` of every element, on all cores, in the elements' order.
func concurrently<Element: Sendable, Result: Sendable>(
  _ elements: [Element], _ transform: @Sendable (Element) -> Result
) -> [Result] {
  let results = Mutex<[Int: Result]>([:])
  DispatchQueue.concurrentPerform(iterations: elements.count) { i in
    let result = transform(elements[i])
    results.withLock { $0[i] = result }
  }
  return results.withLock { results in elements.indices.compactMap { results[$0] } }
}
