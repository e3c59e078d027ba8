#include <sys/types.h>

// libarchive needs `struct stat` by pointer only. Were it defined here, Swift would take it for this module's, and every file that
// uses `stat` would have to import this module.
struct stat;
#define _SYS_STAT_H 1
#include <archive.h>
#undef _SYS_STAT_H
#include <archive_entry.h>
