/* SPDX-FileCopyrightText: Ideogram Upscale contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 * Runs the program `timed` beside it in its place, and notes in a file `times` there how many
 * seconds and CPU seconds that took. */
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds_of(struct timeval time) { return time.tv_sec + time.tv_usec / 1e6; }

int main(int argc, char** argv) {
    char here[PATH_MAX], program[PATH_MAX + 8], notes[PATH_MAX + 8];
    const ssize_t length = readlink("/proc/self/exe", here, sizeof here - 1);
    if (length < 0) return 126;
    here[length] = 0;
    const char* folder = dirname(here);
    snprintf(program, sizeof program, "%s/timed", folder);
    snprintf(notes, sizeof notes, "%s/times", folder);
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    const pid_t child = fork();
    if (child == 0) {
        execv(program, argv);
        _exit(127);
    }
    int status;
    struct rusage usage;
    if (child < 0 || wait4(child, &status, 0, &usage) < 0) return 126;
    clock_gettime(CLOCK_MONOTONIC, &end);
    FILE* file = fopen(notes, "a");
    if (!file) return 126;
    fprintf(file, "%.4f %.4f\n", end.tv_sec - start.tv_sec + (end.tv_nsec - start.tv_nsec) / 1e9,
            seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime));
    fclose(file);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 125;
}
