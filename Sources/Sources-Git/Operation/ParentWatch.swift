import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Ends this process, and those that it started, when its parent is gone, however that ended: a child that waits for a silent
/// server would keep a mirror locked.
enum ParentWatch {
    /// - Parameter output: a pipe to the parent. Anything but a pipe is not watched.
    static func start(_ output: FileDescriptor) {
        var thread = pthread_t()
        let descriptor = UnsafeMutableRawPointer(bitPattern: Int(output.rawValue))
        pthread_create(
            &thread, nil,
            { descriptor in
                var watched = pollfd(fd: CInt(Int(bitPattern: descriptor)), events: 0, revents: 0)
                while poll(&watched, 1, -1) <= 0 {}
                if getpgrp() == getpid() { kill(0, SIGKILL) }
                _exit(1)
            }, descriptor)
        pthread_detach(thread)
    }
}
