// libarchive includes <sys/stat.h> only to name this type. Swift would take it, and its members, for this module's own and ask
// every file that uses the C library's `stat` to import it; so that header counts as read while libarchive's are.
#include <sys/types.h>
struct stat;
#ifndef _SYS_STAT_H
#define _SYS_STAT_H 1
#include <archive.h>
#include <archive_entry.h>
#undef _SYS_STAT_H
#else
#include <archive.h>
#include <archive_entry.h>
#endif
