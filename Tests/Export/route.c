/* Routes what frame_prompts.py writes by an exported C file, a line of JSON each. */
#include <stdio.h>
#include <stdlib.h>

extern const char *const exported_models[];
extern const size_t exported_count;
const char *exported_route(const char *prompt, size_t length, double *probabilities);

int main(void) {
  size_t length, m;
  double *probabilities = malloc(exported_count * sizeof *probabilities);
  while (probabilities && scanf("%zu", &length) == 1) {
    /* Of just that size, so that the address sanitizer sees a byte read too many. */
    char *prompt = malloc(length ? length : 1);
    const char *model;
    if (!prompt || getchar() != '\n' || fread(prompt, 1, length, stdin) != length) return 1;
    model = exported_route(prompt, length, probabilities);
    if (!model || exported_route(prompt, length, NULL) != model) return 1;
    printf("{\"model\": \"%s\", \"probabilities\": [", model);
    for (m = 0; m < exported_count; m++) printf("%s%.17g", m ? ", " : "", probabilities[m]);
    printf("]}\n");
    free(prompt);
  }
  free(probabilities);
  return 0;
}
