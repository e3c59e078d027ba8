import OCI
import SystemPackage

/// The refs of a mirror: all in the file `packed-refs`, each under a hash of the name that it has on the server.
///
/// They only say where a download starts from, and are written at once: names that nest in one another do not matter.
struct PackedRefs {
    private let commits: [String: ObjectID]

    /// - Parameter refs: those of the server. What leads to no commit, or is not here, is left out.
    init(_ refs: [RefList.Ref], in repository: GitRepository) throws {
        let lookup = try ObjectLookup(repository)
        var commits: [String: ObjectID] = [:]
        for ref in refs where lookup.has(ref.object) {
            commits["refs/mirror/\(Digest(of: Array(ref.name.full.utf8)).hex)"] = try repository.commit(at: ref.object)
        }
        self.commits = commits
    }

    /// Replaces the refs of a repository, where they are not these.
    func write(to repository: FilePath) throws {
        let lines = commits.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)\n" }
        let text = "# pack-refs with: sorted \n" + lines.joined()
        try MirrorFolder.write(Array(text.utf8), to: repository.appending("packed-refs"))
    }
}
