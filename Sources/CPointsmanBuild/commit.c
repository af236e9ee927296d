#include "CPointsmanBuild.h"

#ifndef POINTSMAN_COMMIT
#define POINTSMAN_COMMIT 0
#define POINTSMAN_COMMIT_ALTERED 0
#endif

uint64_t pointsman_commit(void) { return POINTSMAN_COMMIT; }
bool pointsman_commit_altered(void) { return POINTSMAN_COMMIT_ALTERED; }
