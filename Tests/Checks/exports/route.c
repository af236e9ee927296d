/* Routes what frame_prompts.py writes by an exported C file, a line of JSON each. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct { const char *role, *text; size_t length; } exported_turn;
extern const char *const exported_models[];
extern const size_t exported_count;
const char *exported_route(const char *prompt, size_t length, double *probabilities);
const char *exported_route_turns(const exported_turn *turns, size_t count, double *probabilities);

enum { TURNS = 16 };

int main(void) {
  size_t count, k, m;
  char roles[TURNS][16], *texts[TURNS];
  exported_turn turns[TURNS];
  double *probabilities = malloc(exported_count * sizeof *probabilities);
  while (probabilities && scanf("%zu", &count) == 1) {
    const char *model;
    if (count > TURNS) return 1;
    for (k = 0; k < count; k++) {
      if (scanf("%15s %zu", roles[k], &turns[k].length) != 2 || getchar() != '\n') return 1;
      /* Of just that size, so that the address sanitizer sees a byte read too many. */
      texts[k] = malloc(turns[k].length ? turns[k].length : 1);
      if (!texts[k] || fread(texts[k], 1, turns[k].length, stdin) != turns[k].length) return 1;
      turns[k].role = roles[k];
      turns[k].text = texts[k];
    }
    model = exported_route_turns(turns, count, probabilities);
    if (!model) return 1;
    /* A prompt alone is one turn of the user. */
    if (count == 1 && !strcmp(roles[0], "user") && exported_route(texts[0], turns[0].length, NULL) != model) return 1;
    printf("{\"model\": \"%s\", \"probabilities\": [", model);
    for (m = 0; m < exported_count; m++) printf("%s%.17g", m ? ", " : "", probabilities[m]);
    printf("]}\n");
    for (k = 0; k < count; k++) free(texts[k]);
  }
  free(probabilities);
  return 0;
}
