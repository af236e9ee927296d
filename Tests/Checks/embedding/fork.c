/* Children forked while other threads of the parent route must route, too.
 *   fork ROUTER
 */
#include <pointsman.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { THREADS = 16, CHILDREN = 60, PROMPTS = 50 };

static pm_router *router;
static volatile int done;

static int route(int number) {
  char prompt[64];
  char *json = NULL;
  int length = snprintf(prompt, sizeof prompt, "fix the hang in parser %d", number);
  pm_decision decision = PM_DECISION_INIT;
  if (pm_route(router, prompt, (size_t)length, NULL, &decision) != PM_OK) return 0;
  if (pm_route_json(router, prompt, (size_t)length, NULL, &json) != PM_OK) return 0;
  pm_free(json);
  return 1;
}

static void *work(void *unused) {
  for (int k = 0; !done; k++) {
    if (!route(k)) abort();
  }
  return unused;
}

int main(int count, char **arguments) {
  if (count != 2 || pm_open(arguments[1], &router) != PM_OK) return 1;
  if (!route(0)) return 1;
  pthread_t threads[THREADS];
  for (int k = 0; k < THREADS; k++) pthread_create(&threads[k], NULL, work, NULL);
  int failed = 0;
  for (int k = 0; k < CHILDREN; k++) {
    usleep(5000);
    pid_t child = fork();
    if (child == 0) {
      alarm(20);
      for (int prompt = 0; prompt < PROMPTS; prompt++) {
        if (!route(prompt)) _exit(3);
      }
      _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    failed += status != 0;
  }
  done = 1;
  for (int k = 0; k < THREADS; k++) pthread_join(threads[k], NULL);
  pm_close(router);
  printf("%d of %d children failed\n", failed, CHILDREN);
  return failed > 0;
}
