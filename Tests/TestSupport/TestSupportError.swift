/// Why a test could not be set up.
package enum TestSupportError: Error {
  case programNotFound(String)
  case system(call: String, errno: Int32)
  case noFreePort
  case failed(String)
}
