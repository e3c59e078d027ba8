#include <unistd.h>

#ifdef __linux__
#include <sys/syscall.h>

// Swift's Glibc module does not have syncfs.
static inline int nixery_sync_file_system(int file) {
    return (int)syscall(SYS_syncfs, file);
}
#else
static inline int nixery_sync_file_system(int file) {
    (void)file;
    sync();
    return 0;
}
#endif
