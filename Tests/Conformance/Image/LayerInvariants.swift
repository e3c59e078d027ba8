import Archive

/// The rules for what is inside of an image's layers, given them in order.
struct LayerInvariants {
    private static let parents: [ByteString] = ["nix", "nix/store"]

    private(set) var violations: [String] = []
    /// What the store layers hold by absolute path.
    private var stored: [ByteString: TarEntry.Kind] = [:]
    /// In which layer a store object is.
    private var layerOfObject: [ByteString: Int] = [:]

    /// A layer of store objects: each of them whole and nowhere else, with normalised modes.
    mutating func checkStoreLayer(_ entries: [TarEntry], index: Int) {
        let name = "layer \(index)"
        checkTree(entries, name)
        expect(entries.count > 2, "\(name) has no store path")
        for entry in entries.dropFirst(2) {
            checkStoreEntry(entry, index: index, name)
            stored[ByteString([UInt8(ascii: "/")] + entry.path.bytes)] = entry.kind
        }
    }

    /// The last layer: links to files of the layers below, and what the image itself needs.
    mutating func checkLinkLayer(_ entries: [TarEntry]) {
        let name = "the link layer"
        checkTree(entries, name)
        for entry in entries.dropFirst(2) {
            let place = "'\(entry.path)' in \(name)"
            let isInStore = entry.path.bytes.starts(with: "nix/".utf8)
            expect(!isInStore, "\(place) is in the store")
            switch entry.kind {
            case .directory: expect([0o755, 0o700, 0o1777].contains(entry.mode), "\(place) has a wrong mode")
            case .file: expect([0o644, 0o444].contains(entry.mode), "\(place) has a wrong mode")
            case .symlink(let target): checkLink(target, place)
            case .hardLink, .other: break
            }
        }
    }

    private mutating func checkLink(_ target: ByteString, _ place: String) {
        guard let kind = stored[target] else {
            return violations.append("\(place) leads to '\(target)', which is in no layer below")
        }
        expect(kind != .directory, "\(place) leads to the directory '\(target)'")
    }

    private mutating func checkStoreEntry(_ entry: TarEntry, index: Int, _ name: String) {
        let place = "'\(entry.path)' in \(name)"
        let parts = entry.path.bytes.split(separator: UInt8(ascii: "/"))
        guard parts.count > 2, entry.path.bytes.starts(with: "nix/store/".utf8) else {
            return violations.append("\(place) is outside of the store")
        }
        let object = ByteString(parts[2])
        if parts.count == 3 {
            let other = layerOfObject.updateValue(index, forKey: object)
            expect(other == nil, "\(place) is in layer \(other ?? 0) too")
        }
        expect(layerOfObject[object] == index, "\(place) belongs to a store path of another layer")
        switch entry.kind {
        case .directory: expect(entry.mode == 0o555, "\(place) has a wrong mode")
        case .file: expect([0o444, 0o555].contains(entry.mode), "\(place) has a wrong mode")
        case .symlink, .hardLink, .other: break
        }
    }

    /// Rules of every layer: names, order, parents, owner, time, kinds.
    private mutating func checkTree(_ entries: [TarEntry], _ name: String) {
        expect(
            entries.prefix(2).map(\.path) == LayerInvariants.parents
                && entries.prefix(2).allSatisfy { $0.kind == .directory && $0.mode == 0o755 },
            "\(name) does not start with 'nix' and 'nix/store'")
        for (previous, entry) in zip(entries.dropFirst(2), entries.dropFirst(3)) {
            expect(previous.path < entry.path, "'\(entry.path)' in \(name) is out of order")
        }
        var directories: Set<ByteString> = [""]
        for entry in entries {
            checkEntry(entry, "'\(entry.path)' in \(name)")
            expect(directories.contains(entry.path.folder), "'\(entry.path)' in \(name) lies in no directory")
            if entry.kind == .directory { directories.insert(entry.path) }
        }
    }

    private mutating func checkEntry(_ entry: TarEntry, _ place: String) {
        let parts = entry.path.bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let isPlain = parts.allSatisfy { !$0.isEmpty && !$0.elementsEqual(".".utf8) && !$0.elementsEqual("..".utf8) }
        expect(isPlain, "\(place) is no plain relative path")
        expect(!parts.contains { $0.starts(with: ".wh.".utf8) }, "\(place) deletes files when it is unpacked")
        expect(entry.userID == 0 && entry.groupID == 0, "\(place) does not belong to root")
        expect(entry.modified == 1, "\(place) has the time \(entry.modified)")
        switch entry.kind {
        case .symlink: expect(entry.mode == 0o777, "\(place) has a wrong mode")
        case .hardLink, .other: violations.append("\(place) is no directory, file or symbolic link")
        case .directory, .file: break
        }
    }

    private mutating func expect(_ condition: Bool, _ violation: @autoclosure () -> String) {
        if !condition { violations.append(violation()) }
    }
}

extension ByteString {
    /// The path without its last part; empty where there is one part only.
    fileprivate var folder: ByteString {
        ByteString(bytes[..<(bytes.lastIndex(of: UInt8(ascii: "/")) ?? 0)])
    }
}
