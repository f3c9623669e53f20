import Routing

/// Where the end of an association's deliveries goes.
package enum DestinationSpec: Sendable, Hashable {
  case function(FunctionReference)
  case http(HTTPTargetSpec)
}
