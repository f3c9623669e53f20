// What Glibc's module leaves out of <sys/epoll.h> and its neighbours.
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <pwd.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// Macros with casts or types that Swift's importer does not carry over.
enum {
  clinux_epoll_in = EPOLLIN,
  clinux_epoll_out = EPOLLOUT,
  clinux_epoll_hang_up = EPOLLHUP,
  clinux_epoll_peer_closed = EPOLLRDHUP,
  clinux_epoll_error = EPOLLERR,
};
static const unsigned int clinux_epoll_edge_triggered = EPOLLET;

// These are hidden behind _GNU_SOURCE, which must not be defined for this module alone: Swift
// would then see two versions of the C library's headers.
extern int accept4(int socket, struct sockaddr *address, socklen_t *length, int flags);
extern int pipe2(int descriptors[2], int flags);
extern int prlimit(
    pid_t process, int resource, const struct rlimit *wanted, struct rlimit *before);
extern int execvpe(const char *file, char *const arguments[], char *const variables[]);
extern int initgroups(const char *user, gid_t group);
extern int pthread_setname_np(pthread_t thread, const char *name);
extern int posix_spawn_file_actions_addchdir_np(
    posix_spawn_file_actions_t *actions, const char *path);
extern int posix_spawn_file_actions_addclosefrom_np(
    posix_spawn_file_actions_t *actions, int first);
// A message for an error number that needs no buffer (glibc 2.32).
extern const char *strerrordesc_np(int error);

// pidfd_open(2) has no wrapper in the C library of Debian 12's headers as Swift sees them.
static inline int clinux_pidfd_open(pid_t process) {
  return (int)syscall(SYS_pidfd_open, process, 0);
}

// A variable of C's whose changes Swift cannot follow.
static inline char **clinux_environment(void) {
  extern char **environ;
  return environ;
}

// prctl(2) and fcntl(2) take variable arguments, which Swift cannot pass.
static inline int clinux_refuse_new_privileges(void) {
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}
static inline int clinux_close_on_exec(int descriptor) {
  return fcntl(descriptor, F_SETFD, FD_CLOEXEC);
}
static inline int clinux_duplicate(int descriptor) {
  return fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
}
