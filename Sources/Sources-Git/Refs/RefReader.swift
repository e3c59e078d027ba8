import SystemPackage

/// Answers what a repository's refs mean, wherever it is.
struct RefReader {
    let report: ProgressHandler

    func names(at place: RepositoryPlace, _ rules: RefRules) throws -> RefNames {
        let list =
            switch place {
            case .local(let path): try RefList(GitRepository(at: FilePath(path), isOurs: false))
            case .remote(let transport), .mirror(let transport, _): try list(transport)
            }
        // Only whether there is one that may be asked for.
        let hasHead = (try? list.find(.head, rules: rules)) != nil
        return RefNames(names: list.tags(rules: rules), hasHead: hasHead)
    }

    func resolve(_ selector: RefSelector, at place: RepositoryPlace, _ rules: RefRules) throws -> ResolvedCommit {
        switch place {
        case .local(let path):
            let repository = try GitRepository(at: FilePath(path), isOurs: false)
            let list = try RefList(repository)
            return try repository.resolve(list.find(selector, rules: rules), selector, list, rules)
        case .remote(let transport):
            return try resolveByTips(selector, list(transport), rules)
        case .mirror(let transport, let request):
            return try GitMirror(request, transport: transport, report: report).sync(selector, rules)
        }
    }

    private func list(_ transport: TransportRequest) throws -> RefList {
        try transport.connect(repository: nil, report: report) { try RefList($0) }
    }

    /// Without the history, only the tips of refs are known to be allowed.
    private func resolveByTips(
        _ selector: RefSelector, _ list: RefList, _ rules: RefRules
    ) throws -> ResolvedCommit {
        let commit = try list.find(selector, rules: rules)
        guard list.isCommit(selector), rules.commits == .reachable else { return ResolvedCommit(commit: commit) }
        guard list.allowed(by: rules).contains(where: { ($0.peeled ?? $0.object) == commit }) else {
            throw GitOperationError(
                .unknownRef,
                "commit \(commit) is not the newest of a branch or a tag, and with 'fetch: archive' the history is not known; "
                    + "'commits: any' allows it")
        }
        return ResolvedCommit(commit: commit)
    }
}

extension GitRepository {
    /// Follows what a selector means to its commit, and checks that it may be asked for.
    func resolve(
        _ object: ObjectID, _ selector: RefSelector, _ list: RefList, _ rules: RefRules
    ) throws -> ResolvedCommit {
        guard list.isCommit(selector) else {
            guard let commit = try commit(at: object) else {
                throw GitOperationError(.unknownRef, "this tag of the repository names no commit")
            }
            return ResolvedCommit(commit: commit, time: try time(of: commit))
        }
        let wanted = object
        guard try ObjectLookup(self).has(wanted), try commit(at: wanted) == wanted else {
            throw list.unknown(wanted.hex, rules)
        }
        if rules.commits == .reachable {
            let tips = try list.allowed(by: rules).compactMap { try commit(at: $0.object) }
            guard try isReachable(wanted, from: tips) else { throw list.unknown(wanted.hex, rules) }
        }
        return ResolvedCommit(commit: wanted, time: try time(of: wanted))
    }
}
