/* A slow path of Swift's Mutex that the thread sanitizer sees.
 *
 * On Linux, Synchronization.Mutex takes a free lock by an atomic exchange in the caller's code, which is instrumented. A taken lock
 * is waited for by a futex that the kernel hands over, inside the uninstrumented Swift runtime: the sanitizer misses that
 * order and reports everything that the lock guards. This definition of the runtime's _MutexHandle._lockSlow(_:), linked into the
 * program, takes precedence over it. It waits in instrumented code and never sets the futex's waiters bit, so that
 * unlocking always takes the fast path, too. */
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>

__attribute__((swiftcall)) void lock_slow(uint32_t thread, __attribute__((swift_context)) _Atomic uint32_t *word)
    __asm__("$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF");

__attribute__((swiftcall)) void lock_slow(uint32_t thread, __attribute__((swift_context)) _Atomic uint32_t *word) {
  uint32_t unlocked = 0;
  while (!atomic_compare_exchange_weak_explicit(word, &unlocked, thread, memory_order_acquire, memory_order_relaxed)) {
    unlocked = 0;
    sched_yield();
  }
}
