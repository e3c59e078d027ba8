import CGit2

extension RefList {
    /// What a connected server has told.
    init(_ remote: ConnectedRemote) throws {
        self.init()
        var heads: UnsafeMutablePointer<UnsafePointer<git_remote_head>?>?
        var count = 0
        try remote.check(git_remote_ls(&heads, &count, remote.pointer))
        var peeled: [String: ObjectID] = [:]
        for entry in UnsafeBufferPointer(start: heads, count: count) {
            guard let entry = entry?.pointee, let text = entry.name else { continue }
            let name = String(cString: text)
            let object = ObjectID(entry.oid)
            if name == "HEAD" {
                head = Head(object: object, target: entry.symref_target.map { String(cString: $0) })
            } else if name.hasSuffix("^{}") {
                peeled[String(name.dropLast(3))] = object
            } else if let name = RefName(name) {
                // Others cannot be asked for, nor can names that git forbids.
                refs.append(Ref(name: name, object: object))
            }
        }
        for index in refs.indices { refs[index].peeled = peeled[refs[index].name.full] }
    }

    /// What an open repository has.
    init(_ repository: GitRepository) throws(GitOperationError) {
        self.init()
        let iterator = try GitHandle(
            "the repository's refs cannot be read", free: git_reference_iterator_free,
            make: { git_reference_iterator_new(&$0, repository.pointer) })
        var text: UnsafePointer<CChar>?
        while true {
            let status = git_reference_next_name(&text, iterator.pointer)
            if status == GIT_ITEROVER.rawValue { break }
            try GitStatus.check(status, "the repository's refs cannot be read")
            guard let text, let name = RefName(String(cString: text)) else { continue }
            var object = git_oid()
            // A symbolic ref that leads nowhere means nothing.
            guard git_reference_name_to_id(&object, repository.pointer, name.full) == 0 else { continue }
            refs.append(Ref(name: name, object: ObjectID(object)))
        }
        head = try Self.head(of: repository)
    }

    private static func head(of repository: GitRepository) throws(GitOperationError) -> Head? {
        var reference: OpaquePointer?
        let status = git_repository_head(&reference, repository.pointer)
        if [GIT_EUNBORNBRANCH.rawValue, GIT_ENOTFOUND.rawValue].contains(status) { return nil }
        try GitStatus.check(status, "the repository's HEAD cannot be read")
        defer { git_reference_free(reference) }
        guard let target = git_reference_target(reference), let name = git_reference_name(reference) else { return nil }
        let isDetached = git_repository_head_detached(repository.pointer) == 1
        return Head(object: ObjectID(target), target: isDetached ? nil : String(cString: name))
    }
}
