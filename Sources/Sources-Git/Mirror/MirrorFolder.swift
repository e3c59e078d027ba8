import FoundationEssentials
import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The files of a mirror. All is done under its lock.
enum MirrorFolder {
    /// Removes what a killed process has left.
    static func removeLeftovers(of mirror: FilePath) {
        for suffix in [".new", ".old"] { remove(mirror.beside(suffix)) }
        let packs = mirror.appending("objects/pack")
        for name in names(in: packs) where !name.hasPrefix("pack-") { remove(packs.appending(name)) }
        remove(mirror.appending("packed-refs.new"))
    }

    /// Puts a new repository in a mirror's place.
    static func replace(_ mirror: FilePath, by new: FilePath) throws(Errno) {
        let old = mirror.beside(".old")
        // There is none the first time.
        if rename(mirror.string, old.string) != 0, errno != ENOENT { throw Errno(rawValue: errno) }
        guard rename(new.string, mirror.string) == 0 else { throw Errno(rawValue: errno) }
        remove(old)
    }

    /// How many packs a mirror has.
    static func packs(of mirror: FilePath) -> Int {
        names(in: mirror.appending("objects/pack")).count { $0.hasSuffix(".pack") }
    }

    /// Bytes of all packs; 0 where there is no mirror.
    static func size(of mirror: FilePath) -> Int64 {
        let folder = mirror.appending("objects/pack")
        return names(in: folder).reduce(0) { sum, name in
            var status = stat()
            return lstat(folder.appending(name).string, &status) == 0 ? sum + Int64(status.st_size) : sum
        }
    }

    /// Writes a file so that it is there whole or not at all, unless it has these bytes already.
    static func write(_ bytes: [UInt8], to file: FilePath) throws {
        if let old = FileManager.default.contents(atPath: file.string), old.elementsEqual(bytes) { return }
        let new = file.beside(".new")
        let descriptor = try FileDescriptor.open(
            new, .writeOnly, options: [.create, .truncate, .closeOnExec],
            permissions: [.ownerReadWrite, .groupRead, .otherRead])
        _ = try descriptor.closeAfter { try descriptor.writeAll(bytes) }
        guard rename(new.string, file.string) == 0 else { throw Errno(rawValue: errno) }
    }

    static func makeFolders(_ folder: FilePath) throws {
        try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: true)
    }

    private static func remove(_ path: FilePath) {
        // Mostly there is nothing. What cannot be removed is in the way of what comes next, which then says so.
        try? FileManager.default.removeItem(atPath: path.string)
    }

    /// Empty where there is no such folder.
    private static func names(in folder: FilePath) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: folder.string)) ?? []
    }
}

extension FilePath {
    /// The path with a longer last name.
    func beside(_ suffix: String) -> FilePath { FilePath(string + suffix) }
}
