/// What can be wrong with the bytes of a message.
package enum HTTPFault: UInt8, Error, Sendable, Hashable, CaseIterable {
  case malformedRequestLine, malformedVersion, unsupportedVersion, methodTooLong
  case targetTooLong, malformedTarget, malformedEscape, ambiguousPath, unsupportedMethod
  case malformedStatusLine
  case headTooLong, tooManyFields, malformedFieldName, spaceBeforeColon, foldedLine
  case bareLineFeed, bareCarriageReturn, controlCharacter
  case missingHost, repeatedHost, malformedHost, hostMismatch
  case repeatedContentLength, malformedContentLength, contentLengthTooLarge
  case repeatedTransferEncoding, unsupportedTransferEncoding, transferEncodingInHTTP10
  case ambiguousTransferEncoding, lengthAndTransferEncoding
  case repeatedContentType, malformedConnection, tooManyConnectionOptions, unknownExpectation
  case malformedChunkSize, chunkTooLarge, chunkExtensionTooLong, malformedChunk, bodyTooLarge
  case forbiddenTrailer, trailersTooLong

  /// The status that a request with this fault is answered with.
  package var status: Int {
    switch self {
    case .contentLengthTooLarge, .chunkTooLarge, .bodyTooLarge, .chunkExtensionTooLong: 413
    case .targetTooLong: 414
    case .unknownExpectation: 417
    case .headTooLong, .tooManyFields, .tooManyConnectionOptions, .trailersTooLong: 431
    case .methodTooLong, .unsupportedMethod, .unsupportedTransferEncoding: 501
    case .unsupportedVersion: 505
    default: 400
    }
  }

  package var reason: String {
    switch self {
    case .malformedRequestLine: "the request line is malformed"
    case .malformedVersion: "the HTTP version is malformed"
    case .unsupportedVersion: "only HTTP/1.0 and HTTP/1.1 are spoken here"
    case .methodTooLong: "the method is too long"
    case .targetTooLong: "the target is too long"
    case .malformedTarget: "the target is malformed"
    case .malformedEscape: "the target has a % without two hexadecimal digits"
    case .ambiguousPath: "the path has a dot segment, a backslash, or an encoded slash or NUL"
    case .unsupportedMethod: "CONNECT is not supported"
    case .malformedStatusLine: "the status line is malformed"
    case .headTooLong: "the head is too long"
    case .tooManyFields: "the head has too many fields"
    case .malformedFieldName: "a field name is malformed"
    case .spaceBeforeColon: "a field name is followed by white space"
    case .foldedLine: "a field is folded over several lines"
    case .bareLineFeed: "a line ends in LF without CR"
    case .bareCarriageReturn: "a CR is not followed by LF"
    case .controlCharacter: "a field value has a control character"
    default: bodyReason
    }
  }

  private var bodyReason: String {
    switch self {
    case .missingHost: "the Host field is missing"
    case .repeatedHost: "the Host field is there more than once"
    case .malformedHost: "the Host field is malformed"
    case .hostMismatch: "the target's authority is not the Host field's"
    case .repeatedContentLength: "the Content-Length field is there more than once"
    case .malformedContentLength: "the Content-Length field is malformed"
    case .contentLengthTooLarge: "the Content-Length is too large"
    case .repeatedTransferEncoding: "the Transfer-Encoding field is there more than once"
    case .unsupportedTransferEncoding: "the only transfer encoding spoken here is chunked"
    case .ambiguousTransferEncoding: "chunked is not the one and last transfer encoding"
    case .transferEncodingInHTTP10: "HTTP/1.0 has no transfer encoding"
    case .lengthAndTransferEncoding: "both Content-Length and Transfer-Encoding are there"
    case .repeatedContentType: "the Content-Type field is there more than once"
    case .malformedConnection: "the Connection field is malformed"
    case .tooManyConnectionOptions: "the Connection field names too many fields"
    case .unknownExpectation: "the only expectation known here is 100-continue"
    case .malformedChunkSize: "a chunk size is malformed"
    case .chunkTooLarge: "a chunk size is too large"
    case .chunkExtensionTooLong: "the extensions of a chunk are too long"
    case .malformedChunk: "a chunk does not end in CRLF"
    case .bodyTooLarge: "the body is too large"
    case .forbiddenTrailer: "a trailer names a field that must stand in the head"
    case .trailersTooLong: "the trailers are too long or too many"
    default: "the message is malformed"
    }
  }
}
