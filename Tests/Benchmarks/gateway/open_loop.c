// Sends requests at fixed times, whether or not earlier ones were answered, and times each from when it was due: an answer that waits
// behind another counts its waiting. (wrk waits for answers, so that a stall hides; wrk2 is not in Debian.)
//   cc -O2 open_loop.c -o open_loop
//   open_loop PORT PATH BODIES RATE SECONDS CONNECTIONS
// BODIES has a body a line. Prints a line of JSON. A request that finds every connection busy waits for the first that is free.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

enum { most_bodies = 100000, answer_bytes = 1 << 16 };

struct connection {
  int socket;
  double due;           // of the request under way; 0 where there is none
  size_t filled, whole; // bytes of its answer that came, and all that it will have; 0 before its head came
  char answer[answer_bytes];
};

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec * 1e-9;
}

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static int by_value(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static int open_connection(int port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int one = 1, file = socket(AF_INET, SOCK_STREAM, 0);
  if (file < 0 || connect(file, (struct sockaddr *)&address, sizeof address)) fail("connect");
  setsockopt(file, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  return file;
}

// Reads what came. Returns 1 when the answer is whole.
static int receive(struct connection *c) {
  ssize_t count = recv(c->socket, c->answer + c->filled, answer_bytes - 1 - c->filled, MSG_DONTWAIT);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return 0;
  if (count <= 0) {
    fprintf(stderr, "the server closed a connection\n");
    exit(1);
  }
  c->filled += count;
  c->answer[c->filled] = 0;
  if (!c->whole) {
    char *end = strstr(c->answer, "\r\n\r\n"), *length = strcasestr(c->answer, "content-length:");
    if (!end) return 0;
    if (!length || length > end) {
      fprintf(stderr, "an answer without content-length\n");
      exit(1);
    }
    c->whole = end + 4 - c->answer + strtoul(length + 15, 0, 10);
  }
  return c->filled >= c->whole;
}

int main(int count, char **arguments) {
  if (count != 7) return fprintf(stderr, "usage: open_loop PORT PATH BODIES RATE SECONDS CONNECTIONS\n"), 2;
  int port = atoi(arguments[1]), connections = atoi(arguments[6]);
  double rate = atof(arguments[4]), seconds = atof(arguments[5]);
  long total = rate * seconds;
  if (port <= 0 || total <= 0 || connections <= 0 || connections > 4096) return 2;

  char **requests = calloc(most_bodies, sizeof *requests), *line = 0;
  size_t *lengths = calloc(most_bodies, sizeof *lengths), room = 0, bodies = 0;
  FILE *file = fopen(arguments[3], "r");
  if (!file) fail(arguments[3]);
  for (ssize_t length; bodies < most_bodies && (length = getline(&line, &room, file)) > 0; bodies++) {
    if (line[length - 1] == '\n') line[--length] = 0;
    int all = asprintf(&requests[bodies], "POST %s HTTP/1.1\r\nhost: 127.0.0.1:%d\r\ncontent-type: application/json\r\ncontent-length: %zd\r\n\r\n%s",
                       arguments[2], port, length, line);
    lengths[bodies] = all;
  }
  if (!bodies) return 2;

  int poll = epoll_create1(0);
  struct connection *all = calloc(connections, sizeof *all);
  int *idle = calloc(connections, sizeof *idle), idles = 0;
  for (int i = 0; i < connections; i++) {
    all[i].socket = open_connection(port);
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = i};
    epoll_ctl(poll, EPOLL_CTL_ADD, all[i].socket, &event);
    idle[idles++] = i;
  }
  prctl(PR_SET_TIMERSLACK, 1);
  double *latencies = calloc(total, sizeof *latencies), start = now() + 0.01;
  long sent = 0, answered = 0, refused = 0;
  while (answered < total && now() - start < seconds + 30) {
    double time = now();
    for (; sent < total && idles && start + sent / rate <= time; sent++) {
      struct connection *c = &all[idle[--idles]];
      c->due = start + sent / rate;
      c->filled = c->whole = 0;
      size_t body = sent % bodies;
      if (send(c->socket, requests[body], lengths[body], MSG_NOSIGNAL) != (ssize_t)lengths[body]) fail("send");
    }
    struct epoll_event events[64];
    double wait = sent < total && idles ? start + sent / rate - now() : 0.01;
    struct timespec limit = {.tv_nsec = wait < 0 ? 0 : wait > 0.01 ? 10000000 : (long)(wait * 1e9)};
    int ready = epoll_pwait2(poll, events, 64, &limit, 0);
    for (int i = 0; i < ready; i++) {
      struct connection *c = &all[events[i].data.u32];
      if (!receive(c)) continue;
      refused += strncmp(c->answer, "HTTP/1.1 200", 12) != 0;
      latencies[answered++] = now() - c->due;
      idle[idles++] = events[i].data.u32;
    }
  }
  if (!answered) return 1;
  double took = now() - start;
  qsort(latencies, answered, sizeof *latencies, by_value);
  printf("{\"sent\": %ld, \"answered\": %ld, \"refused\": %ld, \"rate\": %.0f, \"p50_us\": %.0f, \"p99_us\": %.0f, \"p999_us\": %.0f, \"max_us\": %.0f}\n",
         sent, answered, refused, answered / took, latencies[answered / 2] * 1e6, latencies[(long)(answered * 0.99)] * 1e6,
         latencies[(long)(answered * 0.999)] * 1e6, latencies[answered - 1] * 1e6);
  return sent == answered ? 0 : 1;
}
