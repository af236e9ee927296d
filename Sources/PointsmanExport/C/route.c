/* From logits to probabilities and the model, and the functions that a program calls. */
#include "lexical.c"
#include "prompt.h"
#include "semantic.c"
#include "structural.c"
#include "tables.h"

static double calibrated(const calibration *c, double logit) {
  size_t k = 0;
  if (c->points == 0) return 1 / (1 + exp(-(c->slope * logit + c->intercept)));
  while (k < c->points && c->logits[k] < logit) k++;
  if (k == 0) return c->probabilities[0];
  if (k == c->points) return c->probabilities[k - 1];
  return c->probabilities[k - 1]
      + (logit - c->logits[k - 1]) / (c->logits[k] - c->logits[k - 1])
      * (c->probabilities[k] - c->probabilities[k - 1]);
}

const char *NAME_route_turns(const NAME_turn *turns, size_t count, double *probabilities) {
  double p[MODELS];
#ifdef WINNER
  double sum = 0;
#endif
  float logits[MODELS];
  size_t best = 0, total = 0, length, first, last, k, m;
  size_t *starts = malloc((count + 1) * sizeof *starts);
  unsigned char *said, *part = malloc(WINDOW + 1);
  int done;
  for (k = 0; k < count; k++) total += turns[k].length;
  said = malloc(total + 2 * count + 1);
  done = said && part && starts;
  memcpy(logits, intercepts, sizeof logits);
  if (done) {
    length = read_said(turns, count, said, starts, &first, &last);
#ifdef LEXICAL
    done = add_lexical(part, within(said + first, length - first, part), logits);
#endif
#ifdef STRUCTURAL
    add_structural(part, within(said + last, length - last, part), count, total - (length - last), logits);
#endif
#ifdef SEMANTIC
    add_semantic(part, within(said + first, length - first, part), logits);
#endif
  }
  free(said);
  free(starts);
  free(part);
  if (!done) return NULL;
  for (m = 0; m < MODELS; m++) p[m] = calibrated(&calibrations[m], (double)logits[m]);
#ifdef WINNER
  for (m = 0; m < MODELS; m++) sum += p[m];
#endif
  for (m = 0; m < MODELS; m++) {
#ifdef WINNER
    p[m] = sum > 0 ? p[m] / sum : 1.0 / MODELS;
#endif
    if (probabilities) probabilities[m] = p[m];
    if (p[m] > p[best]) best = m;
  }
  return NAME_models[best];
}

const char *NAME_route(const char *prompt, size_t length, double *probabilities) {
  NAME_turn turn = {"user", prompt, length};
  return NAME_route_turns(&turn, 1, probabilities);
}
