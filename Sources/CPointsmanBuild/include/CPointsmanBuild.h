// The commit that a program is built from, as Package.swift asks git for it.
#pragma once
#include <stdbool.h>
#include <stdint.h>

// The first 12 hexadecimal digits of the commit as one number; 0 where the sources are not in a git repository.
uint64_t pointsman_commit(void);

// Whether files differed from the commit.
bool pointsman_commit_altered(void);
