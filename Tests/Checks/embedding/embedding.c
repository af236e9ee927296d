/* The C interface, used as pointsman.h says and misused as it forbids nothing: ./embedding FILE.router
 * Prints "ok" and returns 0, or names the line that does not hold. Built by Tests/Checks/embedding/run. */
#include <math.h>
#include <pointsman.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition)                                                                                     \
  do {                                                                                                       \
    if (!(condition)) {                                                                                      \
      fprintf(stderr, "%s:%d: does not hold: %s (last error: %s)\n", __FILE__, __LINE__, #condition,         \
              pm_last_error());                                                                              \
      exit(1);                                                                                               \
    }                                                                                                        \
  } while (0)

static const char *const prompts[] = {
  "Write a unit test for a function that parses ISO 8601 dates.",
  "why does it hang",
  "Should we split the monolith, or put a queue in front of it?",
  "Warum schl\xc3\xa4gt die Anmeldung nach dem Update fehl?",
};
enum { prompt_count = sizeof prompts / sizeof prompts[0] };

static void route(const pm_router *router, double *probabilities) {
  size_t models = pm_model_count(router), k;
  for (k = 0; k < prompt_count; k++) {
    pm_decision decision = PM_DECISION_INIT;
    double *row = probabilities + k * models;
    size_t m, best = 0;
    CHECK(pm_probabilities(router, prompts[k], strlen(prompts[k]), NULL, row) == PM_OK);
    CHECK(pm_route(router, prompts[k], strlen(prompts[k]), NULL, &decision) == PM_OK);
    for (m = 1; m < models; m++)
      if (row[m] > row[best]) best = m;
    CHECK(decision.model == best && decision.margin >= 0);
  }
}

struct work {
  const pm_router *router;
  const double *expected;
};

static void *route_again(void *argument) {
  const struct work *work = argument;
  size_t size = prompt_count * pm_model_count(work->router) * sizeof(double);
  double *probabilities = malloc(size);
  pm_router *none = NULL;
  int round;
  CHECK(probabilities != NULL);
  for (round = 0; round < 50; round++) {
    route(work->router, probabilities);
    CHECK(memcmp(probabilities, work->expected, size) == 0);
    CHECK(pm_open("/nowhere", &none) == PM_UNREADABLE && strstr(pm_last_error(), "/nowhere") != NULL);
  }
  free(probabilities);
  return NULL;
}

static void check_errors(const pm_router *router) {
  pm_router *none = NULL;
  pm_options options = PM_OPTIONS_INIT;
  pm_decision decision = PM_DECISION_INIT;
  double numbers[64];
  char *json = NULL;
  CHECK(pm_model_count(router) <= 64);
  CHECK(pm_open(NULL, &none) == PM_INVALID_ARGUMENT && none == NULL);
  CHECK(pm_open("x", NULL) == PM_INVALID_ARGUMENT);
  CHECK(pm_open_bytes("no router", 9, &none) == PM_MALFORMED && none == NULL);
  CHECK(pm_open_bytes("", 0, &none) == PM_MALFORMED && strlen(pm_last_error()) > 0);
  CHECK(pm_probabilities(NULL, "a", 1, NULL, numbers) == PM_INVALID_ARGUMENT);
  CHECK(pm_probabilities(router, NULL, 0, NULL, numbers) == PM_INVALID_ARGUMENT);
  CHECK(pm_probabilities(router, " \n", 2, NULL, numbers) == PM_INVALID_ARGUMENT);
  CHECK(pm_probabilities(router, "\xff\xfe", 2, NULL, numbers) == PM_INVALID_ARGUMENT);
  CHECK(pm_probabilities(router, "a", 1, NULL, NULL) == PM_INVALID_ARGUMENT);
  CHECK(pm_model_name(router, pm_model_count(router)) == NULL);
  CHECK(pm_model_name(router, (size_t)-1) == NULL && pm_model_name(NULL, 0) == NULL && pm_digest(NULL) == NULL);
  CHECK(pm_model_count(NULL) == 0);
  options.policy = 99;
  CHECK(pm_route(router, "a", 1, &options, &decision) == PM_INVALID_ARGUMENT);
  options.policy = PM_WILLINGNESS_TO_PAY;
  CHECK(pm_route(router, "a", 1, &options, &decision) == PM_UNSUITABLE_POLICY);
  options.policy = PM_MOST_LIKELY;
  options.input = PM_JSON;
  CHECK(pm_route_json(router, "{\"prompt\":", 10, &options, &json) == PM_INVALID_ARGUMENT && json == NULL);
  options.size = 1;
  CHECK(pm_route(router, "a", 1, &options, &decision) == PM_INVALID_ARGUMENT);
  decision.size = 0;
  CHECK(pm_route(router, "a", 1, NULL, &decision) == PM_INVALID_ARGUMENT);
  pm_close(NULL);
  pm_free(NULL);
}

/* A struct as programs have it that were compiled before pm_options had rules; of its own memory, for valgrind. */
static void check_older_programs(const pm_router *router) {
  struct older_options {
    size_t size;
    int32_t input;
    int32_t policy;
    double value;
  } *older = malloc(sizeof *older);
  pm_decision decision = PM_DECISION_INIT;
  CHECK(older != NULL);
  older->size = sizeof *older;
  older->input = PM_TEXT;
  older->policy = PM_MOST_LIKELY;
  older->value = 0;
  CHECK(pm_route(router, "a", 1, (const pm_options *)older, &decision) == PM_OK);
  free(older);
}

static void check_policies(const pm_router *router, const pm_router *copy) {
  static const char every[] = "{\"choose\":\"most_likely\",\"guard\":true}";
  pm_options options = PM_OPTIONS_INIT;
  pm_decision decision = PM_DECISION_INIT;
  pm_policy *policy = NULL, *none = NULL;
  uint32_t model = 0;
  const char *prompt = prompts[0];
  size_t length = strlen(prompt);
  CHECK(pm_policy_named(router, "nobody's", NULL, &none) == PM_UNSUITABLE_POLICY && none == NULL);
  CHECK(strstr(pm_last_error(), "nobody's") != NULL);
  CHECK(pm_policy_named(NULL, "a", NULL, &none) == PM_INVALID_ARGUMENT);
  CHECK(pm_policy_named(router, NULL, NULL, &none) == PM_INVALID_ARGUMENT);
  CHECK(pm_policy_named(router, "a", NULL, NULL) == PM_INVALID_ARGUMENT);
  CHECK(pm_policy_json(router, NULL, NULL, &none) == PM_INVALID_ARGUMENT);
  CHECK(pm_policy_json(router, "{\"choose\":", NULL, &none) == PM_UNSUITABLE_POLICY);
  CHECK(pm_policy_json(router, "[]", NULL, &none) == PM_UNSUITABLE_POLICY);
  CHECK(pm_policy_json(router, "{\"alowed\":[]}", NULL, &none) == PM_UNSUITABLE_POLICY);
  CHECK(pm_policy_json(router, "{\"allowed\":[]}", NULL, &none) == PM_UNSUITABLE_POLICY);
  CHECK(pm_policy_json(router, "{}", "{\"nobody\":{\"input\":1,\"output\":1}}", &none) == PM_UNSUITABLE_POLICY);
  CHECK(pm_policy_json(router, "{}", "no prices", &none) == PM_UNSUITABLE_POLICY && none == NULL);
  CHECK(pm_policy_json(router, every, NULL, &policy) == PM_OK && policy != NULL);
  options.rules = policy;
  CHECK(pm_route(router, prompt, length, &options, &decision) == PM_OK);
  CHECK(pm_route_batch(router, &prompt, &length, 1, &options, &model, NULL) == PM_OK && model == decision.model);
  CHECK(pm_route(copy, prompt, length, &options, &decision) == PM_INVALID_ARGUMENT);
  CHECK(pm_route_batch_within(router, &prompt, &length, 1, &options, 1, &model, NULL) == PM_UNSUITABLE_POLICY);
  options.value = 1;
  CHECK(pm_route(router, prompt, length, &options, &decision) == PM_INVALID_ARGUMENT);
  options.value = 0;
  options.current = "nobody";
  CHECK(pm_route(router, prompt, length, &options, &decision) == PM_UNSUITABLE_POLICY);
  CHECK(pm_route_batch_within(router, &prompt, &length, 1, &options, 1, &model, NULL) == PM_INVALID_ARGUMENT);
  options.current = pm_model_name(router, 0);
  CHECK(pm_route(router, prompt, length, &options, &decision) == PM_OK);
  pm_policy_free(policy);
  pm_policy_free(NULL);
}

static void check_json(const pm_router *router) {
  static const char text[] = "{\"messages\":[{\"role\":\"user\",\"content\":\"why does it hang\"}]}";
  pm_options options = PM_OPTIONS_INIT;
  char *json = NULL, *plain = NULL;
  options.input = PM_JSON;
  CHECK(pm_route_json(router, text, strlen(text), &options, &json) == PM_OK);
  CHECK(pm_route_json(router, prompts[1], strlen(prompts[1]), NULL, &plain) == PM_OK);
  CHECK(strcmp(json, plain) == 0 && strstr(json, "\"probabilities\":{\"") != NULL);
  pm_free(json);
  pm_free(plain);
  CHECK(pm_explain(router, prompts[0], strlen(prompts[0]), NULL, &json) == PM_OK);
  CHECK(strncmp(json, "{\"probabilities\":{", 18) == 0 && strstr(json, "\"contributions\":[{") != NULL);
  pm_free(json);
  CHECK(pm_manifest(router, &json) == PM_OK && strncmp(json, "{\"format_version\":", 18) == 0);
  pm_free(json);
}

static void check_batch(const pm_router *router, const double *expected) {
  size_t models = pm_model_count(router), lengths[prompt_count], k;
  uint32_t chosen[prompt_count];
  const char *bad[2] = {"a", ""};
  double *probabilities = malloc(prompt_count * models * sizeof(double));
  CHECK(probabilities != NULL);
  for (k = 0; k < prompt_count; k++) lengths[k] = strlen(prompts[k]);
  CHECK(pm_route_batch(router, prompts, lengths, prompt_count, NULL, chosen, probabilities) == PM_OK);
  CHECK(memcmp(probabilities, expected, prompt_count * models * sizeof(double)) == 0);
  CHECK(pm_route_batch(router, prompts, lengths, prompt_count, NULL, chosen, NULL) == PM_OK);
  CHECK(pm_route_batch(router, NULL, NULL, 0, NULL, NULL, NULL) == PM_OK);
  lengths[0] = 1;
  lengths[1] = 0;
  CHECK(pm_route_batch(router, bad, lengths, 2, NULL, chosen, NULL) == PM_INVALID_ARGUMENT);
  CHECK(strstr(pm_last_error(), "prompt 1") != NULL);
  free(probabilities);
}

int main(int count, char **arguments) {
  pm_router *router = NULL, *copy = NULL;
  double *expected, difference = 1;
  pthread_t threads[2];
  struct work work;
  size_t size, k;
  char *bytes;
  FILE *file;
  if (count != 2) return 64;
  CHECK(strcmp(pm_last_error(), "") == 0 && strlen(pm_version()) >= 5);
  CHECK(pm_open(arguments[1], &router) == PM_OK);
  CHECK(pm_model_count(router) > 0 && strlen(pm_model_name(router, 0)) > 0 && strlen(pm_digest(router)) == 64);
  CHECK(pm_verify(router, &difference) == PM_OK && difference <= 1e-6 && pm_verify(router, NULL) == PM_OK);
  expected = malloc(prompt_count * pm_model_count(router) * sizeof(double));
  CHECK(expected != NULL);
  route(router, expected);
  check_errors(router);
  check_json(router);
  check_batch(router, expected);

  file = fopen(arguments[1], "rb");
  CHECK(file != NULL && fseek(file, 0, SEEK_END) == 0);
  size = (size_t)ftell(file);
  bytes = malloc(size);
  rewind(file);
  CHECK(bytes != NULL && fread(bytes, 1, size, file) == size && fclose(file) == 0);
  CHECK(pm_open_bytes(bytes, size, &copy) == PM_OK && strcmp(pm_digest(copy), pm_digest(router)) == 0);
  bytes[size - 1] ^= 1;
  check_older_programs(router);
  check_policies(router, copy);
  pm_close(copy);
  copy = NULL;
  CHECK(pm_open_bytes(bytes, size, &copy) == PM_MALFORMED && copy == NULL);
  free(bytes);

  work.router = router;
  work.expected = expected;
  for (k = 0; k < 2; k++) CHECK(pthread_create(&threads[k], NULL, route_again, &work) == 0);
  for (k = 0; k < 2; k++) CHECK(pthread_join(threads[k], NULL) == 0);
  pm_close(router);
  free(expected);
  puts("ok");
  return 0;
}
