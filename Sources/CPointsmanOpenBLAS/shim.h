#pragma once
#include <cblas.h>

// Debian's OpenBLAS exports LAPACK's Fortran symbols but no LAPACKE; the one that is used, declared here.
// Symmetric eigenproblem, divide and conquer. Source: LAPACK 3.11, ssyevd.f.
void ssyevd_(const char *jobz, const char *uplo, const int *n, float *a, const int *lda, float *w,
             float *work, const int *lwork, int *iwork, const int *liwork, int *info);
