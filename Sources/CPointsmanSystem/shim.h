// The C library as Swift code of this package sees it, on every system alike: its headers, and in functions of their own what
// Swift does not import from C (variadic functions, macros that are not numbers). The mathematics is that of <math.h>; its functions have
// names of their own here, so that they do not compete with those that other modules bring.
#pragma once
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static inline int pointsman_open(const char *path, int flags, mode_t mode) { return open(path, flags, mode); }
static inline int pointsman_errno(void) { return errno; }
// Another number for a file that is open for writing.
static inline int pointsman_duplicate(int file) {
  int flags = fcntl(file, F_GETFL);
  if (flags >= 0 && (flags & O_ACCMODE) == O_RDONLY) {
    errno = EBADF;
    return -1;
  }
  return flags < 0 ? -1 : fcntl(file, F_DUPFD_CLOEXEC, 3);
}
static inline void pointsman_let_wait(int file) { fcntl(file, F_SETFL, fcntl(file, F_GETFL) & ~O_NONBLOCK); }
static inline int pointsman_is_closed(int file) { return fcntl(file, F_GETFD) < 0 && errno == EBADF; }

// Adds bytes to the standard output; 0 where that fails, with errno.
static inline int pointsman_print(const void *bytes, size_t count) {
  errno = 0;
  return (count == 0 || fwrite(bytes, 1, count, stdout) == count) && !ferror(stdout);
}
static inline int pointsman_flush(void) {
  errno = 0;
  return fflush(stdout) == 0 && !ferror(stdout);
}

// Writes to the standard error, and returns what write does. A pipe that nobody reads any more sends no signal.
static inline ssize_t pointsman_warn(const void *bytes, size_t count) {
  sigset_t broken, before, pending;
  sigemptyset(&broken);
  sigaddset(&broken, SIGPIPE);
  sigpending(&pending);
  int was_pending = sigismember(&pending, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &broken, &before);
  ssize_t written;
  do {
    written = write(STDERR_FILENO, bytes, count);
  } while (written < 0 && errno == EINTR);
  int error = errno;
  if (written < 0 && error == EPIPE && !was_pending) {
    sigpending(&pending);
    int number;
    if (sigismember(&pending, SIGPIPE)) sigwait(&broken, &number);
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  errno = error;
  return written;
}

// The bytes of address space that the process may have; 0 where there is no limit.
static inline unsigned long long pointsman_address_limit(void) {
  struct rlimit limit;
  return getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY ? limit.rlim_cur : 0;
}
static inline void *pointsman_map_failed(void) { return MAP_FAILED; }

static inline double pointsman_exp(double x) { return exp(x); }
static inline double pointsman_log(double x) { return log(x); }
static inline float pointsman_logf(float x) { return logf(x); }
static inline double pointsman_atan(double x) { return atan(x); }
static inline double pointsman_erfc(double x) { return erfc(x); }
static inline double pointsman_log1p(double x) { return log1p(x); }
static inline float pointsman_log1pf(float x) { return log1pf(x); }
static inline double pointsman_log2(double x) { return log2(x); }
static inline double pointsman_log10(double x) { return log10(x); }
static inline double pointsman_pow(double x, double y) { return pow(x, y); }

// True for a folder, links followed.
static inline int pointsman_is_folder(const char *path) {
  struct stat status;
  return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}
static inline int pointsman_is_file(const char *path) {
  struct stat status;
  return stat(path, &status) == 0 && S_ISREG(status.st_mode);
}
// The next name in an open folder, without "." and ".."; NULL at the end. It is valid until the next call.
static inline const char *pointsman_next_name(DIR *folder) {
  struct dirent *entry;
  do {
    entry = readdir(folder);
  } while (entry && (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0));
  return entry ? entry->d_name : NULL;
}

// Decompresses zstd frames by the system's libzstd, which is loaded when it is needed, so that no build asks for it: the number of bytes
// that were written, -1 where the library is not installed, -2 where the frames are damaged or hold more than `room` bytes.
static inline long long pointsman_zstd(void *output, size_t room, const void *input, size_t count) {
#ifdef __APPLE__
  void *library = dlopen("libzstd.1.dylib", RTLD_NOW);
#else
  void *library = dlopen("libzstd.so.1", RTLD_NOW);
#endif
  if (!library) return -1;
  size_t (*decompress)(void *, size_t, const void *, size_t);
  unsigned (*is_error)(size_t);
  *(void **)&decompress = dlsym(library, "ZSTD_decompress");
  *(void **)&is_error = dlsym(library, "ZSTD_isError");
  if (!decompress || !is_error) return -1;
  size_t written = decompress(output, room, input, count);
  return is_error(written) ? -2 : (long long)written;
}

// Starts a program by its name, without input and with errors passed over: the file that its output comes from, or -1 with errno.
static inline int pointsman_start(char *const arguments[], pid_t *process) {
  extern char **environ;
  int ends[2];
  if (pipe(ends) != 0) return -1;
  fcntl(ends[0], F_SETFD, FD_CLOEXEC);
  fcntl(ends[1], F_SETFD, FD_CLOEXEC);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  int error = posix_spawnp(process, arguments[0], &actions, NULL, arguments, environ);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  if (error == 0) return ends[0];
  close(ends[0]);
  errno = error;
  return -1;
}
// The exit status of a program that was started; -1 where a signal ended it.
static inline int pointsman_wait(pid_t process) {
  int status;
  while (waitpid(process, &status, 0) < 0) {
    if (errno != EINTR) return -1;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

// As many open files as the system allows; no image of the memory after a crash; a closed pipe is an error and no signal.
static inline void pointsman_prepare_to_serve(void) {
  struct rlimit files, none = {0, 0};
  if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
  }
  setrlimit(RLIMIT_CORE, &none);
  signal(SIGPIPE, SIG_IGN);
}
