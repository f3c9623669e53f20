/// Why a PEM file can't be used.
struct PEMFault: Error {
  let reason: String
}
