/* The arguments of a call, as a tree that c_program.py writes: a text, bytes, or members of their own. */
#ifndef ARGUMENTS_H
#define ARGUMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

typedef struct argument {
    char *name;
    char *data; /* with a NUL behind it */
    size_t size;
    struct argument *members;
    size_t count;
    bool used; /* somebody asked for it */
} argument;

/* Reads "NAME_SIZE DATA_SIZE COUNT\n", the name, the data, and as many members. Ends the program if that is not
 * there. */
argument read_argument(FILE *from);

/* A member by its name, or NULL. */
argument *member(argument *of, const char *name);

/* A member by its place. */
argument *member_at(argument *of, size_t place);

/* The text of a member, NULL if there is no such member. */
const char *text(argument *of, const char *name);

/* Whether a member is "true". */
bool flag(argument *of, const char *name);

/* The first argument below this one that nobody asked for, or NULL. */
const argument *unused(const argument *of);

/* Memory that is zero. Like that of the arguments it lives as long as the program. */
void *zeroed(size_t count, size_t size);

#endif
