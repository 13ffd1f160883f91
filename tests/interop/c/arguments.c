#include "arguments.h"

#include <stdlib.h>
#include <string.h>

static void fail(const char *what)
{
    fprintf(stderr, "%s\n", what);
    exit(2);
}

void *zeroed(size_t count, size_t size)
{
    void *memory = calloc(count + 1, size); /* + 1: never of no size, and a NUL behind texts */

    if (memory == NULL)
        fail("there is not enough memory");
    return memory;
}

static char *read_bytes(FILE *from, size_t size)
{
    char *bytes = (char *)zeroed(size, 1);

    if (fread(bytes, 1, size, from) != size)
        fail("the arguments end before their end");
    return bytes;
}

argument read_argument(FILE *from)
{
    argument it = {NULL, NULL, 0, NULL, 0, false};
    size_t name_size;

    if (fscanf(from, "%zu %zu %zu", &name_size, &it.size, &it.count) != 3 || fgetc(from) != '\n')
        fail("the arguments are not as arguments.h wants them");
    it.name = read_bytes(from, name_size);
    it.data = read_bytes(from, it.size);
    it.members = (argument *)zeroed(it.count, sizeof *it.members);
    for (size_t i = 0; i < it.count; i++)
        it.members[i] = read_argument(from);
    return it;
}

argument *member_at(argument *of, size_t place)
{
    of->members[place].used = true;
    return &of->members[place];
}

argument *member(argument *of, const char *name)
{
    for (size_t i = 0; i < of->count; i++)
        if (strcmp(of->members[i].name, name) == 0)
            return member_at(of, i);
    return NULL;
}

const char *text(argument *of, const char *name)
{
    const argument *found = member(of, name);

    return found == NULL ? NULL : found->data;
}

bool flag(argument *of, const char *name)
{
    const char *found = text(of, name);

    return found != NULL && strcmp(found, "true") == 0;
}

const argument *unused(const argument *of)
{
    const argument *found = NULL;

    for (size_t i = 0; i < of->count && found == NULL; i++)
        found = of->members[i].used ? unused(&of->members[i]) : &of->members[i];
    return found;
}
