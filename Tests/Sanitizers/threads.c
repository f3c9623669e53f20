// Shows ThreadSanitizer the synchronisation that it does not know. Preloaded by `make tsan`.
//
// 1. librdkafka uses C11's threads, whose calls ThreadSanitizer does not intercept: a thread
//    that it has not seen start crashes in the first instrumented callback. They become calls of
//    POSIX threads, which it does intercept. glibc's types of the two are the same.
// 2. Swift's `Mutex` is an atomic word whose fast path is compiled into its user and thus seen.
//    A thread that finds it taken calls `libswiftSynchronization`, which spins and then asks the
//    kernel (FUTEX_LOCK_PI), and nothing of that is instrumented. Here these three calls tell
//    ThreadSanitizer what they do: acquired, released.
//
// In a process without ThreadSanitizer it changes nothing.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <threads.h>

_Static_assert(sizeof(mtx_t) == sizeof(pthread_mutex_t), "mtx_t is not a pthread_mutex_t");
_Static_assert(sizeof(cnd_t) == sizeof(pthread_cond_t), "cnd_t is not a pthread_cond_t");
_Static_assert(sizeof(once_flag) == sizeof(pthread_once_t), "once_flag is not a pthread_once_t");

extern void __tsan_acquire(void *address) __attribute__((weak));
extern void __tsan_release(void *address) __attribute__((weak));

// Mutex of Swift's module Synchronization: SwiftStdlib 6.3, LinuxImpl.swift. The word that the fast
// path works on stands at the beginning of the handle.

#define SWIFT_CALL __attribute__((swiftcall))
#define SWIFT_SELF __attribute__((swift_context))
#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define TRY_LOCK "$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

SWIFT_CALL void lock_slow(uint32_t thread, SWIFT_SELF void *self) __asm__(LOCK);
SWIFT_CALL bool try_lock_slow(SWIFT_SELF void *self) __asm__(TRY_LOCK);
SWIFT_CALL void unlock_slow(SWIFT_SELF void *self) __asm__(UNLOCK);

static SWIFT_CALL void (*next_lock)(uint32_t, SWIFT_SELF void *);
static SWIFT_CALL bool (*next_try_lock)(SWIFT_SELF void *);
static SWIFT_CALL void (*next_unlock)(SWIFT_SELF void *);

__attribute__((constructor)) static void find_next(void) {
  *(void **)&next_lock = dlsym(RTLD_NEXT, LOCK);
  *(void **)&next_try_lock = dlsym(RTLD_NEXT, TRY_LOCK);
  *(void **)&next_unlock = dlsym(RTLD_NEXT, UNLOCK);
}

SWIFT_CALL void lock_slow(uint32_t thread, SWIFT_SELF void *self) {
  next_lock(thread, self);
  if (__tsan_acquire) __tsan_acquire(self);
}

SWIFT_CALL bool try_lock_slow(SWIFT_SELF void *self) {
  bool locked = next_try_lock(self);
  if (locked && __tsan_acquire) __tsan_acquire(self);
  return locked;
}

SWIFT_CALL void unlock_slow(SWIFT_SELF void *self) {
  if (__tsan_release) __tsan_release(self);
  next_unlock(self);
}

// C11's threads.

static int answer(int error) {
  switch (error) {
  case 0: return thrd_success;
  case ENOMEM: case EAGAIN: return thrd_nomem;
  case ETIMEDOUT: return thrd_timedout;
  case EBUSY: return thrd_busy;
  default: return thrd_error;
  }
}

struct start {
  thrd_start_t function;
  void *argument;
};

static void *run(void *box) {
  struct start start = *(struct start *)box;
  free(box);
  return (void *)(intptr_t)start.function(start.argument);
}

int thrd_create(thrd_t *thread, thrd_start_t function, void *argument) {
  struct start *start = malloc(sizeof *start);
  if (!start) return thrd_nomem;
  *start = (struct start){function, argument};
  int error = pthread_create((pthread_t *)thread, NULL, run, start);
  if (error) free(start);
  return answer(error);
}

int thrd_join(thrd_t thread, int *result) {
  void *value = NULL;
  int error = pthread_join((pthread_t)thread, &value);
  if (!error && result) *result = (int)(intptr_t)value;
  return answer(error);
}

int thrd_detach(thrd_t thread) { return answer(pthread_detach((pthread_t)thread)); }

_Noreturn void thrd_exit(int result) { pthread_exit((void *)(intptr_t)result); }

int mtx_init(mtx_t *mutex, int type) {
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  if (type & mtx_recursive) pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
  int error = pthread_mutex_init((pthread_mutex_t *)mutex, &attributes);
  pthread_mutexattr_destroy(&attributes);
  return answer(error);
}

int mtx_lock(mtx_t *mutex) { return answer(pthread_mutex_lock((pthread_mutex_t *)mutex)); }

int mtx_trylock(mtx_t *mutex) { return answer(pthread_mutex_trylock((pthread_mutex_t *)mutex)); }

int mtx_timedlock(mtx_t *restrict mutex, const struct timespec *restrict time) {
  return answer(pthread_mutex_timedlock((pthread_mutex_t *)mutex, time));
}

int mtx_unlock(mtx_t *mutex) { return answer(pthread_mutex_unlock((pthread_mutex_t *)mutex)); }

void mtx_destroy(mtx_t *mutex) { pthread_mutex_destroy((pthread_mutex_t *)mutex); }

int cnd_init(cnd_t *condition) {
  return answer(pthread_cond_init((pthread_cond_t *)condition, NULL));
}

int cnd_wait(cnd_t *condition, mtx_t *mutex) {
  return answer(pthread_cond_wait((pthread_cond_t *)condition, (pthread_mutex_t *)mutex));
}

int cnd_timedwait(
    cnd_t *restrict condition, mtx_t *restrict mutex, const struct timespec *restrict time) {
  return answer(
      pthread_cond_timedwait((pthread_cond_t *)condition, (pthread_mutex_t *)mutex, time));
}

int cnd_signal(cnd_t *condition) {
  return answer(pthread_cond_signal((pthread_cond_t *)condition));
}

int cnd_broadcast(cnd_t *condition) {
  return answer(pthread_cond_broadcast((pthread_cond_t *)condition));
}

void cnd_destroy(cnd_t *condition) { pthread_cond_destroy((pthread_cond_t *)condition); }

void call_once(once_flag *flag, void (*function)(void)) {
  pthread_once((pthread_once_t *)flag, function);
}
