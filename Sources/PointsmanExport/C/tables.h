/* A sample of what Router.exportedC(name:) writes around these files, so that each of them compiles by itself: a router
   of two models with all three blocks. No export holds it. */
#pragma once
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "scalars.h"

typedef struct {
  const char *role, *text;
  size_t length;
} NAME_turn;

enum { MODELS = 2, WINDOW = 65536, ENOUGH_BYTES = 28, LEAST_BYTES = 12, LEAST_WORDS = 2 };

static const char *const references[] = {"it"}, *const fillers[] = {"yes"};
enum { REFERENCES = sizeof references / sizeof *references, FILLERS = sizeof fillers / sizeof *fillers };

static const struct { const char *opening, *closing; } marks[] = {{"<note>", "</note>"}, {"# Rules:", ""}};
enum { MARKS = sizeof marks / sizeof *marks };

/* The lexical block. */
#define LEXICAL
enum { FAMILY = 1 << 1 };
enum { SPACE = 1, WORD = 2 };
enum { CASED = 4, CASE_IGNORABLE = 8 };
static const scalar_run lexical_runs[] = {{0, 0, 1}, {33, 0, 2}};
#define LEXICAL_RUNS (sizeof lexical_runs / sizeof *lexical_runs)
static const int16_t lexical_rows[2 * FAMILY * (1 + MODELS)] = {1, -1, 1};
static const float lexical_scales[1 + MODELS] = {1, 1, 1};

/* The structural block. */
#define STRUCTURAL
enum { FEATURES = 72 };
enum {
  cue_explain,
  cue_design,
  cue_debug,
  cue_test,
  cue_security,
  cue_refactor,
  cue_tradeoff,
  cue_generate,
  cue_function,
  cue_constraint,
  cue_vague,
  cue_negation,
  cue_factQuestion,
  cue_howWhy,
  cue_conditional,
  cue_quantity,
  cue_truth,
  cue_example,
  cue_article,
  cue_firstPerson,
  cue_mathematics,
  cue_algorithm,
  cue_arithmetic,
  cue_errors,
  cue_python,
  cue_language,
  cue_shell,
  cue_database,
  cue_framework,
  cue_fileExtension,
  CUES
};
typedef struct {
  const char *word;
  uint64_t cues;
} cue_word;
static const cue_word cue_words[] = {{"error", 1}, {"why", 2}};
enum { CUE_WORDS = sizeof cue_words / sizeof *cue_words };
static const float structural_means[FEATURES] = {0};
static const float structural_inverses[FEATURES] = {1};
static const float structural_weights[FEATURES * MODELS] = {1, -1};

/* The semantic block: [UNK], "a" and "##b". */
#define SEMANTIC
enum { PIECE_SLOTS = 4, LONGEST_PIECE = 3 };
static const scalar_run semantic_runs[] = {{0, 0, 0}, {33, 0, 3}};
#define SEMANTIC_RUNS (sizeof semantic_runs / sizeof *semantic_runs)
static const unsigned char piece_text[] = {'[', 'U', 'N', 'K', ']', 'a', '#', '#', 'b'};
static const uint32_t piece_starts[] = {0, 5, 6, 9};
static const uint32_t piece_slots[PIECE_SLOTS] = {1, 2};
static const int32_t semantic_rows[3 * MODELS] = {0, 0, 1, -1, 2, -2};
static const float semantic_scales[MODELS] = {1, 1};

/* What makes probabilities of logits; with WINNER they are scaled to sum to 1. */
#define WINNER
typedef struct {
  double slope, intercept;
  size_t points;
  const double *logits, *probabilities;
} calibration;
static const double logits_1[] = {-1, 1};
static const double probabilities_1[] = {0.25, 0.75};
static const calibration calibrations[] = {{1, 0, 0, NULL, NULL}, {0, 0, 2, logits_1, probabilities_1}};
static const float intercepts[] = {0, 0};

extern const char *const NAME_models[];
extern const size_t NAME_count;
const char *NAME_route(const char *prompt, size_t length, double *probabilities);
const char *NAME_route_turns(const NAME_turn *turns, size_t count, double *probabilities);
const char *const NAME_models[] = {"large", "small"};
const size_t NAME_count = MODELS;
