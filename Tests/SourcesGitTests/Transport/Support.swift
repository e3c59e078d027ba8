import CGit2
import Conformance
import Host
import Processes
import SystemPackage

@testable import SourcesGit

#if canImport(Glibc)
    import Glibc
#endif

/// A bare repository with a commit of some size on `main` and a tag.
struct SampleRepository {
    let path: FilePath

    /// Needs `git`.
    init(in folder: FilePath, name: String = "set.git") async throws {
        path = folder.appending(name)
        try await ServerProcess.shell(
            """
            git init -q -b main work
            cd work
            echo '{ }: { }' >default.nix
            head -c 300000 /dev/urandom >noise
            git add .
            git -c user.name=t -c user.email=t@t commit -qm one
            git -c user.name=t -c user.email=t@t tag -a v1 -m v1
            cd ..
            git clone -q --bare work "$NAME"
            rm -rf work
            """, in: folder,
            environment: ["NAME": name, "HOME": folder.string, "GIT_CONFIG_NOSYSTEM": "1"])
    }
}

/// Runs what the child process runs, in this one.
enum Connection {
    /// Lists the refs of a remote and downloads `main` into a new repository.
    ///
    /// - Returns: the refs' names.
    static func fetch(_ request: TransportRequest, into folder: FilePath) async throws -> Set<String> {
        try await Blocking.run {
            try GitLibrary.start()
            let repository = try GitHandle("the repository cannot be made", free: git_repository_free) {
                git_repository_init(&$0, folder.string, 1)
            }
            return try ConnectedRemote.withConnection(
                request, repository: repository.pointer, progress: { _ in }
            ) { remote in
                let names = try self.names(of: remote)
                try download(remote)
                return names
            }
        }
    }

    private static func names(of remote: ConnectedRemote) throws -> Set<String> {
        var heads: UnsafeMutablePointer<UnsafePointer<git_remote_head>?>?
        var count = 0
        try remote.check(git_remote_ls(&heads, &count, remote.pointer))
        var names: Set<String> = []
        for index in 0..<count {
            if let name = heads?[index]?.pointee.name { names.insert(String(cString: name)) }
        }
        return names
    }

    private static func download(_ remote: ConnectedRemote) throws {
        try remote.withFetchOptions { options in
            var specification: UnsafeMutablePointer<CChar>? = strdup("+refs/heads/main:refs/heads/main")
            defer { free(specification) }
            var specifications = withUnsafeMutablePointer(to: &specification) { git_strarray(strings: $0, count: 1) }
            try remote.check(git_remote_download(remote.pointer, &specifications, &options))
        }
    }
}
