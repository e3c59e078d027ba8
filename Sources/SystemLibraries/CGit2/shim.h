#include <git2.h>
#include <git2/sys/transport.h>
// Since libgit2 1.8, functions that set an error have a header of their own.
#if __has_include(<git2/sys/errors.h>)
#include <git2/sys/errors.h>
#endif

// git_libgit2_opts is variadic, which Swift cannot call: one function for each option that we set.

static inline int nixery_git_set_search_path(int level, const char *path) {
    return git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, path);
}

static inline int nixery_git_set_owner_validation(int enabled) {
    return git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, enabled);
}

static inline int nixery_git_set_ca_file(const char *file) {
    return git_libgit2_opts(GIT_OPT_SET_SSL_CERT_LOCATIONS, file, (const char *)0);
}
