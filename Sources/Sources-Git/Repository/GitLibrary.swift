import CGit2

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// libgit2's settings for the whole process. Only a child process that runs one operation makes them.
enum GitLibrary {
    /// Starts libgit2 so that no configuration, template or owner of a file changes what it does.
    static func start() throws(GitOperationError) {
        try GitStatus.check(git_libgit2_init(), "libgit2 does not start")
        let levels = [
            GIT_CONFIG_LEVEL_PROGRAMDATA, GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL,
        ]
        for level in levels {
            try GitStatus.check(nixery_git_set_search_path(level.rawValue, ""), "libgit2 takes no search path")
        }
        // The operator named the repository, so it does not matter who owns it.
        try GitStatus.check(nixery_git_set_owner_validation(0), "libgit2 takes no option")
        umask(0o022)
    }
}
