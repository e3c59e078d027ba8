// Swift's Glibc module does not have syncfs. <unistd.h> is left out, so that its types do not seem to be this module's.

#ifdef __linux__
#include <sys/syscall.h>

long syscall(long number, ...);

static inline int nixery_sync_file_system(int file) {
    return (int)syscall(SYS_syncfs, file);
}
#else
void sync(void);

static inline int nixery_sync_file_system(int file) {
    (void)file;
    sync();
    return 0;
}
#endif
