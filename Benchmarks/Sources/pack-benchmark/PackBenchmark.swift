import Archive
import Glibc
import SystemPackage

/// `pack-benchmark FORMAT[:PRESET[:MEMBERS]] LAYERS OUTPUT PATH…`: packs the paths into LAYERS layers, all at once, each
/// written to OUTPUT.N (or all to /dev/null), and prints the sizes, the times and the peak of memory.
@main
struct PackBenchmark {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst().map(\.self)
        guard arguments.count > 3, let count = Int(arguments[1]) else {
            throw Usage()
        }
        let words = arguments[0].split(separator: ":").map(String.init)
        let compression = try Compression(
            format: words[0], preset: words.count > 1 ? words[1] : nil, members: words.count > 2 ? words[2] : nil)
        let paths = arguments.dropFirst(3).map { FilePath($0) }
        let folder = FilePath(arguments[3]).removingLastComponent()
        let packer = LayerPacker(
            compression: compression, store: StoreLocation("/nix/store", physical: folder))
        let start = ContinuousClock.now
        let layers = try await pack(paths, count, packer, output: arguments[2])
        report(layers, wall: ContinuousClock.now - start)
    }

    private static func pack(
        _ paths: [FilePath], _ count: Int, _ packer: LayerPacker, output: String
    ) async throws -> [PackedLayer] {
        try await withThrowingTaskGroup(of: PackedLayer.self) { group in
            for number in 0..<min(count, paths.count) {
                let part = stride(from: number, to: paths.count, by: count).compactMap { paths[$0].lastComponent }
                let file = try FileDescriptor.open(
                    output == "/dev/null" ? "/dev/null" : FilePath("\(output).\(number)"), .writeOnly,
                    options: [.create, .truncate], permissions: .ownerReadWrite)
                group.addTask {
                    defer { try? file.close() }  // Nothing of the measurement depends on it.
                    return try await packer.pack(.storePaths(part.map { FilePath("/nix/store").appending($0) })) {
                        try file.writeAll($0)
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    private static func report(_ layers: [PackedLayer], wall: Duration) {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        let times = [usage.ru_utime, usage.ru_stime].map { Double($0.tv_sec) + Double($0.tv_usec) / 1e6 }
        let cpu = times[0] + times[1]
        let seconds = Double(wall.components.seconds) + Double(wall.components.attoseconds) / 1e18
        let sizes = (layers.reduce(0) { $0 + $1.diffSize }, layers.reduce(0) { $0 + $1.size })
        print(
            "layers=\(layers.count) archive=\(sizes.0) blobs=\(sizes.1) cpu=\(cpu) wall=\(seconds) "
                + "parallel=\(cpu / seconds) waited=\(waited()) rss_kb=\(usage.ru_maxrss)")
    }

    /// Seconds that this process's threads were ready to run but had no core: they tell whether other work disturbed the
    /// measurement. The second field of schedstat, in nanoseconds (Linux, `Documentation/scheduler/sched-stats.rst`).
    private static func waited() -> Double {
        var total = 0.0
        for thread in threads() {
            var buffer = [CChar](repeating: 0, count: 128)
            guard let file = fopen("/proc/self/task/\(thread)/schedstat", "r") else { continue }
            defer { fclose(file) }
            guard fgets(&buffer, CInt(buffer.count), file) != nil else { continue }
            let text = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            let fields = text.split(separator: " ")
            if fields.count > 1, let nanoseconds = Double(fields[1]) { total += nanoseconds / 1e9 }
        }
        return total
    }

    private static func threads() -> [String] {
        guard let folder = opendir("/proc/self/task") else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names
    }

    private struct Usage: Error {}
}
