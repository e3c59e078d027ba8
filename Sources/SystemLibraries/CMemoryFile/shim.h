#include <stdlib.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/syscall.h>
#include <linux/memfd.h>

// Swift's Glibc module does not have memfd_create.
static inline int nixery_memory_file(void) {
    return (int)syscall(SYS_memfd_create, "input", MFD_CLOEXEC);
}
#else
static inline int nixery_memory_file(void) {
    char name[] = "/tmp/inputXXXXXX";
    int file = mkstemp(name);
    if (file >= 0) unlink(name);
    return file;
}
#endif
