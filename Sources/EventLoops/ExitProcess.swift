import Glibc

/// Ends the process; 0 says that all went well.
package func exitProcess(_ status: Int32) -> Never { exit(status) }
