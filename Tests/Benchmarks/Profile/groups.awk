# Which part of an event's way a function belongs to. What the compiler put into its caller counts
# there.

# A function's name without what stands around it: specializations, closures, private marks and
# the types of its arguments.
function plain(name) {
  # Of witnesses and the like only the module counts.
  if (name ~ /^(dispatch thunk|protocol witness|lazy protocol|default argument)/) {
    sub(/^default argument [0-9]+ of /, "", name)
    sub(/^.* in /, "", name)
    return name "."
  }
  gsub(/ in _[0-9A-F]+\)/, "", name)
  sub(/^.* of (merged )?(static )?(.*await resume partial function for )?/, "", name)
  sub(/^(merged |static |reabstraction |partial apply forwarder for )+/, "", name)
  sub(/^\([0-9]+\) (await resume|suspend resume) partial function for /, "", name)
  sub(/^[a-zA-Z]+ #[0-9].* in /, "", name)
  gsub(/\.\(/, ".", name)
  if (sub(/^\(extension in /, "", name)) sub(/\):/, ":", name)
  sub(/\(.*/, "", name)
  return name
}

function group(whole,   name) {
  if (whole ~ /outlined |value witness|swift_(retain|release|bridgeObject|isUnique|unknownObject|weak|arrayDestroy|arrayInit)|RefCount|_swift_release|deallocating_deinit/) return "memory: counting references"
  if (whole ~ /Closure Propagated.*append/) return "memory: copying bytes"
  name = plain(whole)
  if (name ~ /^(_?mem(cpy|move|set|cmp)|__mem|bzero|Swift\.(_?ContiguousArrayBuffer|_ArrayBuffer|_?ContiguousArray|Array|ArraySlice|UnsafeMutable|_copy|Span|OutputSpan)|HTTPSyntax:Swift.Array.append)/) return "memory: copying bytes"
  if (name ~ /^(_?malloc|_int_|calloc|realloc|c?free$|_mid_|tcache|unlink_chunk|malloc_|swift_(alloc|dealloc|slow|initStack|once)|__swift_|HeapObject|_swift_)|__deallocating_deinit$/) return "memory: taking and giving back"
  if (name ~ /^(swift_(task|job|async|continuation|coro|executor|get)|swift::|bool swift::|void (swift|__swift)|__swift::|withStatusRecordLock|pthread_|__pthread|__tls|std::|continuationChecking|bool __swift)|EventLoops\.(EventLoop|Readiness|Signal|Sleeper|TimerQueue|MonotonicTime|DescriptorTable|Watched)|Swift\.(with|Unsafe.*Continuation|Checked.*Continuation|Task)/) return "task switching"
  if (name ~ /^(__libc_|__send|__recv|send|recv|read|write|epoll_|clock_gettime|__clock|__vdso|syscall|__GI_|__errno)/) return "calls of the kernel"
  if (name ~ /^Telemetry\.|LoopCatalog\.(count|observe)|Hasher|DictionaryStorage|SipHash|_rawHashValue|wholeNanoseconds|^__divti3/) return "metrics"
  if (name ~ /EventLoops\.(Stream|ByteBuffer)/) return "reading and writing sockets"
  if (name ~ /HTTPSyntax\.(ResponseHead|StatusLine)|Connectors\.Reply|HTTPServerConnection\.(respond|begin|append|amend|write|send|flush)|HTTPConnector\.answer|makeReply|HTTPReply|copyEndToEndFields|readHead$|takeBack|giveBack|HTTPReply/ && name !~ /HTTPServerConnection\.readHead/) return "the answer"
  if (name ~ /HTTPInvoker|appendBinaryHead|HeaderValue|EventFields\.reserve|Upstream|Dispatching\.Invo|append(ContentLength|LineEnd)|append$/) return "the request to the function"
  if (name ~ /^Routing|^Dispatching|HTTPPathTable|AttemptResult|^Deliveries|^Connectors/) return "routing"
  if (name ~ /^HTTPSyntax|^HTTPTransport|HTTPConnector\.(plan|hostName)|^Admissions/) return "reading and checking the head"
  if (name ~ /^CloudEvents|^Instants|^HTTPConnector|^Swift\.(String|_String|__String|_Small|UTF8|_allASCII|validateUTF8|_allocateString|Unicode|Substring)/) return "making the event"
  return "other"
}
