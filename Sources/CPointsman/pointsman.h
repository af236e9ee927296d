/*
 * Pointsman: which language model should get a prompt, by a router that `pointsman train` wrote.
 *
 *   pm_router *router = NULL;
 *   if (pm_open("my.router", &router) != PM_OK) { fprintf(stderr, "%s\n", pm_last_error()); return 1; }
 *   pm_decision decision = PM_DECISION_INIT;
 *   if (pm_route(router, prompt, strlen(prompt), NULL, &decision) == PM_OK)
 *     puts(pm_model_name(router, decision.model));
 *   pm_close(router);
 *
 * C99. Link with -lpointsman; nothing else is needed, no Swift runtime either.
 *
 * Threads: a router never changes once it is open. Any number of threads may use one at once, without a lock; only
 * pm_close must come after all of them are done. pm_last_error belongs to the calling thread.
 *
 * Fork: a child process may use the routers and policies that its parent opened, also where other threads of the parent were
 * routing in the moment of the fork, once the parent has routed a prompt before it. The child has copies of its own, which it
 * closes or leaves to its end.
 *
 * Errors: a function that can fail returns a pm_status. Unless it is PM_OK, what the function was to write is left as it
 * was, and pm_last_error says in one sentence what is wrong. No function aborts on bad data; passing a router that is
 * closed, or lengths that are not those of the memory behind a pointer, is undefined, as ever in C.
 *
 * Ownership: what has a pm_ function to free it says so; every other pointer that is returned belongs to the library or
 * to the router. Nothing that is passed in is kept after the call.
 *
 * Growth: pm_options and pm_decision begin with their size, so that fields can be added and programs compiled before go
 * on to work. Start from PM_OPTIONS_INIT and PM_DECISION_INIT.
 *
 * Rules: a policy of the router's file is used by its name, and a policy of the program's own comes in the file's JSON.
 *
 *   pm_policy *keep = NULL;
 *   if (pm_policy_named(router, "keep", NULL, &keep) != PM_OK) { fprintf(stderr, "%s\n", pm_last_error()); return 1; }
 *   pm_options options = PM_OPTIONS_INIT;
 *   options.rules = keep;
 *   pm_route(router, prompt, strlen(prompt), &options, &decision);
 *   pm_policy_free(keep);
 */
#ifndef POINTSMAN_H
#define POINTSMAN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* An open router file. */
typedef struct pm_router pm_router;

/* The rules of a choice, checked against one router. Never changes; any number of threads may use one at once. */
typedef struct pm_policy pm_policy;

/* How a call went. */
typedef int32_t pm_status;
enum {
  PM_OK = 0,
  /* The file cannot be read. */
  PM_UNREADABLE = 1,
  /* The bytes are no router file, or no whole one. */
  PM_MALFORMED = 2,
  /* The file has a newer format than this library reads. */
  PM_NEWER_FORMAT = 3,
  /* A golden prompt gets other probabilities here than where the router was trained. */
  PM_GOLDEN_MISMATCH = 4,
  /* The router lacks what the policy needs, the policy or the price list is no such thing, or the rules leave no model for
   * the prompt. */
  PM_UNSUITABLE_POLICY = 5,
  /* A null pointer, an option that does not exist, rules of another router, a prompt that is blank or not UTF-8, that
   * under PM_JSON is no such object, or that lacks a vector that the router reads. */
  PM_INVALID_ARGUMENT = 6
};

/* How probabilities become a choice. */
enum {
  /* The model of highest probability; of several the cheaper, then the first by name. */
  PM_MOST_LIKELY = 0,
  /* Of the pair that the router was trained with, the strong model where P(strong) - P(weak) is at least `value`. */
  PM_THRESHOLD = 1,
  /* The model of highest P - expected cost / `value`: what a success is worth, in USD, more than 0. */
  PM_WILLINGNESS_TO_PAY = 2
};

/* What a prompt is. */
enum {
  /* The text of one user turn. */
  PM_TEXT = 0,
  /* A JSON object with "prompt", a string, or "messages", an array of {"role", "content"}, or a request as OpenAI, Anthropic,
   * Gemini or SystemOne take it; and with what else the router may read: "tags", an object of strings, and "vector". Other members are
   * passed over. One of images alone goes to the default model. */
  PM_JSON = 1
};

/* How to route. NULL in place of options means the defaults, which are all zeros. */
typedef struct pm_options {
  /* sizeof(pm_options) where the program was compiled. */
  size_t size;
  /* PM_TEXT or PM_JSON. */
  int32_t input;
  /* PM_MOST_LIKELY, PM_THRESHOLD or PM_WILLINGNESS_TO_PAY. */
  int32_t policy;
  /* The policy's number; PM_MOST_LIKELY has none. */
  double value;
  /* A policy of this router, in place of `policy` and `value`, which are then zero; or NULL. */
  const pm_policy *rules;
  /* The name of the model that a conversation is with, which it leaves only for a gain above the rules' switching cost;
   * or NULL. */
  const char *current;
} pm_options;

#define PM_OPTIONS_INIT { sizeof(pm_options), PM_TEXT, PM_MOST_LIKELY, 0.0, NULL, NULL }

/* Where a prompt goes. */
typedef struct pm_decision {
  /* sizeof(pm_decision) where the program was compiled. */
  size_t size;
  /* The index of the chosen model, below pm_model_count. */
  size_t model;
  /* By how much it beats the next best, in what the policy compares. */
  double margin;
  /* USD, as forecast for this prompt; NaN where costs are not known. */
  double expected_cost;
} pm_decision;

#define PM_DECISION_INIT { sizeof(pm_decision), 0, 0.0, 0.0 }

/* The library's version, "major.minor.patch". Never fails. */
const char *pm_version(void);

/* One sentence on the last failure of a call by this thread, "" if none failed yet. Good until the thread's next call
 * that fails, or its end. */
const char *pm_last_error(void);

/* Opens the router file at `path` and checks all of it. The router is the caller's: close it with pm_close. */
pm_status pm_open(const char *path, pm_router **router);

/* Opens a router file of `count` bytes in memory, as pm_open does. The bytes may go after the call. */
pm_status pm_open_bytes(const void *bytes, size_t count, pm_router **router);

/* Frees a router and all that belongs to it; NULL is passed over. */
void pm_close(pm_router *router);

/* How many models the router chooses among, at least 1; 0 for NULL. */
size_t pm_model_count(const pm_router *router);

/* The name of model `index`, in alphabetical order from 0; NULL where there is none. Belongs to the router. */
const char *pm_model_name(const pm_router *router, size_t index);

/* The router's digest, 64 hexadecimal digits, to tell in a log which router decided; NULL for NULL. Belongs to the
 * router. */
const char *pm_digest(const pm_router *router);

/* What the router file says of itself, as one line of JSON. Free *json with pm_free. */
pm_status pm_manifest(const pm_router *router, char **json);

/* Computes the SHA-256 that the file states, which opening it does not, routes the golden prompts in the file and
 * compares with what they got in training. *difference is the largest in
 * probability, at most 1e-6; it may be NULL. */
pm_status pm_verify(const pm_router *router, double *difference);

/* The policy that the router's file has under `name`: its objective, guard, overrides, bounds and allowed models. `prices` is
 * a price list in JSON, {"model": {"input": USD, "output": USD}, ...} a million tokens, for the costs that it weighs; NULL
 * leaves the costs recorded in training. Free it with pm_policy_free; it may outlive the router. */
pm_status pm_policy_named(const pm_router *router, const char *name, const char *prices, pm_policy **policy);

/* A policy of the program's own, in JSON as a policy file has it: an object with some of
 *   "choose"               "most_likely", {"threshold": t}, {"quality": q} or
 *                          {"worth": {"usd": W, "seconds": L, "first_token_seconds": F}} with some of the three
 *   "allowed"              the only models to choose among
 *   "required"             capabilities that a model must have
 *   "maximum_cost"         USD that an answer may be forecast to cost
 *   "maximum_latency"      seconds that an answer may be forecast to take
 *   "maximum_first_token"  seconds that the first token of an answer may be forecast to take
 *   "overrides"            [{"when": {"tag": name, "is": value}, "model": name, "because": text}, ...]
 *   "guard"                true: the default model where the lead is within its calibration error, or the prompt unlike
 *                          training's
 *   "default"              the guard's model
 *   "switching_cost"       what a change of model in a conversation must gain
 * `prices` and ownership as in pm_policy_named. */
pm_status pm_policy_json(const pm_router *router, const char *json, const char *prices, pm_policy **policy);

/* Frees a policy; NULL is passed over. */
void pm_policy_free(pm_policy *policy);

/* Every model's probability for a prompt of `length` bytes of UTF-8: writes pm_model_count numbers. Of the options only
 * `input` counts. */
pm_status pm_probabilities(
  const pm_router *router, const char *prompt, size_t length, const pm_options *options, double *probabilities);

/* Chooses a model for a prompt of `length` bytes of UTF-8. decision->size must be set. */
pm_status pm_route(
  const pm_router *router, const char *prompt, size_t length, const pm_options *options, pm_decision *decision);

/* Chooses a model for a prompt as pm_route does; *json is the decision as `pointsman route --json` prints it: the
 * model, every probability, margin, expected cost and reason. Free it with pm_free. */
pm_status pm_route_json(
  const pm_router *router, const char *prompt, size_t length, const pm_options *options, char **json);

/* What in a prompt moved every model's logit, signed, as `pointsman explain --json` prints it. Of the options only `input`
 * counts. Some hundred times slower than routing. Free *json with pm_free. */
pm_status pm_explain(
  const pm_router *router, const char *prompt, size_t length, const pm_options *options, char **json);

/* Chooses a model for each of `count` prompts, one after another on the calling thread; prompt k has lengths[k] bytes.
 * Writes `count` indices of models and, unless `probabilities` is NULL, count x pm_model_count numbers, row by row. At
 * the first prompt that cannot be routed it stops; pm_last_error names that prompt, and what the arrays hold is
 * unspecified. */
pm_status pm_route_batch(
  const pm_router *router, const char *const *prompts, const size_t *lengths, size_t count, const pm_options *options,
  uint32_t *models, double *probabilities);

/* Chooses as pm_route_batch does, and spends at most `budget` USD in all, where the money gains most: by probability alone,
 * without guard, threshold, worth or quality, and without a current model. */
pm_status pm_route_batch_within(
  const pm_router *router, const char *const *prompts, const size_t *lengths, size_t count, const pm_options *options,
  double budget, uint32_t *models, double *probabilities);

/* Frees a string that one of the functions above handed over; NULL is passed over. */
void pm_free(char *string);

#ifdef __cplusplus
}
#endif

#endif
