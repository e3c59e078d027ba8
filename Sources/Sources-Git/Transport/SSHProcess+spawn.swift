import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension SSHProcess {
    /// Three connections: our ends and the process's.
    static func socketPairs() throws(Errno) -> (ours: [Int32], theirs: [Int32]) {
        var ours: [Int32] = []
        var theirs: [Int32] = []
        for _ in 0..<3 {
            var pair: [Int32] = [0, 0]
            guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &pair) == 0 else {
                let error = Errno(rawValue: errno)
                closeAll(ours + theirs)
                throw error
            }
            ours.append(pair[0])
            theirs.append(pair[1])
        }
        return (ours, theirs)
    }

    static func closeAll(_ descriptors: [Int32]) {
        for descriptor in descriptors { close(descriptor) }
    }

    /// Starts the program with these ends as its standard input, output and error.
    static func spawn(
        _ program: String, _ arguments: [String], _ environment: [String: String], _ ends: [Int32]
    ) throws(Errno) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (number, end) in ends.enumerated() { posix_spawn_file_actions_adddup2(&actions, end, Int32(number)) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var defaults = sigset_t()
        sigfillset(&defaults)
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        // Threads of ours may block signals, and their children would inherit that.
        var blocked = sigset_t()
        sigemptyset(&blocked)
        posix_spawnattr_setsigmask(&attributes, &blocked)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
        let words = ([program] + arguments).map { strdup($0) } + [nil]
        let variables = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer {
            for text in words + variables { free(text) }
        }
        var process: pid_t = 0
        let status = posix_spawn(&process, program, &actions, &attributes, words, variables)
        guard status == 0 else { throw Errno(rawValue: status) }
        return process
    }
}
